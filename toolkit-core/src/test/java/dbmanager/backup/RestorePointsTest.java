package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.RestorePoints.End;
import dbmanager.backup.SchemaVersion.Applied;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    private Path folder;

    private RestorePoints points;

    @BeforeEach
    void an_empty_store() {
        points = at(NOW);
    }

    private RestorePoints at(Instant now) {
        return new BackupCatalog(new LocalStore(folder), Clock.fixed(now, ZoneOffset.UTC), "db-manager test")
                .restorePoints();
    }

    private static RestorePoint point(String id, String backup) {
        return new RestorePoint(
                id,
                Instant.parse("2026-11-22T05:00:00.123Z"),
                "staging",
                "production",
                "deploy@ci-7",
                "db-manager 0.1.0",
                true,
                Optional.empty(),
                List.of(
                        new Member(
                                new DatabaseIdentity("shop", "sqlite", "sqlite:shop.db", Optional.of("3f0c1f7e")),
                                Optional.of(new BackupId(backup)),
                                Optional.of("1"),
                                List.of(
                                        new Applied(Optional.of("2"), "prices", Optional.of("5e01")),
                                        new Applied(Optional.empty(), "stock", Optional.of("5e02")))),
                        new Member(
                                new DatabaseIdentity("new", "sqlite", "sqlite:new.db", Optional.empty()),
                                Optional.empty(),
                                Optional.empty(),
                                List.of())));
    }

    private RestorePoint kept(String id, String backup) {
        RestorePoint point = point(id, backup);
        points.keep(point);
        return point;
    }

    @Test
    void what_was_kept_comes_back_as_it_was() {
        RestorePoint kept = kept("20261122T050000Z-production", "20261122T050000Z-shop");

        assertThat(points.find("20261122T05")).isEqualTo(kept);
    }

    /** Format 1, as every later version reads it; {@code docs/formats.md} describes it. */
    @Test
    void the_first_format_stays_readable() throws IOException {
        byte[] old = getClass().getResourceAsStream("restore-point-v1.json").readAllBytes();

        RestorePoint read = RestorePointJson.read(old).orElseThrow();

        assertThat(read).isEqualTo(point("20261122T050000Z-production", "20261122T050000Z-shop"));
        assertThat(new String(RestorePointJson.write(read), StandardCharsets.UTF_8))
                .isEqualTo(new String(old, StandardCharsets.UTF_8));
    }

    @Test
    void the_newest_is_unfinished_until_it_has_an_end_of_either_kind() {
        RestorePoint first = kept("20261122T050000Z-production", "20261122T050000Z-shop");
        assertThat(points.unfinished("production")).contains(first);
        assertThat(points.unfinished("staging")).isEmpty();

        points.end(first, End.PROMOTED, "anna");
        points.end(first, End.PROMOTED, "anna");
        assertThat(points.unfinished("production")).isEmpty();

        RestorePoint second = kept("20261122T060000Z-production", "20261122T060000Z-shop");
        assertThat(points.unfinished("production")).contains(second);
        points.end(second, End.TAKEN_BACK, "anna");
        assertThat(points.unfinished("production")).isEmpty();
    }

    @Test
    void of_two_without_an_end_the_older_is_not_forgotten() {
        RestorePoint first = kept("20261122T050000Z-production", "20261122T050000Z-shop");
        RestorePoint second = kept("20261122T060000Z-production", "20261122T060000Z-shop");

        assertThat(judge("2026-11-22T05:00:00Z 2026-11-22T06:00:00Z 2026-11-23T05:00:00Z"))
                .allSatisfy(verdict -> assertThat(verdict.keep()).isTrue());
        points.end(second, End.TAKEN_BACK, "anna");

        assertThat(points.unfinished("production")).contains(first);
        assertThat(points.unfinished("production", "shop")).contains(first);
        assertThat(points.unfinished("production", "orders")).isEmpty();
    }

    @Test
    void one_with_which_another_went_on_is_over() {
        RestorePoint first = kept("20261122T050000Z-production", "20261122T050000Z-shop");
        RestorePoint second = goingOn(point("20261122T060000Z-production", "20261122T050000Z-shop"), first);

        assertThat(points.begin(second)).isTrue();
        assertThat(points.unfinished("production")).contains(second);

        points.end(second, End.PROMOTED, "anna");
        assertThat(points.unfinished("production")).isEmpty();
    }

    @Test
    void nobody_begins_beside_one_that_began_since_or_goes_on_with_one_that_is_over() {
        RestorePoint late = point("20261122T050000Z-production", "20261122T050000Z-shop");
        RestorePoint first = kept("20261122T050001Z-production", "20261122T050000Z-shop");
        RestorePoint later = point("20261122T060000Z-production", "20261122T050000Z-shop");

        assertThat(points.begin(late)).as("a newer one is there").isFalse();
        assertThat(points.begin(later)).as("one has no end").isFalse();
        points.end(first, End.PROMOTED, "anna");
        assertThat(points.begin(goingOn(later, first))).as("it has one by now").isFalse();
        assertThat(points.begin(later)).isTrue();
    }

    private static RestorePoint goingOn(RestorePoint point, RestorePoint earlier) {
        return new RestorePoint(
                point.id(),
                point.begun(),
                point.source(),
                point.environment(),
                point.who(),
                point.tool(),
                point.rehearsed(),
                Optional.of(earlier.id()),
                point.members());
    }

    @Test
    void ids_go_up_also_when_the_clock_goes_back() {
        assertThat(points.nextId("production")).isEqualTo("20261122T050000Z-production");
        kept("20261122T050000Z-production", "20261122T050000Z-shop");

        assertThat(points.nextId("production")).isEqualTo("20261122T050001Z-production");
        assertThat(at(NOW.minus(Duration.ofHours(1))).nextId("production")).isEqualTo("20261122T050001Z-production");
        assertThat(points.nextId("staging")).isEqualTo("20261122T050000Z-staging");
    }

    @Test
    void the_backups_of_the_newest_promotion_and_of_one_without_an_end_are_held_and_older_ones_are_let_go() {
        RestorePoint old = kept("20261120T050000Z-production", "20261120T050000Z-shop");
        points.end(old, End.PROMOTED, "anna");
        RestorePoint newer = kept("20261121T050000Z-production", "20261121T050000Z-shop");
        points.end(newer, End.PROMOTED, "anna");
        kept("20261122T050000Z-production", "20261122T050000Z-shop");

        List<Verdict> verdicts =
                judge("2026-11-20T05:00:00Z 2026-11-21T05:00:00Z 2026-11-22T05:00:00Z 2026-11-23T05:00:00Z");

        assertThat(verdicts)
                .extracting(verdict -> verdict.backup().id() + " " + verdict.reasons())
                .containsExactly(
                        "20261123T050000Z-shop [last 1 (1 of 1), the newest complete backup]",
                        "20261122T050000Z-shop [restore point of promotion 20261122T050000Z-production, which came to no end]",
                        "20261121T050000Z-shop [restore point of the newest promotion, 20261121T050000Z-production]",
                        "20261120T050000Z-shop [no rule keeps it]");
    }

    @Test
    void what_was_taken_back_holds_nothing() {
        points.end(kept("20261121T050000Z-production", "20261121T050000Z-shop"), End.TAKEN_BACK, "anna");

        assertThat(judge("2026-11-21T05:00:00Z 2026-11-22T05:00:00Z").get(1).keep())
                .isFalse();
    }

    @Test
    void a_damaged_record_is_told_and_no_backup_goes_as_long_as_it_is_there() throws IOException {
        kept("20261121T050000Z-production", "20261121T050000Z-shop");
        Path record = folder.resolve("promotions/20261121T050000Z-production.json");
        Files.writeString(record, Files.readString(record).replace("20261121T050000Z-shop", "20261122T050000Z-shop"));

        assertThatThrownBy(() -> points.unfinished("production"))
                .isInstanceOf(RestorePoints.Damaged.class)
                .hasMessageContaining("promotions/20261121T050000Z-production.json, is damaged");
        assertThat(judge("2026-11-20T05:00:00Z 2026-11-23T05:00:00Z"))
                .allSatisfy(verdict -> assertThat(verdict.keep()).isTrue());
    }

    @Test
    void an_id_that_is_none_or_several_is_refused_with_those_that_are_there() {
        kept("20261121T050000Z-production", "20261121T050000Z-shop");
        kept("20261122T050000Z-production", "20261122T050000Z-shop");

        assertThatThrownBy(() -> points.find("2025"))
                .isInstanceOf(RestorePoints.Unknown.class)
                .hasMessage("there is no promotion 2025");
        assertThatThrownBy(() -> points.find("2026")).hasMessage("2026 is the beginning of 2 promotions");
    }

    private List<Verdict> judge(String times) {
        return new Retention(1, 0, 0, 0, 0, 0)
                .judge(RetentionTest.parse(times), points.holds("production"), NOW, ZoneOffset.UTC);
    }
}
