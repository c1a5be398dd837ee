package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which virtual tables have rows of their own is known by their definitions, as SQLite takes them. */
class FullTextTest {
    @TempDir
    Path folder;

    private Optional<FullText> made(String module) throws Exception {
        SqliteDatabase database = new Shop(folder)
                .with(
                        "text.db",
                        "CREATE TABLE users (id INTEGER PRIMARY KEY, \"content\" TEXT)",
                        "CREATE TABLE \"a 'b'\" (id INTEGER PRIMARY KEY, \"content\" TEXT)",
                        "CREATE VIRTUAL TABLE \"using\" USING " + module);
        try (Connection connection = database.read()) {
            return FullText.withoutRows(connection).stream().findFirst();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fts5(content, content=users)",
                "FTS5 (content, content = 'users')",
                "\"fts5\"(content, Content=\"users\", content_rowid=id)",
                "fts5(content, tokenize = 'porter', content = `users`)",
                "fts5(content, content = [users])",
                "fts5(content, con = users)",
                "fts4(content, content=users)",
                "fts4(tokenize=porter, content='users', content)",
                "FTS4(content=\"users\", content)",
            })
    void the_text_of_an_index_may_be_that_of_a_table(String module) throws Exception {
        assertThat(made(module)).get().satisfies(index -> {
            assertThat(index.name()).isEqualTo("using");
            assertThat(index.isOver("USERS")).isTrue();
        });
    }

    @Test
    void a_name_with_quotes_in_it_is_read_as_sqlite_reads_it() throws Exception {
        assertThat(made("fts5(content, content = 'a ''b''')"))
                .get()
                .satisfies(index -> assertThat(index.isOver("a 'b'")).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fts5(content, content='')", "fts5(content, content=\"\")", "fts4(content, content=\"\")"})
    void or_be_nowhere(String module) throws Exception {
        assertThat(made(module))
                .get()
                .satisfies(index -> assertThat(index.source()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fts5(content, users)",
                "fts5(content UNINDEXED, tokenize = 'unicode61 separators ''content=''')",
                "fts4(content, tokenize=porter)",
                "fts3(content, body)",
                "rtree(id, content, upper)"
            })
    void or_its_own(String module) throws Exception {
        assertThat(made(module)).isEmpty();
    }
}
