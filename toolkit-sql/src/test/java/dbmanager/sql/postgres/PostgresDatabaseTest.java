package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDatabaseTest {
    private static PostgresServer server;
    private static String name;

    @BeforeAll
    static void findServer() {
        server = PostgresServer.require();
        name = server.newDatabase("entered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://%1$s:%2$s@%3$s:%4$s/%5$s",
                "postgresql://%1$s:%2$s@%3$s:%4$s/%5$s",
                "postgresql+asyncpg://%1$s:%2$s@%3$s:%4$s/%5$s",
                "postgresql+psycopg2://%1$s:%2$s@%3$s:%4$s/%5$s?connect_timeout=5&application_name=shop",
                "jdbc:postgresql://%3$s:%4$s/%5$s?user=%1$s&password=%2$s&sslmode=disable"
            })
    void a_database_is_entered_by_every_url_that_people_have(String form) throws SQLException {
        String url = form.formatted(PostgresServer.OWNER, "s3cret%2Fp%40ss%3Aword", server.host(), server.port(), name);

        try (Connection connection = database(url).write()) {
            assertThat(PostgresDatabase.text(connection, "SELECT current_database() || ' ' || current_user"))
                    .contains(name + " " + PostgresServer.OWNER);
        }
    }

    @Test
    void a_session_speaks_one_dialect_and_waits_for_locks_no_longer_than_it_was_told() throws SQLException {
        List<String> settings = List.of("TimeZone", "DateStyle", "lc_monetary", "lock_timeout", "statement_timeout");

        try (Connection patient = database(server.url(name)).write();
                Connection told = database(server.url(name) + "?lock_timeout=7s&statement_timeout=2min")
                        .write()) {
            assertThat(settings)
                    .map(setting -> show(patient, setting))
                    .containsExactly("UTC", "ISO, YMD", "C", "3s", "0");
            assertThat(settings)
                    .map(setting -> show(told, setting))
                    .containsExactly("UTC", "ISO, YMD", "C", "7s", "2min");
        }
    }

    private static String show(Connection connection, String setting) {
        try {
            return PostgresDatabase.text(connection, "SHOW " + setting).orElseThrow();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_session_that_waits_for_a_program_is_not_ended_by_a_setting_for_applications() throws SQLException {
        assumeTrue(server.major() >= 14, "idle_session_timeout comes with PostgreSQL 14");
        String impatient = server.newDatabase("impatient");
        server.execute("postgres", "ALTER DATABASE " + impatient + " SET idle_session_timeout = '1min'");

        try (Connection connection = database(server.url(impatient)).write()) {
            assertThat(show(connection, "idle_session_timeout")).isEqualTo("0");
        }
    }

    @Test
    void a_limit_for_statements_of_the_application_is_none_for_databases_that_are_made_beside_it() throws SQLException {
        String limited = server.newDatabase("limited");
        String owner = "limited_" + limited;
        server.executeAsSuperuser(
                "postgres",
                "CREATE ROLE " + owner + " LOGIN CREATEDB PASSWORD '" + PostgresServer.PASSWORD + "'",
                "ALTER ROLE " + owner + " SET statement_timeout = '1min'");
        PostgresDatabase database = database(server.url(limited).replace(PostgresServer.OWNER, owner));

        try (Connection own = database.write();
                TemporaryDatabase made = TemporaryDatabase.beside(database);
                Connection inside = made.database().write()) {
            assertThat(show(own, "statement_timeout")).isEqualTo("1min");
            assertThat(show(made.owner(), "statement_timeout")).isEqualTo("0");
            assertThat(show(inside, "statement_timeout")).isEqualTo("0");
        }
    }

    @Test
    void a_session_for_reading_cannot_write() throws SQLException {
        try (Connection connection = database(server.url(name)).read()) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> connection.createStatement().execute("CREATE TABLE t (a int)"));

            assertThat(database(server.url(name)).problem(refused).kind()).isEqualTo(Kind.UNREACHABLE);
        }
    }

    @Test
    void a_server_that_is_down_is_unreachable() {
        Problem problem = refused("postgresql://shop:" + "hush-hush@127.0.0.1:1/shop");

        assertThat(problem.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(problem).hasMessageContaining("127.0.0.1:1");
        assertThat(everythingSaidBy(problem)).doesNotContain("hush-hush");
    }

    @Test
    void a_host_that_nobody_knows_is_unreachable() {
        assertThat(refused("postgresql://nobody.invalid/shop").kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void a_wrong_password_is_not_repeated() {
        Problem problem = refused(server.url(name).replace("s3cret", "wr0ng"));

        assertThat(problem.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(problem).hasMessageContaining(PostgresServer.OWNER);
        assertThat(problem.next()).contains("password");
        assertThat(everythingSaidBy(problem)).doesNotContain("wr0ng");
    }

    @Test
    void no_password_is_not_taken_for_a_server_that_is_down() {
        Problem problem = refused(server.url(name).replace(":s3cret%2Fp%40ss%3Aword", ""));

        assertThat(problem.next()).contains("password");
    }

    @Test
    void a_database_that_is_not_there_is_absent() {
        Problem problem = refused(server.url("never_made"));

        assertThat(problem).isInstanceOf(DatabaseUnavailable.class).hasMessageContaining("never_made");
    }

    @Test
    void a_database_that_takes_no_connections_is_there_and_not_entered() {
        String closed = server.newDatabase("closed");
        server.execute("postgres", "ALTER DATABASE " + closed + " ALLOW_CONNECTIONS false");

        Problem problem = refused(server.url(closed));

        assertThat(problem.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(problem).hasMessageContaining("takes no connection now");
    }

    @Test
    void a_parameter_that_nobody_knows_is_named() {
        Problem problem = refused(server.url(name) + "?sslmoode=require");

        assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(problem).hasMessageContaining("sslmoode");
    }

    private static Problem refused(String url) {
        return catchThrowableOfType(Problem.class, () -> database(url).write().close());
    }

    private static String everythingSaidBy(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static PostgresDatabase database(String url) {
        return new PostgresDatabase((PostgresqlUrl) DatabaseUrl.parse(url, Path.of("/")), Duration.ofSeconds(3));
    }
}
