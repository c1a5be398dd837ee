package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, since a library is loaded once. */
class PackingTest {
    @TempDir
    private Path folder;

    @Test
    void a_library_that_cannot_be_loaded_is_neither_the_stores_fault_nor_that_of_a_file() throws Exception {
        byte[] magic = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
        Path packed = Files.write(folder.resolve("backup_products.json.zst"), magic);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-DZstdNativePath=" + folder.resolve("none.so"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PackingTest.class.getName(),
                        packed.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT) // where Java 24 and later warn of native libraries
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allSatisfy(said -> assertThat(said)
                        .startsWith("the library of zstd cannot be loaded")
                        .contains("-Djava.io.tmpdir=FOLDER")
                        .doesNotContain("backups folder"))
                .first()
                .asString()
                .contains("none.so");
        assertThat(process.waitFor()).isZero();
    }

    private interface Work {
        Object done() throws IOException;
    }

    /** Packing twice: the second time Java only knows that it failed before. */
    public static void main(String[] arguments) throws IOException {
        Path packed = Path.of(arguments[0]);
        for (Work work : List.<Work>of(
                () -> Packing.pack(OutputStream.nullOutputStream()),
                () -> Packing.pack(OutputStream.nullOutputStream()),
                () -> CollectionHead.of(packed))) {
            try {
                System.out.println("done: " + work.done());
            } catch (StoreFailure e) {
                System.out.println(e.getMessage() + "; " + e.next());
            }
        }
    }
}
