package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    private static final Path BASE = Path.of("/project").toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "sqlite:data/shop.db,                /project/data/shop.db",
        "SQLite:data/shop.db,                /project/data/shop.db",
        "sqlite:./data/../shop.db,           /project/shop.db",
        "sqlite:/data/shop.db,               /data/shop.db",
        "sqlite:///./shop.db,                /project/shop.db",
        "sqlite:///shop.db,                  /project/shop.db",
        "sqlite:////data/shop.db,            /data/shop.db",
        "sqlite+aiosqlite:///shop.db,        /project/shop.db",
        "jdbc:sqlite:shop.db,                /project/shop.db",
        "jdbc:sqlite:/data/shop.db,          /data/shop.db",
        "jdbc:sqlite:///data/shop.db,        /data/shop.db",
        "sqlite:file:my%20shop.db,           /project/my shop.db",
        "sqlite:a+b%20c.db,                  /project/a+b%20c.db",
    })
    void every_spelling_of_an_sqlite_file_is_understood(String url, String file) {
        assertThat(parse(url)).asInstanceOf(type(SqliteUrl.class)).satisfies(sqlite -> {
            assertThat(sqlite.engine()).isEqualTo(Engine.SQLITE);
            assertThat(sqlite.file()).isEqualTo(Path.of(file).toAbsolutePath());
            assertThat(parse(sqlite.toString())).isEqualTo(sqlite);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://shop:s3cret@db/shop",
                "postgresql://shop:s3cret@db:5432/shop",
                "postgresql+asyncpg://shop:s3cret@db/shop",
                "postgresql+psycopg2://shop:s3cret@db/shop",
                "jdbc:postgresql://db/shop?user=shop&password=s3cret",
                "jdbc:postgresql://db:5432/shop?password=s3cret&user=shop",
                "postgresql:///shop?host=db&user=shop&password=s3cret",
                "  POSTGRESQL://shop:s3cret@db/shop\n",
            })
    void every_spelling_of_a_postgresql_database_is_understood_and_masked(String url) {
        assertThat(parse(url))
                .isEqualTo(new PostgresqlUrl(
                        "db",
                        5432,
                        "shop",
                        Optional.of("shop"),
                        Optional.of(new Secret("s3cret")),
                        Parameters.parse("")))
                .hasToString("postgresql://shop:***@db/shop");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p%40s%2Fs%3A+%25@db/shop, p@s/s:+%",
        "postgresql://u:p@ss@db/shop,             p@ss",
        "postgresql://u:a:b@db/shop,              a:b",
        "postgresql://u:@db/shop,                 ''",
    })
    void a_password_is_decoded(String url, String password) {
        PostgresqlUrl read = (PostgresqlUrl) parse(url);
        assertThat(read.password().orElseThrow().reveal()).isEqualTo(password);
        assertThat(read.host()).isEqualTo("db");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql:shop,                 postgresql://localhost/shop",
        "postgresql:///shop,                   postgresql://localhost/shop",
        "jdbc:postgresql://db:6543/shop,       postgresql://db:6543/shop",
        "postgresql://[::1]:6543/shop,         postgresql://[::1]:6543/shop",
        "postgresql://u@db/shop?sslmode=require&sslpassword=s3cret, postgresql://u@db/shop?sslmode=require&sslpassword=***",
        "postgresql:///shop?host=/run/postgresql, postgresql://%2Frun%2Fpostgresql/shop",
        "firestore://demo-shop,                firestore://demo-shop",
        "firestore://demo-shop/,               firestore://demo-shop",
        "firestore://demo-shop/(default),      firestore://demo-shop",
        "firestore://demo-shop/eu,             firestore://demo-shop/eu",
        "firestore://example.com:shop,         firestore://example.com:shop",
    })
    void there_is_one_way_to_say_it(String url, String said) {
        assertThat(parse(url)).hasToString(said);
    }

    @Test
    void parameters_reach_the_driver_in_order() {
        SqliteUrl url = (SqliteUrl) parse("sqlite:shop.db?busy_timeout=60000&foreign_keys=on&key=s3cret");

        assertThat(url.parameters().plain())
                .containsExactly(Map.entry("busy_timeout", "60000"), Map.entry("foreign_keys", "on"));
        assertThat(url.parameters().secrets().get("key").reveal()).isEqualTo("s3cret");
        assertThat(url.toString()).endsWith("shop.db?busy_timeout=60000&foreign_keys=on&key=***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop.db                             | does not begin with",
                "mysql://u:s3cret@db/shop            | does not begin with",
                "''                                  | does not begin with",
                "sqlite:                             | names no file",
                "sqlite://                           | names no file",
                "sqlite:////                         | names no file",
                "sqlite:data/                        | names no file",
                "sqlite://data/shop.db               | two slashes",
                "sqlite::memory:                     | in memory",
                "sqlite:///:memory:                  | in memory",
                "jdbc:sqlite::memory:                | in memory",
                "sqlite:file:x?mode=memory           | in memory",
                "sqlite:file:x?mode=ro               | read-only",
                "sqlite:data/shop.db?immutable=1     | read-only",
                "sqlite:~/shop.db                    | whole path",
                "jdbc:sqlite::resource:s3cret        | names no file",
                "postgresql:shop                     | not followed by //",
                "postgresql://db                     | names no database",
                "postgresql://db/                    | names no database",
                "postgresql://db:x/shop              | port is not a number",
                "postgresql://db:0/shop              | port is not a number",
                "postgresql://db:70000/shop          | port is not a number",
                "postgresql://a,b/shop               | several hosts",
                "postgresql://u:s3cret/x@db/shop     | port is not a number",
                "postgresql://u:12/s3cret@db/shop    | database name has a /",
                "postgresql://u:s3cret#x@db/shop     | has a #",
                "postgresql://u:s3cret?x@db/shop     | name=value",
                "postgresql://u:s3cret%@db/shop      | not followed by two hexadecimal digits",
                "postgresql://[::1/s3cret            | database name has a /",
                "firestore:demo-shop                 | it is not firestore://project",
                "firestore://                        | it is not firestore://project",
                "firestore://Shop/s3cret/x           | it is not firestore://project",
            })
    void what_cannot_be_read_is_refused_without_repeating_it(String url, String reason) {
        assertThatThrownBy(() -> parse(url)).isInstanceOfSatisfying(DatabaseUrl.Malformed.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
            assertThat(problem).hasMessageContaining(reason).hasMessageNotContaining("s3cret");
            assertThat(problem.next())
                    .contains("sqlite:///relative", "postgresql+asyncpg://", "firestore://project[/database]");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:data/shop.db,              sqlite:///./data/../data/shop.db?cache=shared, true",
        "sqlite:data/shop.db,              sqlite:data/other.db,                     false",
        "postgres://a:x@db/shop,           jdbc:postgresql://DB.:5432/shop?user=b,   true",
        "postgresql://localhost/shop,      postgresql://127.0.0.1/shop,              true",
        "postgresql:///shop,               postgresql://[::1]/shop,                  true",
        "postgresql://db/shop,             postgresql://db:6543/shop,                false",
        "postgresql://db/shop,             postgresql://db/Shop,                     false",
        "postgresql://db/shop,             postgresql://db2/shop,                    false",
        "firestore://shop,                 firestore://shop/(default),               true",
        "firestore://shop,                 firestore://shop/eu,                      false",
        "firestore://shop,                 sqlite:shop,                              false",
        "sqlite:shop,                      postgresql://db/shop,                     false",
    })
    void one_database_is_known_again_in_another_spelling(String one, String other, boolean same) {
        assertThat(parse(one).sameDatabaseAs(parse(other))).isEqualTo(same);
        assertThat(parse(other).sameDatabaseAs(parse(one))).isEqualTo(same);
    }

    @Test
    void a_link_to_a_database_is_that_database() throws IOException {
        Files.createFile(folder.resolve("shop.db"));
        Files.createSymbolicLink(folder.resolve("alias.db"), folder.resolve("shop.db"));
        Files.createLink(folder.resolve("hard.db"), folder.resolve("shop.db"));

        assertThat(in(folder, "sqlite:alias.db").sameDatabaseAs(in(folder, "sqlite:shop.db")))
                .isTrue();
        assertThat(in(folder, "sqlite:hard.db").sameDatabaseAs(in(folder, "sqlite:shop.db")))
                .isTrue();
    }

    @Test
    void a_link_to_the_folder_of_a_database_that_does_not_exist_yet_is_seen_through() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));

        assertThat(in(folder, "sqlite:link/shop.db").sameDatabaseAs(in(folder, "sqlite:data/shop.db")))
                .isTrue();
    }

    private static DatabaseUrl parse(String url) {
        return in(BASE, url);
    }

    private static DatabaseUrl in(Path base, String url) {
        return DatabaseUrl.parse(url, base);
    }
}
