package dbmanager.bench;

import dbmanager.cli.DbManager;
import dbmanager.cli.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** A store as it is after years, made by the commands themselves with a clock of their own. */
final class ManyBackups {
    private ManyBackups() {}

    static void take(Project project, int number) throws IOException {
        Instant first = Instant.now().minus(Duration.ofHours(number + 1L));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        for (int i = 0; i < number; i++) {
            Surroundings then = new Surroundings(
                    Map.of(),
                    project.folder(),
                    "bench@localhost",
                    "",
                    Clock.fixed(first.plus(Duration.ofHours(i)), ZoneOffset.UTC),
                    () -> ZoneOffset.UTC,
                    nowhere,
                    System.err,
                    false,
                    question -> Optional.empty());
            if (DbManager.run(then, "backup", "--quiet") != 0) {
                throw new IOException("backup " + i + " failed");
            }
        }
    }
}
