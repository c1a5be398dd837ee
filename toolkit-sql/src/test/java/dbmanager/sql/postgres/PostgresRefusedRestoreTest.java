package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backup.Backup;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server does not take the rows of a sound backup, for a reason that a check of the table makes up: with any code, and in any words. */
class PostgresRefusedRestoreTest extends BackedUpShop {
    private static final String WORDS =
            "no such price: \"FATAL:  base/16384/16391, server closed the connection, terminated by user\"";

    @BeforeEach
    void refuse() {
        set("only_in", "");
        set("words", WORDS);
        shop.execute("""
                CREATE FUNCTION acceptable() RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_database() LIKE 'dbm\\_tmp\\_%'
                       AND current_setting('application_name') LIKE current_setting('shop.only_in') || '%' THEN
                        RAISE EXCEPTION USING ERRCODE = current_setting('shop.code'), MESSAGE = current_setting('shop.words');
                    END IF;
                    RETURN true;
                END $$""", "ALTER TABLE products ADD CHECK (acceptable())");
    }

    /** For every session that the user opens from now on. */
    private void set(String name, String value) {
        shop.server.executeAsSuperuser(
                "postgres",
                "ALTER ROLE " + PostgresServer.OWNER + " SET shop." + name + " = " + PostgresDatabase.literal(value));
    }

    @AfterEach
    void unset() {
        shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " RESET ALL");
    }

    private Problem refusal(Backup backup, String code) {
        set("code", code);
        try (PostgresBackend backend = shop.open()) {
            return catchThrowableOfType(
                    Problem.class, () -> backend.open(reader(backup)).close());
        }
    }

    @Test
    void values_that_do_not_fit_are_the_backups_fault_and_rights_room_and_time_are_not() {
        Backup backup = backup();

        assertThat(refusal(backup, "22P02").kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal(backup, "42501").kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(refusal(backup, "53100").kind()).isEqualTo(Kind.UNEXPECTED);
        assertThat(refusal(backup, "53200").kind()).isEqualTo(Kind.UNEXPECTED);
        assertThat(refusal(backup, "57014").kind()).isEqualTo(Kind.UNEXPECTED);
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    @Test
    void what_the_server_refuses_once_and_takes_the_next_time_is_no_verdict() {
        Backup backup = backup();
        set("only_in", "pg_restore");

        Problem refused = refusal(backup, "22P02");

        assertThat(refused.kind()).isEqualTo(Kind.UNEXPECTED);
        assertThat(refused).hasMessageContaining("tried once more");
    }
}
