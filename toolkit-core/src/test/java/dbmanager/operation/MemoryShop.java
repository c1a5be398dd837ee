package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.Expectation;
import dbmanager.backup.LocalStore;
import dbmanager.migration.Attribution;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A database in memory with a product or two, its migrations and its backups. */
final class MemoryShop {
    final MemoryDatabase database = MemoryDatabase.named("shop");
    final Path folder;
    final DatabaseBackend backend;
    final Backups backups;

    MemoryShop(Path folder) throws IOException {
        this.folder = folder;
        ship("V1__products.memo", "create products id,name\ninsert products 1,Tea\ninsert products 2,Coffee\n");
        ship("undo/U1__products.memo", "drop products\n");
        backend = database.open(migrations(), Clock.systemUTC());
        BackupCatalog catalog =
                new BackupCatalog(new LocalStore(folder.resolve("backups")), Clock.systemUTC(), "db-manager test");
        backups = new Backups(catalog, backend, "dev", Map.of(), Expectation.usual(), Clock.systemUTC());
    }

    Path migrations() {
        return folder.resolve("migrations");
    }

    MemoryShop ship(String path, String text) throws IOException {
        Path file = migrations().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    Migrator migrator() {
        return new Migrator(
                backend, migrations(), Attribution.of("anna"), Duration.ZERO, Optional.empty(), Progress.silent());
    }

    void migrate() {
        migrator().migrate(new Target.Latest(), Plan.Order.STRICT, entry -> {});
    }

    BackupId backUp() {
        return backups.take(Selection.all(), "requested", Progress.silent()).id();
    }

    /** One byte of its part is another. */
    void damage(BackupId id) throws IOException {
        Path part = folder.resolve("backups").resolve(id.text()).resolve("database.jsonl.zst");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    Backup find(BackupId id) {
        return backups.find(id.text());
    }
}
