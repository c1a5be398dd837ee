package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.TableShapes.Reference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalog of a SQLite database says of rows to come. */
class SqliteShapesTest {
    @TempDir
    Path folder;

    @Test
    void a_reference_leads_to_the_column_that_sqlite_means_by_the_name_it_has() {
        SqliteDatabase database = new Shop(folder)
                .with(
                        "keys.db",
                        "CREATE TABLE Users (user_no INTEGER PRIMARY KEY, Email TEXT UNIQUE)",
                        "CREATE TABLE orders (a REFERENCES users, b REFERENCES USERS (email), c REFERENCES nobody)");

        assertThat(new SqliteShapes(database).shapes())
                .filteredOn(shape -> shape.table().name().equals("orders"))
                .singleElement()
                .satisfies(shape -> assertThat(shape.references())
                        .containsExactlyInAnyOrder(
                                new Reference("a", "Users", "user_no"), new Reference("b", "Users", "Email")));
    }
}
