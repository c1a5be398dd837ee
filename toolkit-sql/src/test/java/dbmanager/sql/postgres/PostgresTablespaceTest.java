package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.problem.Problem;
import org.junit.jupiter.api.Test;

/** A database lies on a disk that is lost, and its server on another one that is not. */
class PostgresTablespaceTest extends BackedUpShop {
    @Test
    void what_can_be_done_without_the_tablespace_is_said_and_works() {
        String place = "place_of_" + shop.database;
        String folder = shop.server.dataFolder() + "/../" + place;
        shop.server.executeAsSuperuser(
                "postgres",
                "COPY (SELECT 1) TO PROGRAM 'mkdir " + folder + "'",
                "CREATE TABLESPACE " + place + " LOCATION '" + folder + "'",
                "GRANT CREATE ON TABLESPACE " + place + " TO " + PostgresServer.OWNER,
                "ALTER DATABASE " + shop.database + " SET TABLESPACE " + place);
        Backup backup = backup();
        shop.server.executeAsSuperuser(
                "postgres", "COPY (SELECT 1) TO PROGRAM 'mv " + folder + " " + folder + ".lost'");
        try (PostgresBackend backend = shop.open()) {
            Problem refused = catchThrowableOfType(Problem.class, () -> load(backend, backup));

            assertThat(refused.kind()).isEqualTo(Problem.Kind.UNEXPECTED);
            assertThat(refused).hasMessageContaining("in its tablespace " + place);
            String rename = refused.next().replaceFirst("^.*?`(ALTER DATABASE [^`]*)`.*$", "$1");
            shop.server.execute("postgres", rename);

            load(backend, backup);

            assertThat(backend.presence()).isEqualTo(Presence.FILLED);
        } finally {
            shop.server.executeAsSuperuser(
                    "postgres",
                    "COPY (SELECT 1) TO PROGRAM 'mv " + folder + ".lost " + folder + "'",
                    "DROP DATABASE " + shop.database + "_damaged",
                    "DROP TABLESPACE " + place);
        }
    }

    private void load(PostgresBackend backend, Backup backup) {
        backend.load(
                reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), Progress.silent());
    }
}
