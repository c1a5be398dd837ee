package dbmanager.backup;

import static dbmanager.backup.EncryptedStore.ROWS;
import static dbmanager.backup.EncryptedStore.take;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreTextTest extends EncryptedStoreFixture {
    @Test
    void the_text_of_a_partial_backup_tells_nobody_to_replace_the_whole_database_by_it() {
        for (String engine : List.of("sqlite", "postgresql")) {
            DatabaseIdentity database = new DatabaseIdentity("shop", engine, "shop", Optional.empty());
            try (BackupWriter writer = catalog.begin(database, "production", "requested", List.of("products"))) {
                Samples.part(writer, "shop.db", Part.Compression.NONE, ROWS);
                writer.describe(Samples.AT_BASE, Optional.empty());
                writer.commit();
                assertThat(root.resolve(writer.id().text()).resolve("RESTORE.txt"))
                        .content()
                        .contains("PARTIAL", "NEVER put it in the place of the whole")
                        .doesNotContain("cp shop.db DATABASE", "createdb", "products");
            }
        }
    }

    @Test
    void a_text_in_the_folder_says_how_to_restore_it_by_hand() throws IOException {
        Manifest encrypted = take(catalog);
        Manifest plain = take(store.with(Keyring.none()));

        assertThat(store.folder(plain).resolve("RESTORE.txt"))
                .content()
                .contains(
                        "db-manager restore " + plain.id(),
                        plain.parts().get(0).sha256() + "  shop.db",
                        "sqlite3 shop.db 'PRAGMA integrity_check'",
                        "zstd -d orders.json.zst -o orders.json")
                .doesNotContain("encrypted");
        assertThat(store.folder(encrypted).resolve("RESTORE.txt"))
                .content()
                .contains(
                        "db-manager decrypt PART.enc --out PART",
                        "encrypted with key 92e41e93",
                        "info = \"" + encrypted.id() + "/\" and the name of the file",
                        "sqlite3 shop.db 'PRAGMA integrity_check'");
    }
}
