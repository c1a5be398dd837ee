package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.TargetInUse;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.operation.Unversioned;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that has no history, is locked, is no database, or cannot be written. */
class SqliteFileTest {
    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void begin() {
        shop = Project.migrated(home);
    }

    @Test
    void content_without_history_is_not_adopted_silently() throws Exception {
        Project old = new Project(Files.createDirectory(home.resolve("old"))).withShop();
        old.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");

        assertThatThrownBy(old::migrate).isInstanceOf(Unversioned.class).hasMessageContaining("no history");
        assertThat(old.query("SELECT name FROM sqlite_master")).containsExactly("products");

        old.stamp("1");
        old.migrate();
        assertThat(old.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void init_adopts_content_without_history() throws Exception {
        Project old = new Project(Files.createDirectory(home.resolve("old")))
                .with("V1__stock.sql", "CREATE TABLE stock (id);\n");
        old.execute("CREATE TABLE products (id INTEGER PRIMARY KEY)");
        try (SqliteBackend backend = old.open()) {
            backend.initialise();
        }
        old.migrate();
        assertThat(old.inForce()).isEqualTo("1");
    }

    @Test
    void a_database_that_is_locked_is_waited_for_and_then_named() throws Exception {
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + shop.file);
                Statement statement = other.createStatement();
                SqliteBackend backend = shop.open(Duration.ofMillis(100))) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            Migration stock =
                    backend.available().versioned().reduce((a, b) -> b).orElseThrow();

            assertThatThrownBy(() -> backend.run(stock, Direction.UP, Mode.EXECUTE, Project.ANNA, Progress.silent()))
                    .isInstanceOf(TargetInUse.class)
                    .extracting(e -> ((Problem) e).kind())
                    .isEqualTo(Problem.Kind.LOCKED);
        }
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void what_is_no_database_stays_what_it_is() throws IOException {
        Files.writeString(shop.file, "Dear diary. ".repeat(200));

        try (SqliteBackend backend = shop.open()) {
            assertThat(backend.presence()).isEqualTo(Presence.UNREADABLE);
        }
        assertThatThrownBy(shop::migrate).isInstanceOf(DatabaseUnavailable.class);
        assertThat(Files.readString(shop.file)).startsWith("Dear diary");
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        assumeTrue(shop.file.toFile().setReadOnly() && !Files.isWritable(shop.file), "root may write everything");
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("cannot be written");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void the_file_is_the_owners_alone() throws IOException {
        if (shop.file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(Files.getPosixFilePermissions(shop.file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void reading_loads_nothing_of_flyway() {
        assertThatCode(() -> {
                    Process process = new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-Xlog:class+load",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Reader.class.getName(),
                                    home.toString())
                            .redirectErrorStream(true)
                            .start();
                    String loaded = new String(
                            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                    assertThat(process.waitFor()).isZero();
                    assertThat(loaded)
                            .contains("dbmanager.sql.sqlite.SqliteHistory")
                            .doesNotContain(" org.flywaydb.");
                })
                .doesNotThrowAnyException();
    }

    /** A status, and a migrate with nothing to do. */
    static final class Reader {
        public static void main(String[] args) {
            Project shop = new Project(Path.of(args[0]));
            try (SqliteBackend backend = SqliteBackend.at(
                    "shop", shop.file, "sqlite:shop.db", shop.migrations, java.time.Clock.systemUTC())) {
                backend.identity();
                backend.presence();
                if (!shop.migrator(backend)
                        .migrate(
                                dbmanager.migration.Target.parse("latest"),
                                dbmanager.migration.Plan.Order.STRICT,
                                e -> {})
                        .done()
                        .isEmpty()) {
                    throw new IllegalStateException("there was something to do");
                }
            }
        }
    }
}
