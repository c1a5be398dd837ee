package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup.Status;
import dbmanager.backup.FaultyStore.Fault;
import dbmanager.backup.Verification.Level;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCatalogTest {
    @TempDir
    Path root;

    private final TestClock clock = TestClock.at("2026-11-20T02:00:00Z");
    private LocalStore store;
    private BackupCatalog catalog;

    @BeforeEach
    void open() {
        store = new LocalStore(root);
        catalog = Samples.catalog(store, clock);
    }

    private Latest latest() {
        return catalog.latest("shop", manifest -> Optional.empty());
    }

    @Test
    void an_older_backup_is_the_latest_where_the_newer_ones_were_never_committed_or_are_not_meant() {
        Manifest old = Samples.take(catalog);
        Manifest newer = Samples.take(catalog);
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Latest latest = catalog.latest(
                    "shop",
                    backup -> Optional.of("it is not meant")
                            .filter(why -> backup.manifest().orElseThrow().equals(newer)));
            assertThat(latest.orRefuse("backups").manifest()).contains(old);
            assertThat(latest.passedOver())
                    .extracting(Object::toString)
                    .containsExactly(writer.id() + ": it is being written", newer.id() + ": it is not meant");
        }
    }

    @Test
    void a_committed_backup_is_found_opened_and_whole() throws IOException {
        Manifest taken = Samples.take(catalog);
        Backup found = latest().choice().orElseThrow();
        assertThat(found.manifest()).contains(taken);
        assertThat(catalog.absentParts(found)).isEmpty();
        BackupReader reader = catalog.open(found);
        for (Part part : taken.parts()) {
            reader.verify(part);
            try (InputStream in = reader.open(part)) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isIn("rows ".repeat(1000), "documents ".repeat(1000));
            }
        }
    }

    @Test
    void without_a_commit_there_is_nothing() {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.ZSTD, "rows");
            assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.RUNNING);
            assertThatThrownBy(() -> catalog.find("2026", backup -> true)).isInstanceOf(BackupCatalog.NotABackup.class);
            assertThatThrownBy(() -> catalog.remove(writer.id())).isInstanceOf(BackupCatalog.StillWritten.class);
        }
        assertThat(catalog.list()).isEmpty();
        assertThat(store.folders()).isEmpty();
    }

    @Test
    void ids_rise_also_within_a_second_and_when_the_clock_goes_back() {
        Samples.take(catalog);
        Samples.take(catalog);
        clock.set("2026-11-19T02:00:00Z");
        Samples.take(catalog);
        clock.set("2026-11-20T02:00:09Z");
        Samples.take(catalog);
        assertThat(catalog.list())
                .extracting(backup -> backup.id().text())
                .containsExactly(
                        "20261120T020009Z-shop",
                        "20261120T020002Z-shop",
                        "20261120T020001Z-shop",
                        "20261120T020000Z-shop");
    }

    @Test
    void a_backup_is_read_only_when_it_is_looked_at() {
        Manifest older = Samples.take(catalog);
        Manifest newer = Samples.take(catalog);
        Iterator<Backup> backups = catalog.newestFirst(id -> true).iterator();
        assertThat(backups.next().manifest()).contains(newer);
        catalog.remove(older.id());
        assertThat(backups.next().isComplete()).isFalse();
        assertThat(catalog.newestFirst(older.id()::equals)).isEmpty();
    }

    @Test
    void two_runs_in_one_second_do_not_meet() {
        BackupWriter first = catalog.begin(Samples.SHOP, "production", "requested", List.of());
        BackupWriter second = catalog.begin(Samples.SHOP, "production", "requested", List.of());
        assertThat(second.id()).isGreaterThan(first.id());
        first.close();
        second.close();
        assertThat(store.folders()).isEmpty();
    }

    @Test
    void a_run_that_cannot_begin_keeps_nobody_from_beginning() {
        BackupCatalog failing = Samples.catalog(FaultyStore.withoutLists(store), clock);
        assertThatThrownBy(() -> failing.begin(Samples.SHOP, "production", "requested", List.of()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("Input/output error");
        assertThat(store.folders()).isEmpty();
        assertThat(Samples.take(catalog).id().text()).isEqualTo("20261120T020000Z-shop");
    }

    @Test
    void whenever_the_process_is_killed_old_backups_stay_and_the_new_one_is_whole_or_absent() throws Exception {
        Manifest old = Samples.take(catalog);
        int step = 0;
        int code;
        do {
            step++;
            code = Crash.run("take", root.toString(), String.valueOf(step));
            assertThat(code).isIn(0, Crash.HALTED);
            List<Backup> backups = catalog.list();
            assertThat(backups.get(backups.size() - 1).manifest()).contains(old);
            assertThat(backups).extracting(Backup::status).isSubsetOf(Status.COMPLETE, Status.INCOMPLETE);
            for (Backup backup : backups) {
                if (backup.isComplete()) {
                    assertWhole(backup);
                }
            }
        } while (code != 0);
        assertThat(step).isGreaterThan(8);
        assertThat(catalog.sweep(id -> true)).isEmpty();
        assertThat(catalog.list()).hasSize(2).allMatch(Backup::isComplete);
    }

    @Test
    void whatever_fails_old_backups_stay_and_the_new_one_is_whole_or_absent() {
        Manifest old = Samples.take(catalog);
        for (int step = 1; step < 30; step++) {
            BackupCatalog faulty = Samples.catalog(new FaultyStore(store, Fault.FAIL, step), clock);
            boolean taken = isTaken(faulty);
            List<Backup> backups = catalog.list();
            assertThat(backups.get(backups.size() - 1).manifest()).contains(old);
            if (taken) {
                assertWhole(backups.get(0));
                catalog.remove(backups.get(0).id());
            }
        }
        assertThat(catalog.list()).hasSize(1);
    }

    private static boolean isTaken(BackupCatalog catalog) {
        try {
            Samples.take(catalog);
            return true;
        } catch (StoreFailure e) {
            return false;
        }
    }

    private void assertWhole(Backup backup) {
        assertThat(catalog.absentParts(backup)).isEmpty();
        BackupReader reader = catalog.open(backup);
        reader.manifest().parts().forEach(reader::verify);
    }

    @Test
    void a_full_disk_ends_the_backup_and_leaves_nothing_of_it() throws Exception {
        Samples.take(catalog);
        assertThat(Crash.runLimited(1024, "takeLarge", root.toString())).isEqualTo(Crash.REFUSED);
        assertThat(catalog.list()).hasSize(1);
        assertThat(store.folders()).hasSize(1);
    }

    @Test
    void a_cut_or_changed_part_is_seen_wherever_it_is() throws IOException {
        Manifest taken = Samples.take(catalog);
        BackupReader reader = catalog.open(catalog.list().get(0));
        for (Part part : taken.parts()) {
            Path file = root.resolve(taken.id().text()).resolve(part.name());
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at < bytes.length; at += Math.max(1, bytes.length / 50)) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= 4;
                assertDamaged(reader, part, file, flipped);
                assertDamaged(reader, part, file, Arrays.copyOf(bytes, at));
            }
            assertDamaged(reader, part, file, Arrays.copyOf(bytes, bytes.length + 1));
            Files.delete(file);
            assertThatThrownBy(() -> reader.verify(part)).isInstanceOf(PartDamaged.class);
            assertThat(catalog.absentParts(catalog.list().get(0))).contains(part);
        }
    }

    private static void assertDamaged(BackupReader reader, Part part, Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> reader.verify(part)).isInstanceOf(PartDamaged.class);
        assertThatThrownBy(() -> {
                    try (InputStream in = reader.open(part)) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(PartDamaged.class);
    }

    @Test
    void a_damaged_manifest_is_shown_and_never_used() throws IOException {
        Manifest old = Samples.take(catalog);
        Manifest newer = Samples.take(catalog);
        Path file = root.resolve(newer.id().text()).resolve(Manifest.NAME);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.DAMAGED, Status.COMPLETE);
        assertThat(latest().choice().flatMap(Backup::manifest)).contains(old);
        assertThat(latest().damaged())
                .extracting(Latest.PassedOver::backup)
                .extracting(Backup::id)
                .containsExactly(newer.id());
        assertThatThrownBy(() -> latest().orRefuse("backups")).isInstanceOfSatisfying(Latest.NotSure.class, e -> {
            assertThat(e.kind()).isEqualTo(Problem.Kind.DAMAGED);
            assertThat(e.getMessage()).contains(newer.id().text());
            assertThat(e.next()).contains(old.id().text());
        });
        assertThatThrownBy(() -> catalog.find(newer.id().text(), backup -> true))
                .isInstanceOfSatisfying(
                        BackupCatalog.NotABackup.class,
                        e -> assertThat(e.kind()).isEqualTo(Problem.Kind.DAMAGED));
        assertThat(catalog.sweep(id -> true)).isEmpty();
    }

    @Test
    void a_backup_that_lost_its_manifest_is_shown_as_damaged_and_not_swept_away() throws IOException {
        Manifest taken = Samples.take(catalog);
        Files.delete(root.resolve(taken.id().text()).resolve(Manifest.NAME));

        Manifest next = Samples.take(catalog);

        assertThat(catalog.list()).extracting(Backup::id).containsExactly(next.id(), taken.id());
        assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.COMPLETE, Status.DAMAGED);
        assertThat(catalog.list().get(1).reason()).contains("its manifest is missing");
    }

    @Test
    void one_whose_writer_died_just_after_the_commit_does_not_look_abandoned_when_it_loses_its_manifest_later()
            throws IOException {
        Manifest taken = Samples.take(catalog);
        Path folder = root.resolve(taken.id().text());
        Files.createFile(folder.resolve(".claim"));
        Path upload = Files.createLink(folder.resolve(".manifest.json.1.tmp"), folder.resolve(Manifest.NAME));

        Samples.take(catalog);
        assertThat(folder.resolve(".claim")).doesNotExist();
        assertThat(upload).doesNotExist();
        Files.delete(folder.resolve(Manifest.NAME));
        Samples.take(catalog);

        assertThat(store.list(taken.id().text() + "/"))
                .extracting(BackupStore.Stored::name)
                .containsAll(taken.parts().stream().map(Part::name).toList());
        assertThat(catalog.list().get(2).status()).isEqualTo(Status.DAMAGED);
    }

    @Test
    void a_sweep_leaves_what_a_living_process_writes() {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.NONE, "rows");
            assertThat(Samples.catalog(new LocalStore(root), clock).sweep(id -> true))
                    .isEmpty();
            writer.describe(Samples.AT_BASE, Optional.empty());
            writer.commit();
        }
        assertThat(catalog.list()).allMatch(Backup::isComplete).hasSize(1);
    }

    @Test
    void wherever_a_removal_is_cut_short_the_rest_is_swept_and_never_called_damaged() {
        for (int step = 1; step <= 9; step++) {
            Manifest taken = Samples.take(catalog);
            BackupCatalog faulty = Samples.catalog(new FaultyStore(store, Fault.FAIL, step), clock);
            try {
                faulty.remove(taken.id());
            } catch (StoreFailure cutShort) {
                assertThat(store.folders()).hasSize(1);
            }
            assertThat(catalog.list())
                    .describedAs("step %d", step)
                    .allSatisfy(rest -> assertThat(rest.status()).isIn(Status.COMPLETE, Status.INCOMPLETE));
            catalog.list().forEach(rest -> catalog.remove(rest.id()));
            assertThat(store.folders()).isEmpty();
        }
    }

    @Test
    void only_the_mark_is_left_when_the_last_part_is_gone() {
        Manifest taken = Samples.take(catalog);
        int lastPart = 5 + taken.parts().size(); // RESTORE.txt goes before them
        BackupCatalog faulty = Samples.catalog(new FaultyStore(store, Fault.FAIL, lastPart + 1), clock);

        assertThatThrownBy(() -> faulty.remove(taken.id())).isInstanceOf(StoreFailure.class);

        assertThat(store.list(taken.id().text() + "/"))
                .extracting(BackupStore.Stored::name)
                .containsExactly("being-removed");
    }

    @Test
    void removing_takes_the_manifest_first() {
        Manifest taken = Samples.take(catalog);
        BackupCatalog faulty = Samples.catalog(new FaultyStore(store, Fault.FAIL, 5), clock);
        assertThatThrownBy(() -> faulty.remove(taken.id())).isInstanceOf(StoreFailure.class);
        assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.INCOMPLETE);
        assertThat(store.list(taken.id().text() + "/"))
                .extracting(BackupStore.Stored::name)
                .containsExactly("RESTORE.txt", "being-removed", "orders.json.zst", "shop.db");
        assertThat(catalog.sweep(id -> true)).hasSize(1);
        assertThat(store.folders()).isEmpty();
    }

    @Test
    void a_verification_stays_beside_the_backup() throws IOException {
        Manifest taken = Samples.take(catalog);
        Verification passed = new Verification(Level.HASHES, clock.instant(), List.of());
        catalog.record(taken.id(), passed);
        assertThat(catalog.list().get(0).verified()).contains(passed);
        Path file = root.resolve(taken.id().text()).resolve(VerificationJson.name(passed));
        Files.writeString(file, "{}");
        assertThat(catalog.list().get(0).verified()).isEmpty();
    }

    @Test
    void folders_of_others_are_left_alone() throws IOException {
        Files.createDirectory(root.resolve("20269999T999999Z-shop"));
        Files.createDirectory(root.resolve("holidays"));
        Files.writeString(root.resolve("20261120T020000Z-shop"), "a file");
        assertThat(catalog.list()).isEmpty();
        assertThat(catalog.sweep(id -> true)).isEmpty();
        assertThat(store.folders()).hasSize(2);
    }

    @Test
    void what_can_only_be_read_is_listed_and_verified() throws Exception {
        Manifest taken = Samples.take(catalog);
        Files.createDirectory(root.resolve("20261121T020000Z-shop"));
        Files.writeString(root.resolve("20261121T020000Z-shop").resolve(".claim"), "");
        new ProcessBuilder("chmod", "-R", "a-w", root.toString()).start().waitFor();
        try {
            assertThat(catalog.list()).extracting(Backup::status).containsExactly(Status.INCOMPLETE, Status.COMPLETE);
            BackupReader reader = catalog.open(latest().choice().orElseThrow());
            assertThatCode(() -> taken.parts().forEach(reader::verify)).doesNotThrowAnyException();
        } finally {
            new ProcessBuilder("chmod", "-R", "u+w", root.toString()).start().waitFor();
        }
    }
}
