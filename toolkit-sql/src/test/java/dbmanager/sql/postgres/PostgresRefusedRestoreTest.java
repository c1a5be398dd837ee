package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
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
                        IF current_setting('shop.code') = 'end' THEN
                            PERFORM pg_terminate_backend(pg_backend_pid());
                        END IF;
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
    void what_else_the_server_may_refuse_says_nothing_about_the_backup() {
        Backup backup = backup();
        for (String code : List.of(
                "0A000", // feature_not_supported
                "42704", // undefined_object
                "22023", // invalid_parameter_value, also of a locale that the server does not have
                "XX000", // internal_error
                "P0001")) { // raise_exception
            Problem refused = refusal(backup, code);

            assertThat(refused.kind()).as(code).isEqualTo(Kind.UNEXPECTED);
            assertThat(refused)
                    .hasMessageContaining("no such price")
                    .hasMessageContaining("tried once more, the server refused it with code " + code);
        }
    }

    @Test
    void a_session_that_the_server_ended_is_not_tried_once_more() {
        Backup backup = backup();
        set("only_in", "pg_restore"); // another one would go through

        Problem lost = refusal(backup, "end");

        assertThat(lost.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    @Test
    void that_it_is_tried_once_more_is_said_while_it_is() {
        Backup backup = backup();
        set("code", "22P02");
        List<String> said = new ArrayList<>();

        try (PostgresBackend backend = shop.open()) {
            assertThatThrownBy(() -> backend.load(
                            reader(backup),
                            Selection.all(),
                            LoadPolicy.of(LoadMode.REPLACE),
                            Safety.none(),
                            (what, done, total) -> said.add(what)))
                    .isInstanceOf(PartDamaged.class);
        }
        assertThat(said).contains("trying once more what pg_restore failed at");
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
