package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Google's Node client, unmodified; {@code npm install} in {@code emulator/src/test/node} brings it. */
@Timeout(180)
class NodeClientTest {
    private static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void the_node_client_does_what_it_does_with_production() throws Exception {
        assumeInstalled();
        Path said = folder.resolve("said");
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            ProcessBuilder builder = new ProcessBuilder("node", "smoke.mjs")
                    .directory(SCRIPTS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().put("FIRESTORE_EMULATOR_HOST", server.host() + ":" + server.port());
            Process node = builder.start();
            try {
                boolean ended = node.waitFor(120, TimeUnit.SECONDS);
                assertThat(ended).as("ended; it said: %s", text(said)).isTrue();
                assertThat(node.exitValue()).as(text(said)).isZero();
            } finally {
                node.destroyForcibly();
            }
        }
    }

    private static void assumeInstalled() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Assumptions.assumeTrue(version.waitFor() == 0, "node: it does not start");
        } catch (IOException e) {
            Assumptions.abort("node: there is none on the PATH");
        }
        Assumptions.assumeTrue(
                Files.isDirectory(SCRIPTS.resolve("node_modules/@google-cloud/firestore")),
                "node: Google's client is not installed; run npm install in " + SCRIPTS);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
