package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.sql.postgres.schema.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresCatalogTest {
    @Test
    void in_the_words_of_a_copy_only_texts_are_the_copys() throws SQLException {
        PostgresServer server = PostgresServer.require();
        String database = server.newDatabase("catalog");
        server.execute(
                database,
                "CREATE TABLE products (price int DEFAULT 1, name text)",
                "CREATE VIEW cheap AS SELECT name FROM products WHERE price < 2");
        try (Connection connection = server.connect(database)) {
            Catalog original = Catalog.read(connection, "public");
            server.execute(
                    database,
                    "DROP VIEW cheap",
                    "ALTER TABLE products ALTER price SET DEFAULT 2",
                    "CREATE VIEW cheap AS SELECT name FROM products WHERE price < 3");
            Catalog otherWords = Catalog.read(connection, "public");
            server.execute(
                    database,
                    "DROP VIEW cheap",
                    "ALTER TABLE products ALTER price DROP DEFAULT",
                    "ALTER TABLE products ALTER price TYPE bigint, ALTER price SET NOT NULL");
            Catalog otherThings = Catalog.read(connection, "public");

            assertThat(original.inWordsOf(otherWords, original).isLike(otherWords))
                    .isTrue();
            assertThat(otherWords.inWordsOf(otherThings, otherWords).isLike(otherWords))
                    .isTrue();
        }
    }
}
