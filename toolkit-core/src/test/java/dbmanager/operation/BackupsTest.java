package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.Expectation;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Manifest;
import dbmanager.backup.Retention;
import dbmanager.backup.UnknownBackup;
import dbmanager.backup.Verdict;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    @TempDir
    private Path folder;

    private Path uploads;
    private DatabaseBackend shop;
    private Backups backups;

    @BeforeEach
    void a_shop_with_a_picture() throws IOException {
        uploads = Files.createDirectories(folder.resolve("uploads"));
        Files.writeString(uploads.resolve("tea.png"), "tea");
        Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(
                folder.resolve("migrations/V1__products.memo"), "create products id,name\ninsert products 1,Tea\n");
        shop = filled("shop");
        backups = of(shop);
    }

    /** Another database each time, with another id. */
    private DatabaseBackend filled(String name) {
        DatabaseBackend backend = MemoryDatabase.named(name).open(folder.resolve("migrations"), Clock.systemUTC());
        backend.initialise();
        backend.available().stream()
                .forEach(migration ->
                        backend.run(migration, Direction.UP, Mode.EXECUTE, Attribution.of("anna"), Progress.silent()));
        return backend;
    }

    private Backups of(DatabaseBackend backend) {
        BackupCatalog catalog =
                new BackupCatalog(new LocalStore(folder.resolve("backups")), Clock.systemUTC(), "db-manager test");
        return new Backups(catalog, backend, "dev", Map.of("uploads", uploads), Expectation.usual(), Clock.systemUTC());
    }

    private Backups.Restored restore(LoadMode mode, Progress progress) {
        RestoreWish wish = new RestoreWish(Selection.all(), LoadPolicy.of(mode), true, false, true);
        return backups.restore(backups.open("latest"), wish, step -> {}, progress);
    }

    /** The in-memory backend says so when the database is replaced, and the folders are not yet. */
    private static Progress whenLoaded(Path file, String text) {
        return (what, done, total) -> {
            if (what.equals("load")) {
                try {
                    Files.writeString(file, text);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Test
    void a_file_that_comes_while_a_restore_is_under_way_is_set_aside() {
        backups.take(Selection.all(), "requested", Progress.silent());

        Backups.Restored restored =
                restore(LoadMode.REPLACE, whenLoaded(uploads.resolve("late.png"), "uploaded meanwhile"));

        assertThat(restored.keptAside())
                .singleElement()
                .satisfies(aside -> assertThat(Path.of(aside, "late.png")).hasContent("uploaded meanwhile"));
        assertThat(uploads.resolve("late.png")).doesNotExist();
        assertThat(uploads.resolve("tea.png")).hasContent("tea");
    }

    @Test
    void a_file_that_changes_while_a_merge_is_under_way_is_set_aside() {
        backups.take(Selection.all(), "requested", Progress.silent());

        Backups.Restored restored =
                restore(LoadMode.MERGE, whenLoaded(uploads.resolve("tea.png"), "a new picture of tea"));

        assertThat(restored.keptAside())
                .singleElement()
                .satisfies(aside -> assertThat(Path.of(aside)).hasContent("a new picture of tea"));
        assertThat(uploads.resolve("tea.png")).hasContent("tea");
    }

    @Test
    void what_is_in_the_safety_backup_is_not_set_aside() throws IOException {
        backups.take(Selection.all(), "requested", Progress.silent());
        Files.writeString(uploads.resolve("coffee.png"), "coffee");

        Backups.Restored restored = restore(LoadMode.REPLACE, Progress.silent());

        assertThat(restored.keptAside()).isEmpty();
        assertThat(restored.safety()).isPresent();
        assertThat(uploads.resolve("coffee.png")).doesNotExist();
    }

    @Test
    void the_latest_is_the_newest_whole_one_of_this_very_database() {
        BackupId whole =
                backups.take(Selection.all(), "requested", Progress.silent()).id();
        BackupId partial = backups.take(Selection.of(List.of("products")), "requested", Progress.silent())
                .id();
        restore(LoadMode.REPLACE, Progress.silent());

        assertThat(backups.find("latest").id()).isEqualTo(whole);
        assertThat(backups.latest().passedOver())
                .extracting(Object::toString)
                .hasSize(2)
                .contains(partial + ": it holds only products");
    }

    @Test
    void the_backup_of_another_database_of_the_same_name_is_never_the_latest_of_one_that_holds_something() {
        backups.take(Selection.all(), "requested", Progress.silent());
        DatabaseBackend other = filled("shop");

        assertThatThrownBy(() -> of(other).find("latest"))
                .isInstanceOf(UnknownBackup.class)
                .hasMessageContaining("it is of another database, memory:shop");
    }

    @Test
    void what_is_empty_takes_the_backup_of_its_name() {
        BackupId taken =
                backups.take(Selection.all(), "requested", Progress.silent()).id();
        DatabaseBackend anew = MemoryDatabase.named("shop").open(folder.resolve("migrations"), Clock.systemUTC());
        anew.initialise();

        assertThat(of(anew).latest().choice()).map(Backup::id).contains(taken);
    }

    @Test
    void what_is_empty_takes_none_where_two_databases_have_its_name() {
        backups.take(Selection.all(), "requested", Progress.silent());
        of(filled("shop")).take(Selection.all(), "requested", Progress.silent());
        DatabaseBackend anew = MemoryDatabase.named("shop").open(folder.resolve("migrations"), Clock.systemUTC());
        anew.initialise();

        assertThat(of(anew).latest().choice()).isEmpty();
    }

    @Test
    void a_plain_file_is_for_this_user_only() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
        Path file = folder.resolve("plain/shop.jsonl");

        backups.takeFile(file, Selection.all(), Progress.silent());

        assertThat(file).isNotEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_backup_with_a_part_cut_off_is_not_what_an_older_one_is_removed_for() throws IOException {
        Manifest older =
                backups.take(Selection.all(), "requested", Progress.silent()).manifest();
        Manifest newer =
                backups.take(Selection.all(), "requested", Progress.silent()).manifest();
        Path store = folder.resolve("backups").resolve(newer.id().text());
        Path part = store.resolve(newer.parts().get(0).name());
        Files.write(part, new byte[] {1});

        List<Verdict> verdicts = backups.judge(new Retention(1, 0, 0, 0, 0, 0), ZoneOffset.UTC);

        assertThat(verdicts).allMatch(Verdict::keep);
        assertThat(verdicts.get(0).reasons().get(0)).startsWith("damaged");
        assertThat(verdicts.get(1).backup().id()).isEqualTo(older.id());
    }
}
