package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs of PostgreSQL's client that are newer than the server. */
class PostgresNewerClientTest extends BackedUpShop {
    @Test
    void programs_that_are_newer_than_the_server_restore_its_backups_all_the_same() throws IOException {
        shop.execute(
                "CREATE INDEX ON products (name)",
                "COMMENT ON TABLE products IS E'a line\\n\\\\and one that psql would take for its own'");
        shop.execute("CREATE FUNCTION after(x int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT x + 1; END");
        Path programs = asNewerOnes();
        Backup backup = backup();
        List<?> definitions = definitions();
        String comment = "SELECT obj_description('products'::regclass)";
        List<String> said = shop.query(comment);
        shop.execute("DELETE FROM products", "COMMENT ON TABLE products IS NULL");

        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, programs)) {
            Loaded loaded = backend.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), Progress.silent());
            assertThat(loaded.records()).containsEntry("products", 2L);
            backend.open(reader(backup)).close();
        }

        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("2");
        assertThat(definitions()).isEqualTo(definitions);
        assertThat(shop.query(comment)).isEqualTo(said);
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    /** They say to be of a version that no server has, and begin with a setting that a server before 17 does not know. */
    private Path asNewerOnes() throws IOException {
        Path folder = Files.createDirectories(home.resolve("newer"));
        String real = shop.server.programs().resolve("pg_restore").toString();
        Path program = Files.writeString(folder.resolve("pg_restore"), """
                #!/bin/bash
                [ "$1" = --version ] && echo 'pg_restore (PostgreSQL) 99.1' && exit 0
                case "$*" in *--dbname*) %2$s;; esac
                case "$*" in *--list*) exec %1$s "$@";; esac
                echo 'SET transaction_timeout = 0;'
                exec %1$s "$@"
                """.formatted(
                        real,
                        shop.server.major() < 17
                                ? "echo 'pg_restore: error: no such parameter' >&2; exit 1"
                                : "exec " + real + " \"$@\""));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
