package dbmanager.sql.postgres;

import dbmanager.backend.BackendContract;
import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Dialect;
import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.sql.SqlDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SkippedWithoutClient.class)
class PostgresContractTest extends BackendContract {
    private static PostgresServer server;

    /** The databases of this test, by the names that it gives them. */
    private final Map<String, String> databases = new HashMap<>();

    @BeforeAll
    static void findServer() {
        server = PostgresServer.require();
    }

    private final Dialect dialect = SqlDialect.withNumbersOf("bigint");

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected DatabaseBackend open(String name, Path migrations) {
        String database = databases.computeIfAbsent(name, stem -> server.unusedName(stem));
        return PostgresBackend.at(
                name,
                (PostgresqlUrl) DatabaseUrl.parse(server.url(database), folder),
                migrations,
                Clock.systemUTC(),
                Duration.ofSeconds(5),
                Map.of("PATH", server.programs().toString()),
                Optional.empty());
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(PostgresServer.PASSWORD);
    }

    /** The databases of the server, and every row and definition of those of this test. */
    @Override
    protected Object footprint() {
        Map<String, Object> all = new TreeMap<>();
        try (Connection postgres = server.connectAsSuperuser("postgres")) {
            all.put("databases", PostgresDatabase.texts(postgres, "SELECT datname FROM pg_database ORDER BY datname"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        for (String database : databases.values()) {
            if (((List<?>) all.get("databases")).contains(database)) {
                all.put(database, content(database));
            }
        }
        return all;
    }

    private static Object content(String database) {
        try (Connection connection = server.connectAsSuperuser(database)) {
            Map<String, Object> content = new TreeMap<>();
            for (String table : PostgresDatabase.texts(
                    connection,
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                content.put(
                        table, PostgresDatabase.texts(connection, "SELECT t::text FROM " + table + " AS t ORDER BY 1"));
            }
            return content;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
