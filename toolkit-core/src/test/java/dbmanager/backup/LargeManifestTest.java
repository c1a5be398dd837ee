package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup.Status;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written can be read, and what cannot be read is not written. */
class LargeManifestTest {
    /** The longest id of a Firestore collection, in bytes. */
    private static final int NAME = 1500;

    private static final int FIT = Documents.LARGEST / (NAME + 100);
    private static final int TOO_MANY = Documents.LARGEST / NAME;

    @TempDir
    Path root;

    private final TestClock clock = TestClock.at("2026-11-21T02:00:00Z");

    @Test
    void a_manifest_near_the_limit_is_read_as_it_was_written() {
        BackupCatalog catalog = Samples.catalog(new LocalStore(root), clock);
        Manifest taken = take(catalog, FIT);
        assertThat(size(taken)).isBetween(Documents.LARGEST * 9L / 10, (long) Documents.LARGEST);
        assertThat(catalog.list()).extracting(Backup::manifest).containsExactly(Optional.of(taken));
        assertThat(ForeignBackup.open(root.resolve(taken.id().text()), Samples.SHOP, clock, Keyring.none())
                        .manifest())
                .isEqualTo(taken);
    }

    @Test
    void a_backup_whose_manifest_nobody_could_read_is_refused_and_leaves_nothing() {
        BackupCatalog catalog = Samples.catalog(new LocalStore(root), clock);
        Manifest earlier = Samples.take(catalog);
        assertThatThrownBy(() -> take(catalog, TOO_MANY))
                .isInstanceOfSatisfying(ManifestTooLarge.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Problem.Kind.UNSUPPORTED);
                    assertThat(refusal.next()).contains("db-manager backup NAME");
                })
                .hasMessageContaining("none of more than " + Documents.LARGEST)
                .hasMessageContaining(TOO_MANY + " tables or collections");
        assertThat(catalog.list()).extracting(Backup::manifest).containsExactly(Optional.of(earlier));
        assertThat(root).isDirectoryNotContaining("glob:**20261121T020001Z*");
    }

    @Test
    void what_counts_is_the_manifest_as_it_is_stored_which_is_larger_when_it_is_encrypted() {
        BackupCatalog catalog = new EncryptedStore(root).catalog;
        assertThatThrownBy(() -> take(catalog, FIT)).isInstanceOf(ManifestTooLarge.class);
        Manifest taken = take(catalog, FIT * 7 / 10);
        assertThat(catalog.list()).extracting(Backup::manifest).containsExactly(Optional.of(taken));
    }

    @Test
    void a_manifest_above_the_limit_is_called_too_large_and_not_cut_off() throws Exception {
        BackupCatalog catalog = Samples.catalog(new LocalStore(root), clock);
        Manifest taken = Samples.take(catalog);
        Path file = root.resolve(taken.id().text()).resolve(Manifest.NAME);
        Files.write(file, new byte[Documents.LARGEST + 1]);
        assertThat(catalog.list())
                .singleElement()
                .satisfies(backup -> assertThat(backup.status()).isEqualTo(Status.DAMAGED))
                .satisfies(
                        backup -> assertThat(backup.reason()).contains("larger than " + Documents.LARGEST + " bytes"));
    }

    private long size(Manifest manifest) {
        return root.resolve(manifest.id().text())
                .resolve(Manifest.NAME)
                .toFile()
                .length();
    }

    private static Manifest take(BackupCatalog catalog, int collections) {
        Map<String, Long> contents = new HashMap<>();
        for (int i = 0; i < collections; i++) {
            String number = String.valueOf(i);
            contents.put("x".repeat(NAME - number.length()) + number, 1L);
        }
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of());
                BackupWriter.PartWriter part =
                        writer.part("all.json.zst", Kind.COLLECTION, Compression.ZSTD, Optional.empty())) {
            part.stream();
            part.commit(contents);
            writer.describe(Samples.AT_BASE, Optional.empty());
            return writer.commit();
        }
    }
}
