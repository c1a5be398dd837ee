package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, since a library is loaded once. */
class PackingTest {
    @TempDir
    private Path folder;

    @Test
    void a_library_that_cannot_be_loaded_is_an_error_like_that_of_a_disk() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-DZstdNativePath=" + folder.resolve("none.so"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PackingTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT) // where Java 24 and later warn of native libraries
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("the library of zstd cannot be loaded")
                .contains("none.so")
                .hasLineCount(2);
        assertThat(process.waitFor()).isZero();
    }

    /** Twice: the second time Java only knows that it failed before. */
    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            try {
                Packing.pack(OutputStream.nullOutputStream());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
