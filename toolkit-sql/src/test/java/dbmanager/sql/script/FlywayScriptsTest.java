package dbmanager.sql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.migration.Migration;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Script;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.sqlite.Project;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we rely on in Flyway beyond its public API; the first to fail when a new Flyway moves it. */
class FlywayScriptsTest {
    private static final FlywayScripts FLYWAY = FlywayScripts.forSqlite();

    @TempDir
    Path home;

    @Test
    void statements_know_their_lines_and_triggers_stay_whole() {
        Parsed parsed = FLYWAY.parse(script("""
                -- a comment
                CREATE TABLE t (a TEXT);

                CREATE TRIGGER x AFTER INSERT ON t BEGIN
                    SELECT 1;
                    SELECT CASE WHEN 1 THEN ';' END;
                END;
                INSERT INTO t
                  VALUES ('a;b')"""));

        assertThat(parsed.statements())
                .extracting(FlywayScripts.Statement::line)
                .containsExactly(2, 4, 8);
        assertThat(parsed.statements().get(1).sql())
                .startsWith("CREATE TRIGGER")
                .endsWith("END");
    }

    @Test
    void placeholders_have_their_values() {
        Parsed parsed = FLYWAY.parse(script("SELECT '${flyway:defaultSchema} ${flyway:table} ${flyway:filename}';"));

        assertThat(parsed.text()).isEqualTo("SELECT 'main flyway_schema_history V1__x.sql'");
    }

    @Test
    void a_placeholder_without_a_value_is_refused_unless_a_conf_file_says_that_it_is_text() {
        String text = "SELECT 1;\nSELECT '${name}';\n";
        assertRefused(
                text,
                "V1__x.sql, line 2",
                "${name} would be a placeholder, and db-manager has no values for placeholders",
                "V1__x.sql.conf",
                "placeholderReplacement=false");

        new Project(home).with("V1__x.sql.conf", "placeholderReplacement=false\n");

        assertThat(FLYWAY.parse(script(text)).text()).isEqualTo("SELECT 1\nSELECT '${name}'");
    }

    @Test
    void what_has_no_end_is_refused_with_its_line() {
        assertRefused("SELECT 1;\nSELECT 'abc;\nSELECT 2;\n", "V1__x.sql, line 2", "has no end", "add '");
        assertRefused("SELECT 1;\n\nSELECT \"a;\n", "V1__x.sql, line 3", "has no end", "add \"");
        assertRefused("SELECT [a;\n", "V1__x.sql, line 1", "has no end", "add ]");
        assertRefused("SELECT 1;\n/* SELECT 2;\n", "V1__x.sql, line 2", "comment", "add */");
        assertRefused(
                "\nCREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1;\n", "V1__x.sql, line 2", "a BEGIN needs its END");
        assertThat(FLYWAY.parse(script("SELECT 'it''s', \"a\"\"b\", [c]; -- don't\n/* it's */ SELECT '';\n"))
                        .statements())
                .hasSize(2);
    }

    @Test
    void an_empty_script_has_no_statement() {
        assertThat(FLYWAY.parse(script("")).statements()).isEmpty();
        assertThat(FLYWAY.parse(script("-- later\n; ;\n")).statements()).isEmpty();
    }

    @Test
    void a_conf_file_is_read() {
        Project project = new Project(home).with("V1__x.sql.conf", "executeInTransaction=false\n");

        assertThat(FLYWAY.parse(script("VACUUM;")).isOutsideTransaction()).isTrue();
        project.with("V1__x.sql.conf", "no such word=1\n");
        assertThatThrownBy(() -> FLYWAY.parse(script("VACUUM;"))).isInstanceOf(ScriptRefused.class);
        project.without("V1__x.sql.conf");
        assertThat(FLYWAY.parse(script("VACUUM;")).isOutsideTransaction()).isFalse();
    }

    @Test
    void a_failure_has_line_statement_and_reason() throws Exception {
        Parsed parsed = FLYWAY.parse(script("CREATE TABLE t (a);\n\nINSERT INTO u VALUES (1);\n"));
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            assertThatThrownBy(() -> parsed.run(memory)).isInstanceOfSatisfying(StatementFailed.class, failure -> {
                assertThat(failure.where()).isEqualTo("V1__x.sql, line 3");
                assertThat(failure.excerpt()).isEqualTo("INSERT INTO u VALUES (1)");
                assertThat(failure.reason().getMessage()).contains("no such table: u");
            });
        }
    }

    @Test
    void a_script_runs_in_the_transaction_of_the_connection() throws Exception {
        Parsed parsed = FLYWAY.parse(script("CREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n"));
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            memory.setAutoCommit(false);
            parsed.run(memory);
            memory.rollback();
            try (var rows = memory.createStatement().executeQuery("SELECT count(*) FROM sqlite_master")) {
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    @Test
    void the_checksum_of_a_repeatable_sees_the_values_of_placeholders() {
        Script raw = script("SELECT 'main';\n");
        int value = FLYWAY.parse(raw).repeatableChecksum();
        assertThat(value).isEqualTo(raw.checksum().crc32());
        Script replaced = script("SELECT '${flyway:defaultSchema}';\n");
        assertThat(FLYWAY.parse(replaced).repeatableChecksum())
                .isEqualTo(value)
                .isNotEqualTo(replaced.checksum().crc32());
    }

    @Test
    void what_is_not_utf8_is_refused() throws Exception {
        script("SELECT 1;");
        java.nio.file.Files.write(home.resolve("migrations/V1__x.sql"), new byte[] {'-', '-', (byte) 0xE9, '\n'});

        assertThatThrownBy(() -> FLYWAY.parse(read()))
                .isInstanceOf(ScriptRefused.class)
                .hasMessageContaining("UTF-8");
    }

    private void assertRefused(String text, String where, String... words) {
        assertThatThrownBy(() -> FLYWAY.parse(script(text)))
                .isInstanceOfSatisfying(
                        ScriptRefused.class,
                        refused -> assertThat(refused.where()).isEqualTo(where))
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("http");
    }

    private Script script(String text) {
        new Project(home).with("V1__x.sql", text);
        return read();
    }

    private Script read() {
        return new MigrationFolder(home.resolve("migrations"), Set.of("sql"))
                .read().stream().findFirst().map(Migration::script).orElseThrow();
    }
}
