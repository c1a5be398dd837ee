package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.problem.Problem.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportAlembicTest {
    private static final String[] PLACE = {"--url", "sqlite:shop.db", "--migrations", "migrations"};

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void aProject() throws IOException {
        cli = new Cli(folder)
                .file(
                        "alembic/versions/aaa_users.py",
                        revision("aaa", "None", "create users", """
                        op.execute("CREATE TABLE users (id INTEGER PRIMARY KEY)")""", "op.execute('DROP TABLE users')"))
                .file(
                        "alembic/versions/bbb_name.py",
                        revision("bbb", "'aaa'", "add name", """
                        op.execute("ALTER TABLE users ADD COLUMN name TEXT")""", "op.execute('ALTER TABLE users DROP COLUMN name')"))
                .file("up.sql", """
                        -- Running upgrade  -> aaa

                        CREATE TABLE users (id INTEGER PRIMARY KEY);

                        INSERT INTO alembic_version (version_num) VALUES ('aaa');

                        -- Running upgrade aaa -> bbb

                        ALTER TABLE users ADD COLUMN name TEXT;

                        UPDATE alembic_version SET version_num='bbb' WHERE alembic_version.version_num = 'aaa';
                        """)
                .file("down.sql", """
                        -- Running downgrade bbb -> aaa

                        ALTER TABLE users DROP COLUMN name;

                        UPDATE alembic_version SET version_num='aaa' WHERE alembic_version.version_num = 'bbb';

                        -- Running downgrade aaa ->

                        DROP TABLE users;

                        DELETE FROM alembic_version WHERE alembic_version.version_num = 'aaa';
                        """);
    }

    private static String revision(String id, String parent, String message, String up, String down) {
        return """
                \"""%s

                Revision ID: %s
                Create Date: 2026-01-05 10:11:12.123456

                \"""
                from alembic import op

                revision = '%s'
                down_revision = %s


                def upgrade():
                    %s


                def downgrade():
                    %s
                """.formatted(message, id, id, parent, up, down);
    }

    private void databaseAt(String revision) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
            statement.executeUpdate("INSERT INTO alembic_version VALUES ('" + revision + "')");
            statement.executeUpdate("CREATE TABLE users (id INTEGER PRIMARY KEY)");
            statement.executeUpdate("INSERT INTO users VALUES (7)");
        }
    }

    private Cli.Result take(String... more) {
        return cli.run(Stream.of(new String[] {"import-alembic", "alembic"}, more, PLACE)
                .flatMap(Stream::of)
                .toArray(String[]::new));
    }

    private Cli.Result run(String command) {
        return cli.run(Stream.concat(Stream.of(command), Stream.of(PLACE)).toArray(String[]::new));
    }

    @Test
    void a_database_is_taken_over_where_alembic_left_it() throws SQLException {
        databaseAt("aaa");

        Cli.Result taken = take("--up", "up.sql", "--down", "down.sql");

        assertThat(taken.exitCode()).describedAs(taken.err()).isZero();
        assertThat(taken.out()).contains("proven on a throw-away database", "Alembic had the database at aaa");
        assertThat(run("current").out()).startsWith("20260105101112");
        assertThat(run("migrate").exitCode()).isZero();
        assertThat(run("current").out()).startsWith("20260105101113");
        assertThat(run("validate").exitCode()).isZero();
    }

    @Test
    void where_alembic_never_was_everything_is_pending() {
        assertThat(take("--up", "up.sql").out()).contains("warning: Alembic wrote no way down for 20260105101112");
        assertThat(run("current").out()).startsWith("base");
        assertThat(run("migrate").exitCode()).isZero();
    }

    @Test
    void what_does_not_run_is_not_recorded() throws Exception {
        databaseAt("bbb");
        cli.file("up.sql", "-- Running upgrade  -> aaa\nA;\n-- Running upgrade aaa -> bbb\nB;\n");

        Cli.Result taken = take("--up", "up.sql");

        assertThat(taken.exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(taken.out()).contains("near \"A\"", "nothing was recorded", "db-manager stamp 20260105101113");
        assertThat(run("history").out()).contains("nothing has been applied yet");
    }

    @Test
    void a_folder_with_migrations_and_a_guarded_database_are_left_alone() throws IOException {
        assertThat(take("--up", "up.sql").exitCode()).isZero();
        assertThat(take("--up", "up.sql").exitCode()).isEqualTo(Kind.CONFLICT.exitCode());

        cli.file("db-manager.yaml", """
                environments:
                  production:
                    databases:
                      shop: {url: "sqlite:shop.db"}
                """);
        Cli.Result guarded = cli.run("import-alembic", "alembic", "--up", "up.sql", "--env", "production");
        assertThat(guarded.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(folder.resolve("migrations/shop")).doesNotExist();
    }

    @Test
    void a_program_that_is_not_there_and_one_that_gives_up_say_what_to_do() {
        Cli.Result none = take("--alembic", "no-such-alembic");
        assertThat(none.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(none.err()).contains("no-such-alembic cannot be started", "--up up.sql");

        assertThat(take("--down", "down.sql").exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(take("--up", "nowhere.sql").exitCode()).isEqualTo(Kind.USAGE.exitCode());
    }

    @Test
    void the_reason_that_alembic_writes_among_the_sql_is_told() throws IOException {
        cli.file(
                "gives-up.sh",
                "#!/bin/sh\necho 'CREATE TABLE a (b int);'\necho \"FAILED: No config file 'alembic.ini' found\"\nexit 255\n");
        Path program = folder.resolve("gives-up.sh");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        Cli.Result refused = take("--alembic", program.toString());

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err())
                .contains("failed: FAILED: No config file 'alembic.ini' found")
                .doesNotContain("CREATE TABLE");
    }

    /** Where this machine has Alembic. */
    @Test
    void the_real_alembic_writes_the_sql() throws Exception {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "alembic"))),
                "there is no alembic on the PATH");
        cli.file("alembic/alembic.ini", "[alembic]\nscript_location = .\nsqlalchemy.url = sqlite:///nowhere.db\n")
                .file("alembic/env.py", """
                        from alembic import context

                        context.configure(dialect_name="sqlite", literal_binds=True)
                        with context.begin_transaction():
                            context.run_migrations()
                        """)
                .file(
                        "alembic/versions/ccc_no_way_back.py",
                        revision("ccc", "'bbb'", "no way back", """
                        op.execute("CREATE TABLE more (id INTEGER PRIMARY KEY)")""", "raise NotImplementedError()"));
        databaseAt("aaa");

        Cli.Result taken = take();

        assertThat(taken.exitCode()).describedAs(taken.err()).isZero();
        assertThat(taken.out()).contains("warning: Alembic wrote no way down for 20260105101114");
        assertThat(folder.resolve("migrations/undo/U20260105101113__add_name.sql"))
                .exists();
        assertThat(run("migrate").exitCode()).isZero();
        assertThat(run("current").out()).startsWith("20260105101114");
    }
}
