package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.BadIgnore;
import dbmanager.backend.Lint;
import dbmanager.problem.Problem.Kind;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lint says of scripts for SQLite, beside a shop whose orders refer to its products. */
class SqliteLintTest {
    private static final String REBUILD = """
            CREATE TABLE n (id INTEGER PRIMARY KEY);
            INSERT INTO n SELECT id FROM products;
            DROP TABLE products;
            ALTER TABLE n RENAME TO products;
            """;

    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void ship() {
        shop = new Project(home)
                .withShop()
                .with(
                        "V3__orders.sql",
                        "CREATE TABLE orders (id INTEGER PRIMARY KEY, product REFERENCES Products (id));\n");
        shop.migrate();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DROP TABLE orders | drop-table",
                "DROP TABLE IF EXISTS [Products] | drop-parent",
                "DROP TABLE products; DROP TABLE orders | drop-table drop-table",
                "DROP VIEW catalogue |",
                "ALTER TABLE products DROP COLUMN price | drop-column old-sqlite",
                "ALTER TABLE products RENAME COLUMN name TO title | rename-column old-sqlite",
                "ALTER TABLE products RENAME TO goods | rename-table",
                "ALTER TABLE products ALTER COLUMN name SET NOT NULL | old-sqlite",
                "ALTER TABLE products ADD COLUMN a TEXT UNIQUE | add-column-fails",
                "ALTER TABLE products ADD a TEXT NOT NULL | add-column-fails",
                "ALTER TABLE products ADD a TEXT DEFAULT (datetime('now')) | add-column-fails",
                "ALTER TABLE products ADD a TEXT DEFAULT CURRENT_TIMESTAMP | add-column-fails",
                "ALTER TABLE products ADD a TEXT NOT NULL DEFAULT 'x' |",
                "DELETE FROM orders | delete-all",
                "UPDATE OR REPLACE orders SET product = 1 | update-all",
                "BEGIN; SELECT 1; COMMIT | refused",
                "PRAGMA foreign_keys = OFF | refused",
                "VACUUM | refused",
                "ATTACH 'x.db' AS x | refused",
                "CREATE TRIGGER t AFTER INSERT ON orders BEGIN DELETE FROM products; END |"
            })
    void each_statement_has_its_rule(String sql, String rules) {
        assertThat(rules(sql + ";\n")).isEqualTo(rules == null ? "" : rules);
    }

    @Test
    void outside_a_transaction_other_things_go_wrong() {
        shop.with("V4__x.sql.conf", "executeInTransaction=false\n");
        assertThat(rules("VACUUM;\n")).isEqualTo("vacuum");
        assertThat(rules("ATTACH 'x.db' AS x;\nSELECT 1;\n")).isEqualTo("outside-transaction attach");
        assertThat(rules("PRAGMA foreign_keys = ON;\n" + REBUILD)).isEqualTo("outside-transaction rebuild-keys-on");
    }

    @Test
    void a_rebuild_wants_a_guard_and_is_no_loss() {
        assertThat(rules(REBUILD)).isEqualTo("rebuild");
        assertThat(rules(
                        "CREATE TEMP TABLE g (k CHECK (k = 0));\nINSERT INTO g SELECT foreign_keys FROM pragma_foreign_keys;\n"
                                + REBUILD))
                .isEmpty();
    }

    @Test
    void to_ignore_takes_a_rule_and_a_reason() {
        assertThat(rules("DROP TABLE orders -- lint: ignored elsewhere\n;\n")).isEqualTo("drop-table");
        assertThat(rules("-- lint: ignore drop-table they are in the archive\nDROP TABLE orders;\n"))
                .isEmpty();
        BadIgnore unreasonable = catchThrowableOfType(
                BadIgnore.class, () -> rules("SELECT 1;\n-- lint: ignore drop-table\nDROP TABLE orders;\n"));
        assertThat(unreasonable.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(unreasonable).hasMessageContaining("V4__x.sql, line 2");
        BadIgnore unknown = catchThrowableOfType(
                BadIgnore.class, () -> rules("-- lint: ignore drop-tabel old\nDROP TABLE orders;\n"));
        assertThat(unknown.next()).contains("drop-table");
    }

    private String rules(String sql) {
        shop.with("V4__x.sql", sql);
        try (SqliteBackend backend = shop.open()) {
            Lint lint = backend.feature(Lint.class).orElseThrow();
            return backend.available().stream()
                    .filter(migration -> migration.script().name().startsWith("V4"))
                    .flatMap(migration -> lint.look(migration).findings().stream())
                    .map(found -> found.rule().id())
                    .collect(Collectors.joining(" "));
        }
    }
}
