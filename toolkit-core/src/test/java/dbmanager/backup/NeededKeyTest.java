package dbmanager.backup;

import static dbmanager.backup.EncryptedStore.ROWS;
import static dbmanager.backup.EncryptedStore.read;
import static dbmanager.backup.EncryptedStore.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup.Status;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which key a backup needs, and what can be told of it without. */
class NeededKeyTest extends EncryptedStoreFixture {
    @Test
    void without_the_key_a_backup_is_not_damaged_but_unreadable_and_says_which_key_it_needs() {
        Manifest taken = take(catalog);
        for (Keyring keys : List.of(Keyring.none(), Keys.of(Keys.SECOND))) {
            BackupCatalog elsewhere = store.with(keys);
            Backup backup = elsewhere.list().get(0);

            assertThat(backup.status()).isEqualTo(Status.UNREADABLE);
            assertThat(backup.reason()).startsWith("it is encrypted with key 92e41e93");
            assertThatThrownBy(() -> elsewhere.find(taken.id().text(), any -> true))
                    .isInstanceOfSatisfying(UnknownKey.class, unknown -> {
                        assertThat(unknown.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
                        assertThat(unknown.next()).contains("encryption: {key: {file: FILE}}");
                    });
            assertThatThrownBy(() ->
                            elsewhere.latest("shop", any -> Optional.empty()).orRefuse("backups"))
                    .isInstanceOf(UnknownKey.class);
            assertThatThrownBy(() -> ForeignBackup.open(store.folder(taken), Samples.SHOP, store.clock, keys))
                    .isInstanceOf(UnknownKey.class)
                    .hasMessageContaining("92e41e93");
            assertThat(elsewhere.damageWithoutKey(backup)).isEmpty();
            assertThat(elsewhere.keysInUse()).isEqualTo(new KeyUse(Map.of(new KeyId("92e41e93"), 1L), 0));
            assertThat(new Retention(1, 0, 0, 0, 0, 0).judge(elsewhere.list(), store.clock.instant(), ZoneOffset.UTC))
                    .allMatch(Verdict::keep);
        }
    }

    @Test
    void after_a_rotation_old_backups_are_read_and_new_ones_need_the_new_key() {
        Manifest old = take(catalog);
        BackupCatalog rotated = store.with(Keys.of(Keys.FIRST, Keys.SECOND));
        Manifest recent = take(rotated);

        assertThat(recent.key()).map(KeyId::text).contains("15495d48");
        for (Manifest manifest : List.of(old, recent)) {
            BackupReader reader = rotated.open(rotated.find(manifest.id().text(), any -> true));
            assertThat(read(reader, reader.manifest().parts().get(0))).isEqualTo(ROWS);
        }
        assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.UNREADABLE, Status.COMPLETE);
        Map<KeyId, Long> needed = Map.of(new KeyId("92e41e93"), 1L, new KeyId("15495d48"), 1L);
        assertThat(rotated.keysInUse()).isEqualTo(new KeyUse(needed, 0));
    }

    @Test
    void which_key_a_backup_needs_whose_manifest_is_damaged_or_gone_is_said_to_be_unknown() throws IOException {
        take(catalog);
        Path manifest = store.folder(take(catalog)).resolve(Manifest.NAME);
        byte[] bytes = Files.readAllBytes(manifest);
        Files.write(manifest, Arrays.copyOf(bytes, bytes.length / 2));
        Files.delete(store.folder(take(catalog)).resolve(Manifest.NAME));
        take(store.with(Keyring.none()));

        assertThat(catalog.keysInUse()).isEqualTo(new KeyUse(Map.of(new KeyId("92e41e93"), 1L), 2));
    }

    @Test
    void a_manifest_that_went_or_was_exchanged_since_it_was_listed_is_damage_also_without_the_key() throws IOException {
        Manifest one = take(catalog);
        Manifest two = take(catalog);
        BackupCatalog elsewhere = store.with(Keyring.none());
        Backup listed = elsewhere.list().get(0);
        assertThat(elsewhere.damageWithoutKey(listed)).isEmpty();
        Path manifest = store.folder(two).resolve(Manifest.NAME);

        Files.copy(store.folder(one).resolve(Manifest.NAME), manifest, StandardCopyOption.REPLACE_EXISTING);
        assertThat(elsewhere.damageWithoutKey(listed))
                .extracting(Finding::where)
                .containsExactly(Manifest.NAME);
        Files.write(manifest, ManifestJson.write(two));
        assertThat(elsewhere.damageWithoutKey(listed))
                .extracting(Finding::where)
                .containsExactly(Manifest.NAME);
        Files.delete(manifest);
        assertThat(elsewhere.damageWithoutKey(listed))
                .extracting(Finding::where)
                .containsExactly(Manifest.NAME);
    }
}
