package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.exchange.Content;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a backend promises about what a restore replaces or an erasure takes away: it is kept first, or set aside. */
abstract class SafetyContract extends DamagedBackupContract {
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
}
