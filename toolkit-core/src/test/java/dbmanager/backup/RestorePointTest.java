package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What would be lost on the way back of a promotion. */
class RestorePointTest {
    private static final List<Applied> THEN = List.of(migration("1", "a1"), repeatable("5e01"));
    private static final Member SHOP = new Member(
            Samples.SHOP, Optional.empty(), Optional.of("1"), List.of(migration("2", "a2"), repeatable("5e02")));

    private static Applied migration(String version, String sha256) {
        return new Applied(Optional.of(version), "step", Optional.of(sha256));
    }

    private static Applied repeatable(String sha256) {
        return new Applied(Optional.empty(), "stock", Optional.of(sha256));
    }

    private static History after(Applied... ran) {
        History history = History.empty();
        for (Applied one : ran) {
            history = history.plus(new History.Entry(
                    history.nextRank(),
                    new MigrationKey(one.version().map(Version::parse), one.description()),
                    Direction.UP,
                    Mode.EXECUTE,
                    History.Outcome.SUCCEEDED,
                    false,
                    one.sha256(),
                    OptionalInt.empty(),
                    Attribution.unknown(),
                    Instant.EPOCH,
                    Duration.ZERO,
                    false));
        }
        return history;
    }

    @Test
    void nothing_is_beyond_what_was_there_and_what_the_promotion_brought_also_half_way() {
        History halfWay = after(migration("1", "a1"), repeatable("5e01"), migration("2", "a2"));

        assertThat(SHOP.beyond(THEN, halfWay)).isEmpty();
        assertThat(SHOP.beyond(THEN, after(migration("1", "a1"), repeatable("5e02"), migration("2", "a2"))))
                .isEmpty();
    }

    @Test
    void a_migration_that_came_after_it_is_beyond() {
        History now = after(migration("1", "a1"), repeatable("5e01"), migration("2", "a2"), migration("3", "a3"));

        assertThat(SHOP.beyond(THEN, now)).extracting(MigrationKey::toString).containsExactly("3 (step)");
    }

    @Test
    void so_is_a_repeatable_one_that_ran_again_with_another_text() {
        History now = after(
                migration("1", "a1"), repeatable("5e01"), migration("2", "a2"), repeatable("5e02"), repeatable("5e03"));

        assertThat(SHOP.beyond(THEN, now)).extracting(MigrationKey::toString).containsExactly("R (stock)");
    }
}
