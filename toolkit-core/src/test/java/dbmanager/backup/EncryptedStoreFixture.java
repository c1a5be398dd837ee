package dbmanager.backup;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An {@link EncryptedStore} for each test. */
abstract class EncryptedStoreFixture {
    @TempDir
    Path root;

    EncryptedStore store;
    BackupCatalog catalog;

    @BeforeEach
    void open() {
        store = new EncryptedStore(root);
        catalog = store.catalog;
    }
}
