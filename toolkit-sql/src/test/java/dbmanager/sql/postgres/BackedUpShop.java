package dbmanager.sql.postgres;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The shop with two products, and the verbs of the tests about its backups. They are skipped by name on a machine that cannot dump the server. */
abstract class BackedUpShop {
    static final String LEFTOVERS = "SELECT datname FROM pg_database WHERE datname LIKE 'dbm\\_tmp\\_%'";

    @TempDir
    Path home;

    PostgresProject shop;

    @BeforeEach
    void fill() {
        PostgresServer.require().requireClient();
        shop = PostgresProject.migrated(home);
        shop.execute("INSERT INTO products VALUES (1, 'Tea', 2.50), (2, 'Coffee', 3)");
    }

    List<?> definitions() {
        try (PostgresBackend backend = shop.open();
                var live = backend.live()) {
            return live.definitions();
        }
    }

    Backup backup() {
        try (PostgresBackend backend = shop.open()) {
            return backup(backend);
        }
    }

    Backup backup(PostgresBackend backend) {
        BackupCatalog catalog = catalog();
        try (BackupWriter writer = catalog.begin(backend.identity(), "test", "requested", List.of())) {
            backend.dump(Selection.all(), writer, Progress.silent());
            String id = writer.commit().id().text();
            return catalog.find(id, any -> true);
        }
    }

    BackupCatalog catalog() {
        return new BackupCatalog(new LocalStore(home.resolve("backups")), Clock.systemUTC(), "test");
    }

    BackupReader reader(Backup backup) {
        return catalog().open(backup);
    }

    Loaded load(Backup backup, LoadMode mode, String... tables) {
        try (PostgresBackend backend = shop.open()) {
            return backend.load(
                    reader(backup),
                    Selection.of(List.of(tables)),
                    LoadPolicy.of(mode),
                    Safety.none(),
                    Progress.silent());
        }
    }
}
