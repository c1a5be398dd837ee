package dbmanager.sql.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Lint;
import dbmanager.backend.Lint.Found;
import dbmanager.backend.Lint.Size;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationFolder;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.ScriptRefused;
import dbmanager.sql.sqlite.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lint says of scripts for PostgreSQL, none of which runs. */
class PostgresLintTest {
    private static final FlywayScripts FLYWAY = FlywayScripts.forPostgresqlUnseen();

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DROP TABLE IF EXISTS shop.orders, items | drop-table drop-table",
                "DROP MATERIALIZED VIEW sums | drop-table",
                "DROP VIEW v |",
                "DROP SCHEMA old CASCADE | drop-schema",
                "ALTER TABLE t DROP COLUMN IF EXISTS a, DROP b | drop-column drop-column",
                "ALTER TABLE t DROP CONSTRAINT c |",
                "TRUNCATE TABLE a, b | truncate truncate",
                "DELETE FROM t | delete-all",
                "DELETE FROM t USING u WHERE t.id = u.id |",
                "UPDATE t SET a = (SELECT b FROM u WHERE u.id = t.id) | update-all",
                "UPDATE t SET a = 1 WHERE a IS NULL |",
                "INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1 |",
                "ALTER TABLE t RENAME TO u | rename-table",
                "ALTER TABLE t RENAME COLUMN a TO b | rename-column",
                "ALTER TABLE t RENAME a TO b | rename-column",
                "ALTER TABLE t RENAME CONSTRAINT a TO b |",
                "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid() | add-column-rewrite",
                "ALTER TABLE t ADD a timestamptz NOT NULL DEFAULT clock_timestamp() | add-column-rewrite",
                "ALTER TABLE t ADD a timestamptz NOT NULL DEFAULT now() |",
                "ALTER TABLE t ADD a text DEFAULT 'random()' |",
                "ALTER TABLE t ADD a int DEFAULT 0 CHECK (f(a)) | add-check",
                "ALTER TABLE t ADD a bigserial | add-column-rewrite",
                "ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) STORED | add-column-rewrite",
                "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int NOT NULL | add-column-not-null",
                "ALTER TABLE t ADD a int UNIQUE | add-unique",
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL | set-not-null",
                "ALTER TABLE t ALTER a DROP NOT NULL |",
                "ALTER TABLE t ALTER a TYPE bigint USING a::bigint | change-type",
                "ALTER TABLE t ALTER a SET DATA TYPE numeric(12,2), ALTER b SET DEFAULT 1 | change-type",
                "CREATE UNIQUE INDEX i ON ONLY t (a) | create-index",
                "CREATE INDEX CONCURRENTLY i ON t (a) |",
                "DROP INDEX i | drop-index",
                "DROP INDEX CONCURRENTLY i |",
                "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) | add-foreign-key",
                "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) NOT VALID |",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) | add-check",
                "ALTER TABLE t ADD CHECK (a > 0) NOT VALID |",
                "ALTER TABLE t ADD PRIMARY KEY (id) | add-unique",
                "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i |",
                "ALTER TABLE t ADD EXCLUDE USING gist (a WITH =) | add-unique",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c | validate-at-once",
                "ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL |",
                "VACUUM FULL | rewrite-table",
                "VACUUM (FULL, ANALYZE) t | rewrite-table",
                "VACUUM t |",
                "CLUSTER t USING i | rewrite-table",
                "ALTER TABLE t SET UNLOGGED | rewrite-table",
                "ALTER TABLE t SET (fillfactor = 70) |",
                "REINDEX TABLE t | reindex",
                "REINDEX TABLE CONCURRENTLY t |",
                "REFRESH MATERIALIZED VIEW v | refresh-view",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY v |",
                "LOCK TABLE t IN SHARE MODE | lock-table",
                "ALTER TYPE mood ADD VALUE 'meh'; INSERT INTO t VALUES ('meh') | enum-value-used",
                "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'meh' |",
                "CREATE INDEX CONCURRENTLY i ON t (a); INSERT INTO t VALUES (1) | not-one-transaction",
                "BEGIN; SELECT 1 | refused",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM t; DROP TABLE t $$ |",
                "COMMENT ON TABLE t IS 'DROP TABLE t; DELETE FROM t' |",
                "SELECT '${flyway:database}' |"
            })
    void each_statement_has_its_rule(String sql, String rules) {
        String limit = sql.contains("CONCURRENTLY") || sql.startsWith("VACUUM") ? "" : "SET lock_timeout = '5s';\n";
        assertThat(rules(limit + sql + ";\n", LiveTables.unseen()).replaceAll(" ?lock-timeout", ""))
                .isEqualTo(rules == null ? "" : rules);
    }

    @Test
    void what_the_script_makes_itself_is_nobodys_yet() {
        String made = """
                CREATE TABLE IF NOT EXISTS shop.fresh (id int);
                ALTER TABLE fresh ADD PRIMARY KEY (id), ADD COLUMN a uuid DEFAULT gen_random_uuid();
                CREATE INDEX i ON shop."fresh" (a);
                UPDATE fresh SET a = NULL;
                DROP TABLE fresh;
                """;
        assertThat(rules(made, LiveTables.unseen())).isEmpty();
    }

    @Test
    void a_lock_on_a_table_in_use_wants_a_limit_once_a_script() {
        String sql =
                "CREATE TABLE a (id int);\nALTER TABLE a ADD b int;\nALTER TABLE t ADD b int;\nALTER TABLE u ADD b int;\n";
        List<Found> findings = look(sql, LiveTables.unseen()).findings();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).rule().id()).isEqualTo("lock-timeout");
        assertThat(findings.get(0).line()).isEqualTo(3);
        assertThat(rules("SET LOCAL lock_timeout TO '1s';\n" + sql, LiveTables.unseen()))
                .isEmpty();
        assertThat(rules("ALTER TABLE t VALIDATE CONSTRAINT c;\n", LiveTables.unseen()))
                .isEmpty();
    }

    @Test
    void the_database_makes_the_judgement_milder_or_harder() {
        LiveTables old = new LiveTables(OptionalInt.of(10), Map.of(), Map.of(), Set.of("t.a"), Map.of());
        LiveTables now = new LiveTables(
                OptionalInt.of(15),
                Map.of("t", new Size(OptionalLong.of(1_200_000), 1 << 20)),
                Map.of("t.b", "character varying(20)"),
                Set.of("t.a"),
                Map.of());
        String head = "SET lock_timeout = '5s';\n";
        assertThat(rules(head + "ALTER TABLE t ADD c int DEFAULT 1;", old)).isEqualTo("add-column-rewrite");
        assertThat(rules(head + "ALTER TABLE t ADD c int DEFAULT 1;", now)).isEmpty();
        assertThat(rules(head + "ALTER TABLE t ALTER a SET NOT NULL;", old)).isEqualTo("set-not-null");
        assertThat(rules(head + "ALTER TABLE t ALTER a SET NOT NULL;", now)).isEmpty();
        assertThat(rules(head + "ALTER TABLE t ALTER b TYPE varchar(40);", now)).isEmpty();
        assertThat(rules(head + "ALTER TABLE t ALTER b TYPE varchar(10);", now)).isEqualTo("change-type");
        assertThat(rules(head + "ALTER TABLE t ALTER b TYPE text;", LiveTables.unseen()))
                .isEqualTo("change-type");
        assertThat(look(head + "DROP TABLE t;", now)
                        .findings()
                        .get(0)
                        .size()
                        .orElseThrow()
                        .rows())
                .hasValue(1_200_000);
    }

    @Test
    void a_comment_with_a_reason_lets_a_statement_pass() {
        Lint.Report report = look("""
                SET lock_timeout = '5s';
                -- lint: ignore drop-table nobody reads it since March
                -- and its rows are in the archive
                DROP TABLE old;
                DROP TABLE other;
                """, LiveTables.unseen());
        assertThat(report.findings()).extracting(Found::line).containsExactly(5);
        assertThat(report.ignored()).extracting(Lint.Ignored::reason).containsExactly("nobody reads it since March");
        assertThat(report.ignored().get(0).line()).isEqualTo(4);
    }

    @Test
    void at_the_head_of_a_file_it_is_for_all_of_it() {
        String head = "-- what this does\n-- lint: ignore drop-table all of them are empty\n";
        String drops = "SET lock_timeout = '5s';\nDROP TABLE a;\nDROP TABLE b;\n";
        assertThat(look(head + "\n" + drops, LiveTables.unseen()).ignored()).hasSize(2);
        assertThat(look(head + drops, LiveTables.unseen()).findings()).hasSize(2);
    }

    private String rules(String sql, LiveTables live) {
        return String.join(
                " ",
                look(sql, live).findings().stream()
                        .map(found -> found.rule().id())
                        .toList());
    }

    private Lint.Report look(String sql, LiveTables live) {
        new Project(home).with("V1__x.sql", sql);
        Migration migration = new MigrationFolder(home.resolve("migrations"), Set.of("sql"))
                .read().stream().findFirst().orElseThrow();
        return ScriptLint.forPostgresql(() -> FLYWAY, PostgresLintTest::refuseTransactions, () -> live, true)
                .look(migration);
    }

    /** As a run would; the whole of it is tested where it lives. */
    private static void refuseTransactions(Parsed script) {
        script.statements().stream()
                .filter(statement -> statement.sql().startsWith("BEGIN"))
                .findFirst()
                .ifPresent(statement -> {
                    throw new ScriptRefused(FlywayScripts.where(script.script(), statement.line()), "no BEGIN");
                });
    }
}
