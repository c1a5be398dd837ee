package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignBackupTest {
    private static final Clock HANOI = TestClock.at("2026-11-21T02:00:00Z").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    @TempDir
    Path folder;

    @Test
    void a_backup_of_the_old_script_is_a_database_with_its_images() throws IOException {
        Path file = sqlite("sales_management_20260801_090000.db");
        try (OutputStream out = Files.newOutputStream(folder.resolve("sales_management_20260801_090000_images.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("products/1.png"));
        }
        BackupReader reader = ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none());
        Manifest manifest = reader.manifest();
        assertThat(manifest.begun()).isEqualTo(Instant.parse("2026-08-01T02:00:00Z"));
        assertThat(manifest.format()).isEqualTo(ForeignBackup.FORMAT);
        assertThat(manifest.database().sameAs(Samples.SHOP)).isTrue();
        assertThat(manifest.parts()).extracting(Part::kind).containsExactly(Part.Kind.DATABASE, Part.Kind.FILES);
        assertThat(manifest.parts().get(1).source()).contains("");
        manifest.parts().forEach(reader::verify);
        assertThat(reader.file(manifest.parts().get(0))).contains(file);
        Files.writeString(file, "SQLite format 3\0 changed");
        assertThatThrownBy(() -> reader.verify(manifest.parts().get(0))).isInstanceOf(PartDamaged.class);
    }

    @Test
    void any_sqlite_file_will_do_but_not_one_in_use() throws IOException {
        Path file = sqlite("copy");
        assertThat(ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none())
                        .manifest()
                        .parts())
                .hasSize(1);
        Files.writeString(folder.resolve("copy-wal"), "frames");
        assertThatThrownBy(() -> ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none()))
                .hasMessageContaining("copy-wal")
                .isInstanceOf(ForeignBackup.NotRecognised.class);
    }

    @Test
    void a_backup_folder_is_read_wherever_it_was_copied_to() throws IOException {
        Manifest taken = Samples.take(Samples.catalog(new LocalStore(folder.resolve("backups")), HANOI));
        Path copy = folder.resolve("downloads");
        Files.move(folder.resolve("backups").resolve(taken.id().text()), copy);
        BackupReader reader = ForeignBackup.open(copy, Samples.SHOP, HANOI, Keyring.none());
        assertThat(reader.manifest()).isEqualTo(taken);
        taken.parts().forEach(reader::verify);
        assertThat(ForeignBackup.open(copy.resolve("manifest.json"), Samples.SHOP, HANOI, Keyring.none())
                        .manifest())
                .isEqualTo(taken);
        Files.writeString(copy.resolve("manifest.json"), "{}");
        assertThatThrownBy(() -> ForeignBackup.open(copy, Samples.SHOP, HANOI, Keyring.none()))
                .isInstanceOf(ManifestDamaged.class);
    }

    @Test
    void one_part_of_a_backup_is_a_partial_backup() {
        Manifest taken = Samples.take(Samples.catalog(new LocalStore(folder.resolve("backups")), HANOI));
        Path part = folder.resolve("backups").resolve(taken.id().text()).resolve("orders.json.zst");
        BackupReader reader = ForeignBackup.open(part, Samples.SHOP, HANOI, Keyring.none());
        assertThat(reader.manifest().parts()).extracting(Part::name).containsExactly("orders.json.zst");
        assertThat(reader.manifest().isPartial()).isTrue();
        reader.verify(reader.manifest().parts().get(0));
    }

    @Test
    void a_file_of_the_old_python_tool_is_a_partial_backup_of_one_collection() throws IOException {
        Path file = Files.writeString(folder.resolve("backup_products_20260801_090000.json"), """
                {
                    "collection": "products",
                    "timestamp": "2026-08-01T02:00:00Z",
                    "document_count": 1,
                    "documents": [{"id": "1", "name": "Tea"}],
                    "metadata": {"backup_version": "1.0"}
                }""");
        BackupReader reader = ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none());
        Manifest manifest = reader.manifest();
        assertThat(manifest.database().engine()).isEqualTo("firestore");
        assertThat(manifest.begun()).isEqualTo(Instant.parse("2026-08-01T02:00:00Z"));
        assertThat(manifest.selection()).containsExactly("products");
        assertThat(manifest.parts()).extracting(Part::kind).containsExactly(Part.Kind.COLLECTION);
        try (InputStream in = reader.open(manifest.parts().get(0))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file));
        }
    }

    @Test
    void a_part_without_its_manifest_is_recognised_packed_as_it_is() throws IOException {
        Path file = folder.resolve("collection-1-products.json.zst");
        String text = "{\"collection\":\"products\",\"documents\":[" + " ".repeat(100_000) + "]}";
        Files.write(file, Zstd.compress(text.getBytes(StandardCharsets.UTF_8)));
        BackupReader reader = ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none());
        Part part = reader.manifest().parts().get(0);
        assertThat(part.compression()).isEqualTo(Part.Compression.ZSTD);
        reader.verify(part);
        try (InputStream in = reader.open(part)) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(text);
        }
    }

    @Test
    void json_that_names_no_collection_before_its_documents_is_not_a_backup() throws IOException {
        for (String text : List.of(
                "[]",
                "{}",
                "{\"documents\":[],\"collection\":\"products\"}",
                "{\"collection\":{}}",
                "{\"collection\"")) {
            Path file = Files.writeString(folder.resolve("some.json"), text);
            assertThatThrownBy(() -> ForeignBackup.open(file, Samples.SHOP, HANOI, Keyring.none()))
                    .isInstanceOf(ForeignBackup.NotRecognised.class);
        }
    }

    @Test
    void anything_else_is_refused_and_told_what_would_do() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.db"), "SQLite format 4");
        for (Path given : new Path[] {text, folder, Files.createFile(folder.resolve("empty"))}) {
            assertThatThrownBy(() -> ForeignBackup.open(given, Samples.SHOP, HANOI, Keyring.none()))
                    .isInstanceOfSatisfying(ForeignBackup.NotRecognised.class, e -> {
                        assertThat(e.kind()).isEqualTo(Problem.Kind.USAGE);
                        assertThat(e.next()).contains("SQLite file");
                    });
        }
        assertThatThrownBy(() -> ForeignBackup.open(folder.resolve("nothing"), Samples.SHOP, HANOI, Keyring.none()))
                .isInstanceOfSatisfying(
                        ForeignBackup.NotRecognised.class,
                        e -> assertThat(e.kind()).isEqualTo(Problem.Kind.DAMAGED));
    }

    private Path sqlite(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "SQLite format 3\0 and pages");
    }
}
