package dbmanager.backup;

import static dbmanager.backup.EncryptedStore.ROWS;
import static dbmanager.backup.EncryptedStore.read;
import static dbmanager.backup.EncryptedStore.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups that are not encrypted, where others are: whoever can write to the store may have put them there. */
class PlainAmongEncryptedTest extends EncryptedStoreFixture {
    @Test
    void a_plain_backup_in_the_place_of_an_encrypted_one_is_neither_meant_nor_opened_unless_somebody_says_so()
            throws IOException {
        Manifest good = take(catalog);
        Manifest plain = take(store.with(Keyring.none()));

        assertThat(store.latest().orRefuse("backups").id()).isEqualTo(good.id());
        assertThat(store.latest().plain())
                .extracting(Object::toString)
                .containsExactly(plain.id() + ": it is not encrypted, so nothing proves who wrote it");
        BackupReader reader = catalog.open(catalog.find(plain.id().text(), any -> true));
        Part part = plain.parts().get(0);
        reader.verify(part);
        assertThatThrownBy(() -> reader.open(part))
                .isInstanceOfSatisfying(
                        NotEncrypted.class,
                        refused -> assertThat(refused.next()).contains("--accept-plain"));
        assertThatThrownBy(() -> reader.file(part)).isInstanceOf(NotEncrypted.class);
        assertThatThrownBy(() -> reader.stage(part)).isInstanceOf(NotEncrypted.class);
        assertThat(read(reader.acceptPlain(), part)).isEqualTo(ROWS);

        assertThat(ForeignBackup.open(store.folder(plain), Samples.SHOP, store.clock, Keys.of(Keys.FIRST))
                        .refusal())
                .isPresent();
        assertThat(ForeignBackup.open(store.folder(good), Samples.SHOP, store.clock, Keys.of(Keys.FIRST))
                        .refusal())
                .isEmpty();
    }

    @Test
    void many_plain_backups_count_no_encrypted_one_out() {
        Manifest good = take(catalog);
        for (int i = 0; i < 5; i++) {
            take(store.with(Keyring.none()));
        }

        List<Verdict> verdicts =
                new Retention(2, 0, 0, 0, 0, 0).judge(catalog.list(), store.clock.instant(), ZoneOffset.UTC);

        assertThat(verdicts.stream().filter(Verdict::keep))
                .extracting(verdict -> verdict.backup().id())
                .hasSize(3)
                .contains(good.id());
    }
}
