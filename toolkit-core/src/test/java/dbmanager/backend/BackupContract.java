package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.SchemaVersion;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a backend promises about backups: to write one, to look into it, and to put it back. */
abstract class BackupContract extends RepairContract {
    @Test
    void a_backup_says_what_is_in_it() {
        beginShop();
        up(shop, "2");

        Manifest manifest = backup(shop).manifest().orElseThrow();

        assertThat(manifest.schema()).isEqualTo(SchemaVersion.of(shop.history()));
        assertThat(manifest.database()).isEqualTo(shop.identity());
        assertThat(manifest.parts()).isNotEmpty().allMatch(part -> part.bytes() > 0);
        assertThat(contents(manifest)).containsEntry("products", 3L);
        assertThat(shop.inspect(reader(backup(shop)))).isEmpty();
    }

    @Test
    void a_backup_of_a_database_without_rows_is_one() {
        shop.initialise();
        DatabaseBackend other = another("other");

        Backup empty = backup(shop);
        load(other, empty, LoadMode.REPLACE);

        assertThat(other.inspect(reader(empty))).isEmpty();
        assertThat(tables(other)).isEmpty();
        assertThat(other.identity().id()).isEqualTo(shop.identity().id());
    }

    @Test
    void a_backup_changes_nothing_in_the_database() {
        beginShop();
        shop.close();
        Object before = footprint();
        DatabaseBackend again = another("shop");

        try (BackupWriter writer = catalog().begin(again.identity(), "test", "requested", List.of())) {
            again.dump(Selection.all(), writer, Progress.silent());
        }
        again.close();

        assertThat(footprint()).isEqualTo(before);
    }

    @Test
    void a_backup_does_not_hold_what_is_not_committed_and_lets_writers_go_on() {
        beginShop();
        DatabaseBackend writer = another("shop");

        Backup backup;
        try (Intake intake = writer.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            put(intake, 7, "Milk");
            backup = backup(shop);
            intake.commit();
        }

        assertThat(products(shop)).contains("7 Milk");
        try (Content saved = shop.open(reader(backup))) {
            assertThat(rows(saved, "products")).containsExactly("1 Tea", "2 Coffee");
        }
    }

    @Test
    void restoring_brings_rows_history_and_id_back() {
        beginShop();
        up(shop, "2");
        down(shop, "2");
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");

        Loaded loaded = load(other, backup, LoadMode.REPLACE);

        assertThat(loaded.records()).containsEntry("products", 2L);
        assertThat(loaded.keptAside()).isEmpty();
        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee");
        assertThat(other.history()).isEqualTo(shop.history());
        assertThat(other.identity().id()).isPresent().isEqualTo(shop.identity().id());
        assertThat(other.check()).isEmpty();
    }

    @Test
    void a_restored_database_migrates_on() {
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        load(other, backup, LoadMode.REPLACE);

        up(other, "2");
        down(other, "2");
        up(other, "2");

        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(other.history())).containsExactly("+1", "+2", "-2", "+2");
    }

    @Test
    void restoring_takes_away_what_came_after_the_backup() {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");
        ship("3", List.of(dialect().create("orders", "note"), dialect().insert("orders", 1, "two teas")), List.of());
        up(shop, "3");

        load(shop, backup, LoadMode.REPLACE);

        assertThat(tables(shop)).containsExactly("products");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
    }

    @Test
    void restoring_twice_is_as_good_as_once() {
        beginShop();
        Backup backup = backup(shop);

        load(shop, backup, LoadMode.REPLACE);
        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
    }

    @Test
    void another_backend_sees_the_restored_rows() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        DatabaseBackend reader = another("shop");
        assertThat(products(reader)).contains("7 Milk");

        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(reader)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void merging_replaces_rows_of_the_same_key_and_keeps_the_others() {
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        ship("1", List.of(dialect().create("products", "name"), dialect().insert("products", 1, "Old tea")), List.of());
        other.initialise();
        up(other, "1");
        insert(other, 7, "Milk");

        Loaded loaded = load(other, backup, LoadMode.MERGE, "products");

        assertThat(loaded.records()).isEqualTo(Map.of("products", 2L));
        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "7 Milk");
    }

    @Test
    void merging_everything_brings_rows_and_leaves_the_history() {
        beginShop();
        up(shop, "2");
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        other.initialise();
        up(other, "1");
        insert(other, 7, "Milk");

        load(other, backup, LoadMode.MERGE);

        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa", "7 Milk");
        assertThat(inForce(other)).containsExactly("1");
    }

    @Test
    void restoring_one_table_leaves_the_others_and_the_history() {
        beginShopWithOrders();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        try (Intake intake = shop.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            put(intake, "orders", "note", 7, "one milk");
            intake.commit();
        }
        up(shop, "2");

        Loaded loaded = load(shop, backup, LoadMode.REPLACE, "products");

        assertThat(loaded.records()).isEqualTo(Map.of("products", 2L));
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(rows(shop, "orders")).containsExactly("1 two teas", "7 one milk");
        assertThat(events(shop.history())).containsExactly("+1", "+1.1", "+2");
    }

    @Test
    void a_backup_of_one_table_holds_and_replaces_only_that() {
        beginShopWithOrders();
        Backup backup = backup(shop, "orders");
        Manifest manifest = backup.manifest().orElseThrow();
        up(shop, "2");

        assertThat(manifest.isPartial()).isTrue();
        assertThat(contents(manifest)).containsEntry("orders", 1L).doesNotContainKey("products");
        try (Content saved = shop.open(reader(backup))) {
            assertThat(tables(saved)).containsExactly("orders");
        }

        load(shop, backup, LoadMode.REPLACE);

        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(rows(shop, "orders")).containsExactly("1 two teas");
        assertThat(events(shop.history())).containsExactly("+1", "+1.1", "+2");
    }

    @Test
    void a_table_that_is_not_there_cannot_be_backed_up_or_restored() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");

        UnknownTable noDump = refusal(UnknownTable.class, () -> backup(shop, "products", "prodcuts"));
        UnknownTable noLoad =
                refusal(UnknownTable.class, () -> load(shop, backup, LoadMode.REPLACE, "products", "prodcuts"));

        assertThat(noDump).hasMessageContaining("prodcuts");
        assertThat(noDump.next()).contains("products");
        assertThat(noLoad).hasMessageContaining("prodcuts");
        assertThat(products(shop)).contains("7 Milk");
        assertThat(catalog().list()).hasSize(1);
    }

    @Test
    void a_changed_byte_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
    }

    @Test
    void a_part_that_is_cut_short_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    }

    @Test
    void a_part_that_has_grown_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void a_part_that_is_not_there_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> null);
    }

    /** Changes the part of a backup that holds the products behind its back; null deletes it. */
    private void assertRefusedUntouched(UnaryOperator<byte[]> damage) {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");
        damage(backup, damage);

        for (LoadMode mode : LoadMode.values()) {
            PartDamaged problem = refusal(PartDamaged.class, () -> load(shop, backup, mode));
            assertThat(problem.id()).isEqualTo(backup.id());
            refusal(PartDamaged.class, () -> load(shop, backup, mode, "products"));
        }
        refusal(PartDamaged.class, () -> shop.open(reader(backup)).close());
        assertThat(shop.inspect(reader(backup))).isNotEmpty();
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(shop.history())).containsExactly("+1", "+2");
    }

    @Test
    void a_backup_that_was_written_wrong_is_found_although_its_hashes_are_right() {
        beginShop();
        Backup rubbish = written("rubbish".getBytes(StandardCharsets.UTF_8), Map.of("products", 2L), backup(shop));
        up(shop, "2");

        assertThat(shop.inspect(reader(rubbish))).isNotEmpty();
        refusal(Problem.class, () -> load(shop, rubbish, LoadMode.REPLACE));
        refusal(Problem.class, () -> load(shop, rubbish, LoadMode.MERGE));
        refusal(Problem.class, () -> shop.open(reader(rubbish)).close());
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(shop.history())).containsExactly("+1", "+2");
    }

    @Test
    void a_backup_that_counts_wrong_is_found() {
        beginShop();
        Backup good = backup(shop);
        Backup wrong = written(null, Map.of("products", 3L), good);

        assertThat(shop.inspect(reader(good))).isEmpty();
        assertThat(shop.inspect(reader(wrong))).isNotEmpty();
    }

    @Test
    void looking_into_a_backup_touches_no_database() {
        assumeTrue(canBeAbsent());
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend absent = another("absent");
        Object before = footprint();

        assertThat(absent.inspect(reader(backup))).isEmpty();
        try (Content saved = absent.open(reader(backup))) {
            assertThat(rows(saved, "products")).containsExactly("1 Tea", "2 Coffee");
        }

        assertThat(footprint()).isEqualTo(before);
        assertThat(absent.presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void what_a_restore_replaces_is_kept_first() {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");
        insert(shop, 7, "Milk");

        for (LoadMode mode : LoadMode.values()) {
            Kept kept = new Kept();
            List<String> before = products(shop);
            load(shop, backup, mode, kept);
            try (Content saved = shop.open(reader(kept.backup()))) {
                assertThat(rows(saved, "products")).isEqualTo(before);
            }
        }
    }

    @Test
    void what_is_erased_is_kept_first() {
        beginShop();
        Kept kept = new Kept();

        shop.erase(kept, Progress.silent());

        try (Content saved = shop.open(reader(kept.backup()))) {
            assertThat(rows(saved, "products")).containsExactly("1 Tea", "2 Coffee");
        }
    }

    @Test
    void nothing_is_kept_of_a_database_in_which_nothing_is() {
        beginShop();
        Backup backup = backup(shop);
        DatabaseBackend other = another("other");
        other.initialise();

        load(other, backup, LoadMode.REPLACE, content -> {
            throw new AssertionError("there was nothing to keep");
        });

        assertThat(products(other)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_database_that_cannot_be_kept_is_not_replaced() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        Safety full = content -> {
            throw new IllegalStateException("no room for a backup");
        };

        for (LoadMode mode : LoadMode.values()) {
            assertThatThrownBy(() -> load(shop, backup, mode, full)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> shop.erase(full, Progress.silent())).isInstanceOf(IllegalStateException.class);

        assertThat(products(shop)).contains("7 Milk");
    }

    @Test
    void what_is_damaged_is_set_aside_as_it_is_or_kept_as_far_as_it_can_be_read() {
        beginShop();
        Backup backup = backup(shop);
        insert(shop, 7, "Milk");
        Kept kept = new Kept();
        Safety aside = new Safety() {
            @Override
            public Runnable keep(Consumer<BackupWriter> content) {
                return kept.keep(content);
            }

            @Override
            public boolean setsAside() {
                return true;
            }
        };

        Loaded loaded = load(shop, backup, LoadMode.REPLACE, aside);

        assertThat(loaded.keptAside().isPresent()).isNotEqualTo(kept.manifest != null);
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(shop.damage()).isEmpty();
    }

    /** A safety backup in the catalog. */
    private final class Kept implements Safety {
        private final DatabaseIdentity identity = shop.identity();
        private Manifest manifest;

        @Override
        public Runnable keep(Consumer<BackupWriter> content) {
            BackupWriter writer = catalog().begin(identity, "test", "before restore", List.of());
            content.accept(writer);
            return () -> {
                manifest = writer.commit();
                writer.close();
            };
        }

        Backup backup() {
            return catalog().find(manifest.id().text(), any -> true);
        }
    }

    @Test
    void a_ruined_database_is_replaced_and_kept_aside() {
        beginShop();
        Backup backup = backup(shop);
        shop.close();
        ruin("shop");
        DatabaseBackend ruined = another("shop");
        assertThat(ruined.presence()).isEqualTo(Presence.UNREADABLE);

        Loaded loaded = load(ruined, backup, LoadMode.REPLACE);

        assertThat(loaded.keptAside()).isPresent();
        assertThat(ruined.presence()).isEqualTo(Presence.FILLED);
        assertThat(products(ruined)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void erased_is_as_it_was_before_it_was_initialised() {
        beginShop();

        Optional<String> aside = erase(shop);

        assertThat(aside).isEmpty();
        assertThat(shop.presence()).isEqualTo(Presence.EMPTY);
        assertThat(shop.history().entries()).isEmpty();
        assertThat(shop.identity().id()).isEmpty();
        assertThat(tables(shop)).isEmpty();
        shop.initialise();
        up(shop, "1");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void nothing_is_made_where_nothing_is_to_erase() {
        assumeTrue(canBeAbsent());

        erase(another("other"));

        assertThat(another("other").presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void a_ruined_database_is_set_aside_when_it_is_erased() {
        beginShop();
        shop.close();
        ruin("shop");
        DatabaseBackend ruined = another("shop");

        assertThat(erase(ruined)).isPresent();

        assertThat(ruined.presence()).isEqualTo(Presence.EMPTY);
    }

    @Test
    void nothing_secret_is_in_a_backup() throws IOException {
        assumeTrue(secret().isPresent());
        beginShop();
        Backup backup = backup(shop);

        Path manifest = backups().resolve(backup.id().text()).resolve(Manifest.NAME);

        assertNoSecret(Files.readString(manifest));
    }

    /** Two tables, so that one of them can be chosen. */
    private void beginShopWithOrders() {
        beginShop();
        ship("1.1", List.of(dialect().create("orders", "note"), dialect().insert("orders", 1, "two teas")), List.of());
        up(shop, "1.1");
    }

    private static Map<String, Long> contents(Manifest manifest) {
        Map<String, Long> contents = new HashMap<>();
        manifest.parts()
                .forEach(part -> part.contents().forEach((name, count) -> contents.merge(name, count, Long::sum)));
        return contents;
    }

    private void damage(Backup backup, UnaryOperator<byte[]> damage) {
        Part part = backup.manifest().orElseThrow().parts().stream()
                .filter(candidate -> candidate.contents().containsKey("products"))
                .findFirst()
                .orElseThrow();
        Path file = backups().resolve(backup.id().text()).resolve(part.name());
        try {
            byte[] bytes = damage.apply(Files.readAllBytes(file));
            Files.delete(file);
            if (bytes != null) {
                Files.write(file, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A backup with the parts of a model, but with other bytes (null: the same) and other counts, all of it hashed as it should be. */
    private Backup written(byte[] bytes, Map<String, Long> counts, Backup model) {
        Manifest manifest = model.manifest().orElseThrow();
        try (BackupWriter writer = catalog().begin(manifest.database(), "test", "requested", List.of())) {
            for (Part part : manifest.parts()) {
                try (BackupWriter.PartWriter copy =
                        writer.part(part.name(), part.kind(), part.compression(), part.source())) {
                    OutputStream out = copy.stream();
                    out.write(bytes == null ? reader(model).open(part).readAllBytes() : bytes);
                    copy.commit(counts);
                }
            }
            writer.describe(manifest.schema(), Optional.empty());
            String id = writer.commit().id().text();
            return catalog().find(id, any -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
