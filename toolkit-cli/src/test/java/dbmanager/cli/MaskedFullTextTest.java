package dbmanager.cli;

import static dbmanager.cli.MaskedShop.MASKS;
import static dbmanager.cli.MaskedShop.PERSONAL;
import static dbmanager.cli.MaskedShop.bytes;
import static dbmanager.cli.MaskedShop.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of full text keeps words of the rows that it is made of. */
class MaskedFullTextTest {
    @TempDir
    Path folder;

    @Test
    void an_index_of_full_text_is_built_again_from_masked_rows_and_has_no_word_of_production() throws IOException {
        Cli cli = shop(folder, MASKS.replace("{users.email", "{said.what: remove, users.email"))
                .file("migrations/V3__search.sql", """
                        CREATE VIRTUAL TABLE people USING fts5 (email, name, content = [users], content_rowid = 'id');
                        CREATE TRIGGER found AFTER INSERT ON users BEGIN
                            INSERT INTO people (rowid, email, name) VALUES (new.id, new.email, new.name); END;
                        CREATE VIRTUAL TABLE names USING fts4 (name, content=`users`);
                        CREATE VIRTUAL TABLE hidden USING fts5 (name, content = "");
                        CREATE VIRTUAL TABLE older USING fts4 (name, content="");
                        CREATE VIRTUAL TABLE words USING fts5vocab (people, row);
                        CREATE VIRTUAL TABLE said USING fts5 (what);
                        INSERT INTO hidden (rowid, name) VALUES (1, 'made by a migration');
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        for (String index : List.of("people", "names")) {
            sql("production", "INSERT INTO " + index + " (" + index + ") VALUES ('rebuild')");
        }
        for (String index : List.of("hidden (rowid, name)", "older (docid, name)")) {
            sql("production", "INSERT INTO " + index + " SELECT id, name FROM users");
        }
        sql("production", "INSERT INTO said (rowid, what) SELECT id, note FROM orders");
        cli.ok("backup", "--env", "production");

        cli.ok("setup-test", "--from", "production");

        String all = bytes(folder.resolve("test"));
        assertThat(all).doesNotContain(PERSONAL).doesNotContain("lovelace", "navy", "grace");
        assertThat(bytes(folder.resolve("production"))).contains("lovelace", "navy", "grace");
        assertThat(found("production", "people", "lovelace")).isOne();
        for (String index : List.of("people", "names", "hidden", "older", "said")) {
            assertThat(found("test", index, "lovelace OR grace OR tea OR migration"))
                    .as(index)
                    .isZero();
        }
        assertThat(found("test", "people", "example"))
                .as("it finds what is there now")
                .isEqualTo(3);
        sql("test", "INSERT INTO people (people, rank) VALUES ('integrity-check', 1)");
        sql("test", "INSERT INTO names (names) VALUES ('integrity-check')");
        cli.ok("import", "users.json", "--env", "test", "--on-conflict", "skip");
    }

    @Test
    void an_index_that_keeps_its_text_keeps_the_ids_too_by_which_others_find_its_rows() throws IOException {
        Cli cli = shop(folder, MASKS.replace("{users.email", "{\"said*.*\": hash, users.email"))
                .file("migrations/V3__search.sql", """
                        CREATE VIRTUAL TABLE said USING fts5 (what);
                        CREATE VIRTUAL TABLE said_before USING fts4 (what, rowid);
                        CREATE VIRTUAL TABLE said_long_ago USING fts3 (what);
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        for (String index : List.of("said (rowid, what)", "said_before (docid, what)", "said_long_ago (docid, what)")) {
            sql(
                    "production",
                    "INSERT INTO " + index + " VALUES (70, 'a word'), (7, 'the words of somebody'), (-1, '')");
        }
        cli.ok("backup", "--env", "production");

        cli.ok("setup-test", "--from", "production");

        for (String index : List.of("said", "said_before", "said_long_ago")) {
            String id = index.equals("said") ? "rowid" : "docid";
            String lengths =
                    "SELECT group_concat(id || ' ' || length(what)) FROM (SELECT %s AS id, what FROM %s ORDER BY 1)"
                            .formatted(id, index);
            assertThat(text("test", lengths)).as(index).isEqualTo("-1 0,7 21,70 16");
            assertThat(found("test", index, "word OR words")).isZero();
        }
    }

    private String text(String environment, String query) {
        try (Connection connection = sqlite(environment);
                Statement asking = connection.createStatement();
                ResultSet row = asking.executeQuery(query)) {
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void sql(String environment, String statement) {
        try (Connection connection = sqlite(environment);
                Statement running = connection.createStatement()) {
            running.executeUpdate(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private int found(String environment, String index, String words) {
        try (Connection connection = sqlite(environment);
                Statement asking = connection.createStatement();
                ResultSet row = asking.executeQuery(
                        "SELECT count(*) FROM %s WHERE %s MATCH '%s'".formatted(index, index, words))) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection sqlite(String environment) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(environment + "/shop.db"));
    }
}
