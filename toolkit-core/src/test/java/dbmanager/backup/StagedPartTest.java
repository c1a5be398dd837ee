package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedPartTest {
    @TempDir
    Path folder;

    private static StagedPart copy() throws IOException {
        Part part =
                new Part("shop.db", Part.Kind.DATABASE, Optional.empty(), Part.Compression.ZSTD, 3, 0, "", Map.of());
        return StagedPart.copyOf(part, new ByteArrayInputStream("tea".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_copy_that_is_hidden_has_no_name_any_more_and_leaves_no_folder() throws IOException {
        Path file;
        try (StagedPart staged = copy()) {
            file = staged.file();
            assertThat(file).hasContent("tea");
            staged.hide();
            assertThat(file).doesNotExist();
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void a_part_in_its_store_is_never_hidden() throws IOException {
        Path stored = Files.writeString(folder.resolve("shop.db"), "tea");
        try (StagedPart staged = StagedPart.where(stored)) {
            staged.hide();
        }
        assertThat(stored).exists();
    }

    /** In a process of its own, since that folder is looked up once. */
    @Test
    void the_folder_for_temporary_files_is_named_where_it_is_the_one_that_cannot_be_written() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + folder.resolve("none"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StagedPartTest.class.getName(),
                        folder.resolve("backups").toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("next: ")))
                .singleElement()
                .asString()
                .contains("-Djava.io.tmpdir=FOLDER")
                .doesNotContain("backups folder");
        assertThat(process.waitFor()).isZero();
    }

    public static void main(String[] arguments) {
        BackupCatalog catalog = new EncryptedStore(Path.of(arguments[0])).catalog;
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.NONE, "tea");
            writer.describe(Samples.AT_BASE, Optional.empty());
            Manifest taken = writer.commit();
            try (StagedPart staged =
                    catalog.open(catalog.list().get(0)).stage(taken.parts().get(0))) {
                System.out.println("staged as " + staged.file());
            }
        } catch (StoreFailure e) {
            System.out.println("next: " + e.next());
        }
    }
}
