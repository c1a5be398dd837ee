package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Manifest;
import dbmanager.backup.SchemaVersion;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a backend promises about backups: to write one, and to look into it. */
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
    void what_a_backup_needs_is_known_before_or_not_at_all() {
        beginShop();
        up(shop, "2");
        Optional<Long> needed = shop.dumpBytes();

        long bytes = backup(shop).manifest().orElseThrow().bytes();

        assertThat(needed.orElse(bytes)).isGreaterThanOrEqualTo(bytes);
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
    void nothing_secret_is_in_a_backup() throws IOException {
        assumeTrue(secret().isPresent());
        beginShop();
        Backup backup = backup(shop);

        Path manifest = backups().resolve(backup.id().text()).resolve(Manifest.NAME);

        assertNoSecret(Files.readString(manifest));
    }

    static Map<String, Long> contents(Manifest manifest) {
        Map<String, Long> contents = new HashMap<>();
        manifest.parts()
                .forEach(part -> part.contents().forEach((name, count) -> contents.merge(name, count, Long::sum)));
        return contents;
    }
}
