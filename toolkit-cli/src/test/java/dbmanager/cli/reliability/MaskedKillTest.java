package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.file.FileTree;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sudden death while a test environment is filled with rows of production: nobody of production is in any of its files. */
final class MaskedKillTest {
    private static final String PERSONAL = "@lovelace.org";

    @TempDir
    private Path folder;

    private void project() throws IOException, SQLException {
        Files.writeString(folder.resolve("db-manager.yaml"), """
                environments:
                  production:
                    databases:
                      shop: {url: "sqlite:production/shop.db", migrations: migrations, mask: {users.email: email}}
                  test:
                    databases:
                      shop: {url: "sqlite:test/shop.db", migrations: migrations}
                """);
        Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(
                folder.resolve("migrations/V1__users.sql"),
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, filler TEXT);");
        run("migrate", "--env", "production", "--confirm", "production");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("production/shop.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO users WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
                            + " SELECT i, 'ada' || i || '@lovelace.org', hex(randomblob(60)) FROM n");
        }
        run("backup", "--env", "production");
    }

    private void run(String... words) {
        try (Child child = Child.dbManager(folder, List.of(), words)) {
            Answer answer = child.answer();
            assertThat(answer.code()).as(answer.toString()).isZero();
        }
    }

    @Test
    void a_kill_while_the_rows_come_in_leaves_nobody_of_production_behind() throws IOException, SQLException {
        project();
        int struck = 0;
        for (int round = 0; round < 2; round++) {
            try (Child child = Child.dbManager(folder, List.of(), "setup-test", "--from", "production", "--yes")) {
                while (child.isAlive() && bytes() < (200 << 10)) {
                    Thread.onSpinWait();
                }
                struck += child.kill() ? 1 : 0;
            }
            assertThat(found()).as("round " + round).isEmpty();
            FileTree.delete(folder.resolve("test"));
        }
        assertThat(struck).isEqualTo(2);

        run("setup-test", "--from", "production", "--yes");

        assertThat(found()).isEmpty();
        assertThat(bytes()).isGreaterThan(4 << 20);
    }

    /** The files of the test environment. */
    private List<Path> files() {
        File[] files = folder.resolve("test").toFile().listFiles();
        return files == null
                ? List.of()
                : Arrays.stream(files).map(File::toPath).toList();
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                // it came and went
            }
        }
        return bytes;
    }

    private List<Path> found() {
        return files().stream().filter(MaskedKillTest::isPersonal).toList();
    }

    private static boolean isPersonal(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PERSONAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
