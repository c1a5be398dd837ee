package dbmanager.sql.postgres;

import dbmanager.backend.Diagnosis;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server says of itself, of this user, and of the programs with which it is backed up. */
record PostgresDiagnosis(PostgresDatabase database, Programs programs, Clock clock) implements Diagnosis {
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
    private static final List<String> NEEDED = List.of("pg_dump", "pg_restore");

    @Override
    public List<Look> looks() {
        List<Look> looks = new ArrayList<>();
        Optional<Integer> major = Optional.empty();
        long begun = System.nanoTime();
        try (Connection connection = database.exists() ? database.read() : database.outside()) {
            major = Optional.of(connection.getMetaData().getDatabaseMajorVersion());
            looks.add(server(connection, Duration.ofNanos(System.nanoTime() - begun)));
            looks.add(encryption(connection));
            looks.add(rights(connection));
            looks.add(clocks(connection));
            looks.add(checks(connection));
            size(connection).ifPresent(looks::add);
        } catch (SQLException e) {
            looks.add(unseen(database.problem(e)));
        } catch (Problem e) {
            looks.add(unseen(e));
        }
        for (String program : NEEDED) {
            looks.add(program(program, major));
        }
        return looks;
    }

    private static Look unseen(Problem problem) {
        return Look.wrong("server", problem.getMessage(), problem.getMessage() + "; next: " + problem.next());
    }

    private static Look server(Connection connection, Duration took) throws SQLException {
        String version =
                PostgresDatabase.text(connection, "SHOW server_version").orElse("");
        boolean standby = PostgresDatabase.yes(connection, "SELECT pg_is_in_recovery()");
        String seen = "PostgreSQL " + version + ", entered in " + took.toMillis() + " ms";
        return standby
                ? Look.wrong(
                        "server",
                        seen + ", a standby",
                        "a standby can be backed up and not be migrated; name the primary in the URL")
                : Look.well("server", seen);
    }

    private static Look encryption(Connection connection) throws SQLException {
        return Look.well(
                "connection",
                PostgresDatabase.text(
                                connection,
                                "SELECT CASE WHEN ssl THEN 'encrypted (' || version || ')' ELSE 'not encrypted' END FROM pg_stat_ssl"
                                        + " WHERE pid = pg_backend_pid()")
                        .orElse("unknown"));
    }

    private Look rights(Connection connection) throws SQLException {
        String user = PostgresDatabase.text(connection, "SELECT current_user").orElse("");
        boolean creates = PostgresDatabase.yes(
                connection, "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user");
        boolean makes = !database.exists()
                || PostgresDatabase.yes(
                        connection, "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)");
        String seen = user
                + (creates ? ", may create databases" : ", may not create databases")
                + (makes ? "" : ", may not create tables");
        if (!makes) {
            return Look.wrong("rights", seen, user + " cannot migrate: GRANT CREATE ON SCHEMA … TO " + user);
        }
        return creates
                ? Look.well("rights", seen)
                : Look.wrong(
                        "rights",
                        seen,
                        "backups can be taken, and not be restored or verified in a database beside this one: ALTER ROLE "
                                + user + " CREATEDB");
    }

    private Look clocks(Connection connection) throws SQLException {
        Instant there = Instant.parse(PostgresDatabase.text(
                        connection,
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                .orElseThrow());
        Duration apart = Duration.between(there, clock.instant()).abs();
        String seen = there + " there";
        return apart.compareTo(CLOCKS_APART) > 0
                ? Look.wrong(
                        "server clock",
                        seen,
                        "the clocks here and there are " + apart.toSeconds() + " s apart; set one of them")
                : Look.well("server clock", seen);
    }

    private static Look checks(Connection connection) throws SQLException {
        boolean sums = PostgresDatabase.text(connection, "SHOW data_checksums")
                .filter("on"::equals)
                .isPresent();
        boolean amcheck = PostgresDatabase.yes(
                connection, "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'amcheck')");
        return Look.well(
                "damage",
                "page checksums " + (sums ? "on" : "off") + ", amcheck "
                        + (amcheck
                                ? "installed"
                                : "not installed (CREATE EXTENSION amcheck lets integrity-check look into indexes)"));
    }

    /** None where there is no such database yet. */
    private Optional<Look> size(Connection connection) throws SQLException {
        return PostgresDatabase.text(
                        connection,
                        "SELECT pg_database_size(datname) FROM pg_database WHERE datname = ? AND datname = current_database()",
                        database.name())
                .map(Long::valueOf)
                .map(bytes -> Look.well(
                        "size",
                        ("%,d bytes; a restore, verify or rehearse needs on the server's disk about as much as the database was large"
                                        + " when the backup was made, and the disk cannot be asked for its room from here")
                                .formatted(bytes)));
    }

    private Look program(String name, Optional<Integer> serverMajor) {
        try {
            Path program = serverMajor.isPresent() ? programs.require(name, serverMajor.get()) : programs.require(name);
            Programs.Version version = programs.version(program);
            String seen = version + " (" + program + ")";
            return name.equals("pg_restore") && version.isVulnerable()
                    ? Look.wrong(name, seen, version.advice())
                    : Look.well(name, seen);
        } catch (Problem e) {
            return Look.wrong(name, e.getMessage(), e.getMessage() + "; next: " + e.next());
        }
    }
}
