package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.Expectation;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Verification.Level;
import dbmanager.exchange.Checks;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import dbmanager.operation.Backups;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary databases beside another database, for a user who may make none beside the own one. */
class PostgresShadowTest {
    private static final String EMP = "CREATE TABLE emp (id int PRIMARY KEY, name text);\n";
    private static final String STAFF = "CREATE TABLE emp (id int PRIMARY KEY, name text NOT NULL, mail text);\n";

    @TempDir
    Path folder;

    private PostgresProject project;
    private PostgresServer server;
    private String reader;
    private String shadow;

    @BeforeEach
    void makeUserWhoOnlyReads() {
        project = new PostgresProject(folder).with("V1__emp.sql", EMP);
        server = project.server;
        reader = server.unusedName("reader");
        shadow = server.newDatabase("shadow");
        server.executeAsSuperuser(
                project.database,
                "CREATE ROLE " + reader + " LOGIN PASSWORD '" + PostgresServer.PASSWORD + "'",
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + PostgresServer.OWNER + " GRANT SELECT ON TABLES TO " + reader);
    }

    private void fill() {
        project.migrate();
        project.execute("INSERT INTO emp VALUES (1, 'ann')");
    }

    private PostgresBackend open(String shadowUrl) {
        return PostgresProject.open(
                server.url(project.database).replace(PostgresServer.OWNER, reader),
                project.migrations,
                server.programs(),
                Optional.of(shadowUrl));
    }

    private Drafted draft(Base base, String ddl, String shadowUrl) {
        try (PostgresBackend backend = open(shadowUrl)) {
            return new Autogeneration(backend, project.migrations, base, Progress.silent())
                    .draft("mails", new Model(ddl, "schema.sql", true), List.of(), Instant.EPOCH);
        }
    }

    @Test
    void a_draft_is_proven_with_all_rows_and_the_shadow_stays_empty() {
        fill();
        Drafted drafted = draft(Base.MIGRATIONS, STAFF, server.url(shadow));
        assertThat(drafted.isProven()).describedAs("%s", drafted.proof()).isTrue();
        assertThat(drafted.rows()).isTrue();
        assertThat(drafted.proof().orElseThrow().rows()).isEqualTo(1);
        assertThat(project.query("SELECT name FROM emp")).containsExactly("ann");
        assertThat(relationsOf(shadow)).isEmpty();
    }

    @Test
    void a_name_without_its_schema_means_there_what_it_means_here() {
        server.executeAsSuperuser(
                project.database,
                "CREATE SCHEMA app AUTHORIZATION " + PostgresServer.OWNER,
                "GRANT USAGE ON SCHEMA app TO " + reader,
                "ALTER DATABASE " + project.database + " SET search_path TO app");
        fill();
        Drafted drafted = draft(Base.LIVE, "CREATE SCHEMA app;\n" + STAFF, server.url(shadow));
        assertThat(drafted.isProven()).describedAs("%s", drafted.proof()).isTrue();
        assertThat(drafted.draft().orElseThrow().up()).contains("ALTER TABLE app.emp");
    }

    @Test
    void the_database_itself_is_no_shadow_by_whatever_name() {
        fill();
        refused(server.url(project.database).replace("127.0.0.1", "localhost"), Kind.REFUSED, "is the database itself");
    }

    @Test
    void what_somebody_keeps_things_in_is_no_shadow() {
        fill();
        server.execute(shadow, "CREATE TABLE precious (id int)");
        refused(server.url(shadow), Kind.REFUSED, "is not empty");
        server.execute(shadow, "DROP TABLE precious", "CREATE TABLE flyway_schema_history (id int)");
        refused(server.url(shadow), Kind.REFUSED, "is not empty");
    }

    @Test
    void a_shadow_that_is_none_says_nothing_about_a_backup() {
        fill();
        server.execute(shadow, "CREATE TABLE precious (id int)");
        BackupCatalog catalog =
                new BackupCatalog(new LocalStore(folder.resolve("backups")), Clock.systemUTC(), "db-manager test");
        try (PostgresBackend backend = open(server.url(shadow))) {
            Backups backups = new Backups(catalog, backend, "dev", Map.of(), Expectation.usual(), Clock.systemUTC());
            Backup taken = backups.find(backups.take(Selection.all(), "requested", Progress.silent())
                    .id()
                    .text());

            assertThatThrownBy(() -> backups.verify(taken, Level.RESTORED, Checks.none(), Progress.silent()))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.REFUSED))
                    .hasMessageContaining("is not empty");

            assertThat(backups.find("latest").verifications()).isEmpty();
        }
    }

    @Test
    void texts_must_be_encoded_there_as_they_are_here() {
        fill();
        String latin = server.unusedName("latin");
        server.execute(
                "postgres",
                "CREATE DATABASE " + latin + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        refused(server.url(latin), Kind.CONFIGURATION, "is in LATIN1, and the database in UTF8");
    }

    @Test
    void who_may_not_create_databases_there_either_is_told_so() {
        fill();
        refused(
                server.url(shadow).replace(PostgresServer.OWNER, reader),
                Kind.CONFIGURATION,
                "no temporary database can be made beside postgresql://" + reader + ":***@127.0.0.1");
    }

    private void refused(String shadowUrl, Kind kind, String why) {
        assertThatThrownBy(() -> draft(Base.LIVE, STAFF, shadowUrl))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(kind))
                .hasMessageContaining(why)
                .hasMessageNotContaining(PostgresServer.PASSWORD);
        assertThat(project.query("SELECT name FROM emp")).containsExactly("ann");
    }

    private List<String> relationsOf(String database) {
        try (var connection = server.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
