package dbmanager.backup;

import static dbmanager.backup.EncryptedStore.ROWS;
import static dbmanager.backup.EncryptedStore.read;
import static dbmanager.backup.EncryptedStore.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup.Status;
import dbmanager.backup.Verification.Level;
import dbmanager.problem.Finding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What somebody who can write to the store, but has no key, achieves: nothing but that a backup is not there. */
class EncryptedBackupTest extends EncryptedStoreFixture {
    @Test
    void a_backup_comes_back_and_nothing_in_the_store_shows_what_is_in_it() throws IOException {
        Manifest taken = take(catalog);

        BackupReader reader = catalog.open(store.latest().orRefuse("backups"));

        assertThat(reader.manifest()).isEqualTo(taken);
        assertThat(taken.key()).map(KeyId::text).contains("92e41e93");
        assertThat(taken.parts()).extracting(Part::name).containsExactly("shop.db.enc", "orders.json.zst.enc");
        for (Part part : taken.parts()) {
            reader.verify(part);
            assertThat(read(reader, part)).isEqualTo(ROWS);
        }
        try (Stream<Path> files = Files.list(store.folder(taken))) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("rows rows", "products", "data/shop.db", "3f0c1f7e-4a34", "0102030405");
            }
        }
    }

    @Test
    void a_file_that_a_program_makes_is_never_in_the_store_and_gone_afterwards() throws IOException {
        Path plain;
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of());
                BackupWriter.PartWriter part =
                        writer.part("shop.db", Part.Kind.DATABASE, Part.Compression.NONE, Optional.empty())) {
            plain = part.file();
            Files.writeString(plain, ROWS);
            part.commit(Map.of());
            part.close();
            writer.describe(Samples.AT_BASE, Optional.empty());
            writer.commit();
        }

        assertThat(plain).isAbsolute();
        assertThat(plain.startsWith(root)).isFalse();
        assertThat(plain.getParent()).doesNotExist();
        BackupReader reader = catalog.open(store.newest());
        try (StagedPart staged = reader.stage(reader.manifest().parts().get(0))) {
            assertThat(staged.file()).hasContent(ROWS);
            plain = staged.file();
        }
        assertThat(plain.getParent()).doesNotExist();
    }

    @Test
    void what_a_killed_process_left_in_the_clear_is_removed_by_the_next_one() throws IOException {
        take(catalog);
        Path made = Files.createTempDirectory("dead-");
        Files.createFile(made.resolve(".held"));
        Files.writeString(made.resolve("shop.db.enc"), ROWS);
        // in one step, so that no other process of the tests meets a half of it
        Path left = Files.move(
                made, made.resolveSibling(made.getFileName().toString().replace("dead-", "db-manager-part-")));

        BackupReader reader = catalog.open(store.newest());
        reader.stage(reader.manifest().parts().get(0)).close();

        assertThat(left).doesNotExist();
    }

    @Test
    void every_cut_and_every_flipped_bit_of_a_part_is_found_also_without_the_key() throws IOException {
        Manifest taken = take(catalog);
        Backup backup = store.newest();
        BackupReader reader = catalog.open(backup);
        Part part = taken.parts().get(0);
        Path file = store.folder(taken).resolve(part.name());
        byte[] whole = Files.readAllBytes(file);
        Backup locked = store.with(Keyring.none()).list().get(0);
        for (int at : new int[] {0, 1, 39, 40, 41, 4095, 4096, 4097, 8192, whole.length - 17, whole.length - 1}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, at))) {
                Files.write(file, damaged);
                assertThatThrownBy(() -> read(reader, part)).isInstanceOf(PartDamaged.class);
                assertThatThrownBy(() -> reader.stage(part)).isInstanceOf(PartDamaged.class);
                assertThatThrownBy(() -> reader.verify(part)).isInstanceOf(PartDamaged.class);
                assertThat(store.with(Keyring.none()).damageWithoutKey(locked))
                        .extracting(Finding::where)
                        .containsExactly(part.name());
            }
        }
    }

    /** The hash in the manifest finds them too; here it does not, so that what is under it is seen to hold as well. */
    @Test
    void segments_that_are_swapped_dropped_or_of_another_part_do_not_decrypt() throws IOException {
        Manifest one = take(catalog);
        byte[] whole = Files.readAllBytes(store.folder(one).resolve("shop.db.enc"));
        byte[] swapped = whole.clone();
        System.arraycopy(whole, 4096, swapped, 8192, 4096);
        System.arraycopy(whole, 8192, swapped, 4096, 4096);
        byte[] dropped = Arrays.copyOf(whole, whole.length - 4096);
        System.arraycopy(whole, 8192, dropped, 4096, whole.length - 8192);

        String place = one.id() + "/shop.db.enc";
        for (byte[] bytes : List.of(swapped, dropped, Arrays.copyOf(whole, 8192))) {
            assertUndecipherable(bytes, place);
        }
        assertUndecipherable(whole, one.id() + "/orders.json.zst.enc");
        assertUndecipherable(whole, "20261121T020001Z-shop/shop.db.enc");
    }

    private static void assertUndecipherable(byte[] bytes, String place) throws IOException {
        try (InputStream plain = Keys.key(Keys.FIRST).decrypting(new ByteArrayInputStream(bytes), place)) {
            assertThatThrownBy(plain::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void parts_exchanged_between_two_backups_and_parts_under_another_name_are_damage() throws IOException {
        Manifest one = take(catalog);
        Manifest two = take(catalog);
        Files.copy(
                store.folder(one).resolve("shop.db.enc"),
                store.folder(two).resolve("shop.db.enc"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                store.folder(one).resolve("orders.json.zst.enc"),
                store.folder(one).resolve("other.json.zst.enc"));

        BackupReader first = catalog.open(catalog.find(one.id().text(), any -> true));
        BackupReader second = catalog.open(catalog.find(two.id().text(), any -> true));

        assertThatThrownBy(() -> read(second, two.parts().get(0))).isInstanceOf(PartDamaged.class);
        assertThatThrownBy(() -> read(first, one.parts().get(1))).isInstanceOf(PartDamaged.class);
    }

    @Test
    void a_flipped_bit_anywhere_in_the_manifest_makes_the_backup_useless() throws IOException {
        Manifest taken = take(catalog);
        Path file = store.folder(taken).resolve(Manifest.NAME);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 1;
            // a digit of the key's id: it is said to be encrypted with another one
            assertThatThrownBy(() -> ManifestJson.read(taken.id(), flipped, Keys.of(Keys.FIRST)))
                    .describedAs("byte %d", i)
                    .isInstanceOfAny(ManifestDamaged.class, UnknownKey.class);
        }
        whole[whole.length - 10] ^= 1;
        Files.write(file, whole);
        assertThat(store.newest().status()).isEqualTo(Status.DAMAGED);
        assertThatThrownBy(() -> store.latest().orRefuse("backups")).isInstanceOf(Latest.NotSure.class);
    }

    @Test
    void a_manifest_of_another_backup_is_damage_and_so_is_one_whose_seal_was_stripped() throws IOException {
        Manifest one = take(catalog);
        Manifest two = take(catalog);
        Path file = store.folder(two).resolve(Manifest.NAME);
        Files.copy(store.folder(one).resolve(Manifest.NAME), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(store.newest().status()).isEqualTo(Status.DAMAGED);

        Files.write(file, ManifestJson.write(two));
        assertThat(store.newest().status()).isEqualTo(Status.DAMAGED);
        assertThat(store.newest().reason()).contains("says that it is of format 2");
    }

    @Test
    void marks_and_evidence_that_nobody_sealed_or_that_are_of_elsewhere_decide_nothing() throws IOException {
        Manifest one = take(catalog);
        Manifest two = take(catalog);
        Verification passed = new Verification(Level.RESTORED, store.clock.instant(), List.of());
        catalog.record(one.id(), passed);
        assertThat(catalog.find(one.id().text(), any -> true).verified()).contains(passed);

        String mark = VerificationJson.name(passed);
        Files.copy(store.folder(one).resolve(mark), store.folder(two).resolve(mark));
        assertThat(store.newest().verifications()).isEmpty();
        Files.write(store.folder(two).resolve(mark), VerificationJson.write(passed));
        assertThat(store.newest().verifications()).isEmpty();

        Files.write(store.folder(two).resolve(SuspicionJson.SUSPECT), "{}".getBytes(StandardCharsets.UTF_8));
        Suspicion.Acceptance acceptance = new Suspicion.Acceptance("eve", store.clock.instant());
        Files.write(store.folder(two).resolve(SuspicionJson.ACCEPTED), SuspicionJson.write(acceptance));
        assertThat(store.newest().isSuspect()).isTrue();
        assertThatThrownBy(() -> catalog.accept(two.id(), acceptance))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        inTheWay -> assertThat(inTheWay.next()).contains("move it to another place"));
        Files.delete(store.folder(two).resolve(SuspicionJson.ACCEPTED));
        catalog.accept(two.id(), acceptance);
        assertThat(store.newest().isSuspect()).isFalse();

        Drill drill = drill(one);
        String evidence = catalog.record(drill);
        assertThat(catalog.drills("shop")).containsExactly(drill);
        Files.write(root.resolve(evidence), DrillJson.write(drill));
        assertThat(catalog.drills("shop")).isEmpty();
    }

    private static Drill drill(Manifest of) {
        return new Drill(
                Instant.parse("2026-11-21T04:00:00.123Z"),
                "production",
                Samples.SHOP,
                of.id(),
                of.begun(),
                "db-manager 0.1.0",
                List.of(new Drill.Step("restore", Duration.ofMillis(1500))),
                List.of(),
                List.of(),
                new Drill.Goals(Optional.empty(), Optional.empty()));
    }

    @Test
    void one_part_is_decrypted_into_a_file_of_its_own_or_into_none() throws IOException {
        Manifest taken = take(catalog);
        Path part = store.folder(taken).resolve("shop.db.enc");
        Path out = root.resolve("shop.db");

        assertThat(ForeignBackup.decrypt(part, Keys.of(Keys.FIRST), out)).isEqualTo(ROWS.length());
        assertThat(out).hasContent(ROWS);
        assertThatThrownBy(() -> ForeignBackup.decrypt(part, Keys.of(Keys.FIRST), out))
                .hasMessageContaining("exists already");
        Files.delete(out);
        assertThatThrownBy(() ->
                        ForeignBackup.decrypt(store.folder(taken).resolve("manifest.json"), Keys.of(Keys.FIRST), out))
                .isInstanceOf(ForeignBackup.NotRecognised.class);
        assertThat(out).doesNotExist();

        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length - 20] ^= 1;
        Files.write(part, bytes);
        assertThatThrownBy(() -> ForeignBackup.decrypt(part, Keys.of(Keys.FIRST), out))
                .isInstanceOf(PartDamaged.class);
        assertThatThrownBy(() -> ForeignBackup.decrypt(part, Keys.of(Keys.SECOND), out))
                .isInstanceOf(UnknownKey.class);
        assertThat(out).doesNotExist();
        assertThat(root).isDirectoryNotContaining("glob:**/.shop*");

        Files.writeString(out, "mine"); // which is seen before the damage is
        assertThatThrownBy(() -> ForeignBackup.decrypt(part, Keys.of(Keys.FIRST), out))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        inTheWay -> assertThat(inTheWay.next()).contains("name another file"));
        assertThat(out).hasContent("mine");
    }

    @Test
    void a_file_that_cannot_be_made_is_none_of_the_backups_folder() {
        Path part = store.folder(take(catalog)).resolve("shop.db.enc");
        Path out = root.resolve("no/such/folder/shop.db");

        assertThatThrownBy(() -> ForeignBackup.decrypt(part, Keys.of(Keys.FIRST), out))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.next())
                                .contains("name another file")
                                .doesNotContain("backups folder"));
    }

    @Test
    void a_manifest_of_format_2_that_another_program_sealed_by_the_document_is_read() throws IOException {
        try (InputStream golden = EncryptedBackupTest.class.getResourceAsStream("manifest-v2.json")) {
            byte[] bytes = golden.readAllBytes();
            Manifest full = Samples.fullManifest();

            Manifest manifest = ManifestJson.read(full.id(), bytes, Keys.of(Keys.FIRST));

            assertThat(manifest.format()).isEqualTo(Manifest.ENCRYPTED_FORMAT);
            assertThat(manifest.key()).contains(new KeyId("92e41e93"));
            assertThat(manifest.parts()).isEqualTo(full.parts());
            assertThat(manifest.schema()).isEqualTo(full.schema());
        }
    }
}
