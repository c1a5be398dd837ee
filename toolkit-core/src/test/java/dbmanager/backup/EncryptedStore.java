package dbmanager.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store whose backups are encrypted with {@link Keys#FIRST}, and what is done with it. */
final class EncryptedStore {
    static final String ROWS = "rows ".repeat(5000);

    final Path root;
    final TestClock clock = TestClock.at("2026-11-21T02:00:00Z");
    final BackupCatalog catalog;

    EncryptedStore(Path root) {
        this.root = root;
        this.catalog = with(Keys.of(Keys.FIRST));
    }

    /** The same store, for whoever has other keys. */
    BackupCatalog with(Keyring keys) {
        return new BackupCatalog(new LocalStore(root), clock, "db-manager 0.1.0", keys);
    }

    static Manifest take(BackupCatalog catalog) {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.NONE, ROWS);
            Samples.part(writer, "orders.json.zst", Part.Compression.ZSTD, ROWS);
            writer.describe(Samples.AT_BASE, Optional.empty());
            return writer.commit();
        }
    }

    Path folder(Manifest manifest) {
        return root.resolve(manifest.id().text());
    }

    /** The newest one. */
    Backup newest() {
        return catalog.list().get(0);
    }

    Latest latest() {
        return catalog.latest("shop", backup -> Optional.empty());
    }

    static String read(BackupReader reader, Part part) {
        try (InputStream in = reader.open(part)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw StoreFailure.reading(part.name(), e);
        }
    }
}
