package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.migration.Attribution;
import dbmanager.migration.Checksum;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What an engine has to say about itself before {@link BackendContract} can test it, and the verbs of the tests. */
abstract class BackendFixture {
    protected static final Attribution ANNA = new Attribution("anna@laptop", "backup 7");

    @TempDir
    protected Path folder;

    protected Path migrations;
    protected DatabaseBackend shop;
    private final List<DatabaseBackend> opened = new ArrayList<>();

    protected abstract Dialect dialect();

    /** Opens a database; one name is one database for as long as a test runs, and none of them is there when it begins. */
    protected abstract DatabaseBackend open(String name, Path migrations);

    /** Whether a step and its record are one transaction. */
    protected boolean isTransactional() {
        return true;
    }

    /** Whether a database of this engine can be absent. */
    protected boolean canBeAbsent() {
        return true;
    }

    /** A password or key that the backends of this test were opened with. */
    protected Optional<String> secret() {
        return Optional.empty();
    }

    /** Everything below the test's folder but the backups, to see that it did not change; engines without files say something else. */
    protected Object footprint() {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(backups()))
                    .toList()) {
                files.put(
                        folder.relativize(file).toString(),
                        Checksum.of(Files.readAllBytes(file)).sha256());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Sets up {@code shop} so that readers do not keep writers waiting, where the engine has a choice. */
    protected void letWritersGoOn() {}

    /** Makes the database unreadable to its engine. */
    protected void ruin(String name) {
        abort("cannot ruin " + name + " on this engine");
    }

    @BeforeEach
    void openShop() throws IOException {
        migrations = Files.createDirectory(folder.resolve("migrations"));
        shop = another("shop");
    }

    @AfterEach
    void closeAll() {
        opened.forEach(DatabaseBackend::close);
    }

    protected final DatabaseBackend another(String name) {
        DatabaseBackend backend = open(name, migrations);
        opened.add(backend);
        return backend;
    }

    /** Versions 1 (a table with tea and coffee) and 2 (cocoa), both with an undo script. */
    final void shipShop() {
        ship(
                "1",
                List.of(dialect().create("products", "name"), tea(), coffee()),
                List.of(dialect().drop("products")));
        ship("2", List.of(cocoa()), List.of(dialect().delete("products", 3)));
    }

    /** {@link #shipShop}, and version 1 applied. */
    final void beginShop() {
        shipShop();
        shop.initialise();
        up(shop, "1");
    }

    final String tea() {
        return dialect().insert("products", 1, "Tea");
    }

    final String coffee() {
        return dialect().insert("products", 2, "Coffee");
    }

    final String cocoa() {
        return dialect().insert("products", 3, "Cocoa");
    }

    final void ship(String version, List<String> up, List<String> undo) {
        dialect().ship(migrations, version, up, undo, List.of());
    }

    static Migration find(DatabaseBackend backend, String version) {
        return backend.available().find(key(version)).orElseThrow();
    }

    static Migration repeatable(DatabaseBackend backend, String description) {
        return backend.available()
                .find(new MigrationKey(Optional.empty(), description))
                .orElseThrow();
    }

    static MigrationKey key(String version) {
        return new MigrationKey(Optional.of(Version.parse(version)), "step");
    }

    static History.Entry up(DatabaseBackend backend, String version) {
        return run(backend, find(backend, version), Direction.UP);
    }

    static History.Entry down(DatabaseBackend backend, String version) {
        return run(backend, find(backend, version), Direction.DOWN);
    }

    static History.Entry run(DatabaseBackend backend, Migration migration, Direction direction) {
        return backend.run(migration, direction, Mode.EXECUTE, ANNA, Progress.silent())
                .entry();
    }

    static History.Entry record(DatabaseBackend backend, String version, Direction direction) {
        return backend.run(find(backend, version), direction, Mode.RECORD_ONLY, ANNA, Progress.silent())
                .entry();
    }

    static String current(DatabaseBackend backend) {
        return backend.history().current().map(Version::toString).orElse("base");
    }

    /** Such as {@code +1 +2 -2}, an event each. */
    static List<String> events(History history) {
        return history.entries().stream()
                .map(e -> (e.direction() == Direction.UP ? "+" : "-") + label(e.key()))
                .toList();
    }

    static List<String> inForce(DatabaseBackend backend) {
        return backend.history().inForce().stream().map(e -> label(e.key())).toList();
    }

    private static String label(MigrationKey key) {
        return key.version().map(Version::toString).orElse(key.description());
    }

    static List<String> tables(DatabaseBackend backend) {
        try (Content live = backend.live()) {
            return tables(live);
        }
    }

    static List<String> tables(Content content) {
        return content.tables().stream().map(Table::name).toList();
    }

    static List<String> products(DatabaseBackend backend) {
        return rows(backend, "products");
    }

    static List<String> rows(DatabaseBackend backend, String table) {
        try (Content live = backend.live()) {
            return rows(live, table);
        }
    }

    /** Such as {@code 1 Tea}. */
    static List<String> rows(Content content, String name) {
        Table table = content.table(name).orElseThrow();
        try (Stream<Row> rows = content.rows(table)) {
            return rows.map(row -> text(table, row)).toList();
        }
    }

    /** The id, then the other values in the order of their columns' names. */
    private static String text(Table table, Row row) {
        List<String> names = table.columnNames();
        Map<String, String> others = new TreeMap<>();
        for (int i = 0; i < row.size(); i++) {
            others.put(names.get(i), String.valueOf(row.get(i)));
        }
        String id = others.remove("id");
        return others.isEmpty() ? id : id + " " + String.join(" ", others.values());
    }

    final Path backups() {
        return folder.resolve("backups");
    }

    final BackupCatalog catalog() {
        return new BackupCatalog(new LocalStore(backups()), Clock.systemUTC(), "contract");
    }

    final Backup backup(DatabaseBackend backend, String... tables) {
        List<String> names = List.of(tables);
        BackupCatalog catalog = catalog();
        try (BackupWriter writer = catalog.begin(backend.identity(), "test", "requested", names)) {
            backend.dump(Selection.of(names), writer, Progress.silent());
            String id = writer.commit().id().text();
            return catalog.find(id, any -> true);
        }
    }

    final BackupReader reader(Backup backup) {
        return catalog().open(backup);
    }

    final Loaded load(DatabaseBackend into, Backup backup, LoadMode mode, String... tables) {
        return load(into, backup, mode, Safety.none(), tables);
    }

    final Loaded load(DatabaseBackend into, Backup backup, LoadMode mode, Safety safety, String... tables) {
        return into.load(reader(backup), Selection.of(List.of(tables)), LoadPolicy.of(mode), safety, Progress.silent());
    }

    static Optional<String> erase(DatabaseBackend database) {
        return database.erase(Safety.none(), Progress.silent());
    }

    final void insert(DatabaseBackend backend, long id, String name) {
        try (Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            put(intake, id, name);
            intake.commit();
        }
    }

    final Intake.Outcome put(Intake intake, long id, String name) {
        return put(intake, "products", "name", id, name);
    }

    final Intake.Outcome put(Intake intake, String table, String column, long id, Object value) {
        return intake.put(table(intake, table), List.of("id", column), new Row(new Object[] {
            dialect().id(id), value
        }));
    }

    static Table table(Intake intake, String name) {
        return intake.table(name).orElseThrow();
    }

    /** The problem that this ends in: said in full and without a secret. */
    final <P extends Problem> P refusal(Class<P> kind, ThrowingCallable action) {
        P problem = catchThrowableOfType(kind, action);
        assertThat(problem).as("a refusal").isNotNull();
        assertThat(problem.getMessage()).isNotBlank();
        assertThat(problem.next()).isNotBlank();
        assertNoSecret(problem.getMessage() + problem.state() + problem.next());
        return problem;
    }

    final void assertNoSecret(String text) {
        secret().ifPresent(secret -> assertThat(text).doesNotContain(secret));
    }
}
