package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.problem.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    private static final String MONDAY = "20261116T020000Z-shop";
    private static final String TUESDAY = "20261117T020000Z-shop";

    @ParameterizedTest
    @CsvSource({
        // before, now, suspect
        "1000, 1000, false",
        "1000, 5000, false",
        "1000, 500, false",
        "1000, 499, true",
        "100, 0, true",
        "99, 0, false",
    })
    void where_nothing_is_written_down_half_of_what_had_a_hundred_records_may_go(
            long before, long now, boolean suspect) {
        List<Finding> findings = Expectation.usual()
                .judge(backup(TUESDAY, Map.of("users", now)).orElseThrow(), backup(MONDAY, Map.of("users", before)));

        assertThat(!findings.isEmpty()).isEqualTo(suspect);
    }

    @ParameterizedTest
    @CsvSource({"30, 10, 7, false", "30, 10, 6, true", "0, 10, 9, true", "0, 10, 10, false", "100, 10, 0, false"})
    void a_share_that_is_written_down_holds_whatever_the_size(int shrink, long before, long now, boolean suspect) {
        List<Finding> findings = new Expectation(OptionalInt.of(shrink), List.of())
                .judge(backup(TUESDAY, Map.of("users", now)).orElseThrow(), backup(MONDAY, Map.of("users", before)));

        assertThat(!findings.isEmpty()).isEqualTo(suspect);
    }

    @Test
    void a_table_that_is_required_is_missed_and_must_not_fall_though_the_rest_grows() {
        Expectation expectation = new Expectation(OptionalInt.of(30), List.of("users", "orders"));
        Manifest before = backup(MONDAY, Map.of("users", 50L, "events", 1000L)).orElseThrow();
        Manifest now = backup(TUESDAY, Map.of("users", 10L, "events", 9000L)).orElseThrow();

        assertThat(expectation.judge(now, Optional.of(before)))
                .extracting(Finding::toString)
                .containsExactly(
                        "orders: is required, and not in the backup",
                        "users: fell from 50 to 10 since " + MONDAY + ", by more than 30 %");
        assertThat(expectation.judge(before, Optional.empty()))
                .extracting(Finding::where)
                .containsExactly("orders");
    }

    @Test
    void files_and_bytes_are_weighed_by_themselves() {
        Manifest before = manifest(MONDAY, part(Kind.DATABASE, 8 << 20, Map.of("users", 10L)), files(500));
        Manifest now = manifest(TUESDAY, part(Kind.DATABASE, 1 << 20, Map.of("users", 10L)), files(20));

        assertThat(Expectation.usual().judge(now, Optional.of(before)))
                .extracting(Finding::where)
                .containsExactly("bytes", "files");
    }

    @Test
    void a_table_whose_rows_cannot_be_counted_is_there_all_the_same() {
        Part uncounted = new Part(
                "shop.db",
                Kind.DATABASE,
                Optional.empty(),
                Compression.NONE,
                10,
                0,
                "",
                Map.of(),
                Map.of("nearest", "no such module"),
                Map.of());

        assertThat(new Expectation(OptionalInt.empty(), List.of("nearest"))
                        .judge(manifest(TUESDAY, uncounted), Optional.empty()))
                .isEmpty();
    }

    private static Optional<Manifest> backup(String id, Map<String, Long> counts) {
        return Optional.of(manifest(id, part(Kind.DATABASE, 4096, counts)));
    }

    private static Part files(long count) {
        return part(Kind.FILES, 10, Map.of("uploads", count));
    }

    private static Part part(Kind kind, long bytes, Map<String, Long> counts) {
        long records = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Part("p" + kind, kind, Optional.empty(), Compression.NONE, bytes, records, "", counts);
    }

    private static Manifest manifest(String id, Part... parts) {
        Instant begun = new BackupId(id).time();
        return new Manifest(
                Manifest.FORMAT,
                new BackupId(id),
                Samples.SHOP,
                "production",
                "db-manager test",
                "requested",
                begun,
                begun,
                Optional.empty(),
                List.of(),
                Samples.AT_BASE,
                new ArrayList<>(List.of(parts)),
                Optional.empty());
    }
}
