package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspicionTest {
    private static final Finding FELL = new Finding("records", "fell from 1000 to 3");

    @TempDir
    private Path root;

    private final TestClock clock = TestClock.at("2026-11-21T02:00:00Z");
    private BackupCatalog catalog;

    @BeforeEach
    void open() {
        catalog = Samples.catalog(new LocalStore(root), clock);
    }

    private Manifest takeSuspect() {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.NONE, "rows");
            writer.describe(Samples.AT_BASE, Optional.empty());
            return writer.commit(manifest ->
                    Optional.of(new Suspicion(manifest.finished(), Optional.empty(), List.of(FELL), Optional.empty())));
        }
    }

    private Backup only() {
        return catalog.list().get(0);
    }

    @Test
    void a_suspect_backup_is_whole_and_is_not_meant_by_latest() {
        Manifest good = Samples.take(catalog);
        Manifest suspect = takeSuspect();
        Latest latest = catalog.latest("shop", backup -> Optional.empty());

        assertThat(latest.choice()).map(Backup::id).contains(good.id());
        assertThat(catalog.absentParts(only())).isEmpty();
        assertThatThrownBy(() -> latest.orRefuse("backups"))
                .isInstanceOfSatisfying(
                        Latest.NotSure.class,
                        e -> assertThat(e.next())
                                .contains(
                                        "db-manager verify " + suspect.id() + " --accept",
                                        good.id().text()))
                .hasMessageContaining("records: fell from 1000 to 3");
    }

    @Test
    void one_that_was_accepted_is_meant_again_and_says_by_whom() {
        Manifest suspect = takeSuspect();
        catalog.accept(suspect.id(), new Suspicion.Acceptance("anna@laptop", clock.instant()));
        catalog.accept(suspect.id(), new Suspicion.Acceptance("eve@laptop", clock.instant()));

        assertThat(catalog.latest("shop", backup -> Optional.empty()).choice())
                .map(Backup::id)
                .contains(suspect.id());
        assertThat(only().suspicion().orElseThrow().findings()).containsExactly(FELL);
        assertThat(only().suspicion().orElseThrow().accepted())
                .map(Suspicion.Acceptance::who)
                .contains("anna@laptop");
    }

    @Test
    void a_mark_that_is_damaged_still_marks_and_an_acceptance_that_is_damaged_accepts_nothing() throws IOException {
        Path folder = root.resolve(takeSuspect().id().text());
        catalog.accept(only().id(), new Suspicion.Acceptance("anna", clock.instant()));
        flip(folder.resolve("accepted.json"));
        assertThat(only().isSuspect()).isTrue();

        flip(folder.resolve("suspect.json"));

        assertThat(only().isSuspect()).isTrue();
        assertThat(only().suspicion().orElseThrow().toString()).contains("cannot be read");
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void retention_counts_no_suspect_and_keeps_everything_older_until_somebody_has_looked() {
        Manifest oldest = Samples.take(catalog);
        Manifest older = Samples.take(catalog);
        Manifest suspect = takeSuspect();
        Manifest newest = Samples.take(catalog);
        Retention rules = new Retention(1, 0, 0, 0, 0, 0);
        Instant now = clock.instant();

        assertThat(rules.judge(catalog.list(), now, ZoneOffset.UTC))
                .allMatch(Verdict::keep)
                .filteredOn(verdict -> verdict.backup().id().equals(older.id()))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.reasons().get(0))
                        .contains("older than " + suspect.id() + ", which is suspect"));

        catalog.accept(suspect.id(), new Suspicion.Acceptance("anna", now));

        assertThat(rules.judge(catalog.list(), now, ZoneOffset.UTC))
                .filteredOn(verdict -> !verdict.keep())
                .extracting(verdict -> verdict.backup().id())
                .containsExactly(suspect.id(), older.id(), oldest.id());
        assertThat(newest.id()).isEqualTo(only().id());
    }
}
