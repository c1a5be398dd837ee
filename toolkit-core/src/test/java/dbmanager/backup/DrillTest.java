package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillTest {
    private static final Drill DRILL = new Drill(
            Instant.parse("2026-11-21T04:00:00.123Z"),
            "production",
            Samples.SHOP,
            new BackupId("20261121T020000Z-shop"),
            Instant.parse("2026-11-21T02:00:00Z"),
            "db-manager 0.1.0",
            List.of(
                    new Drill.Step("restore", Duration.ofMillis(1500)),
                    new Drill.Step("migrate", Duration.ofMillis(20))),
            List.of("2 (prices)"),
            List.of(new Finding("products", "is required and missing")),
            new Drill.Goals(Optional.of(Duration.ofHours(4)), Optional.of(Duration.ofHours(1))));

    @TempDir
    private Path root;

    @Test
    void the_record_of_every_version_is_read() throws IOException {
        try (InputStream golden = DrillTest.class.getResourceAsStream("drill-v1.json")) {
            byte[] bytes = golden.readAllBytes();
            assertThat(DrillJson.read(bytes)).contains(DRILL);
            assertThat(DrillJson.write(DRILL)).isEqualTo(bytes);
        }
    }

    @Test
    void a_damaged_record_proves_nothing() {
        byte[] bytes = DrillJson.write(DRILL);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            assertThat(DrillJson.read(flipped)).isEmpty();
        }
    }

    @Test
    void goals_are_missed_by_what_was_measured_and_by_the_age_of_the_backup() {
        assertThat(DRILL.recoveryTime()).isEqualTo(Duration.ofMillis(1520));
        assertThat(DRILL.isTooSlow()).isFalse();
        assertThat(DRILL.losesTooMuch()).isTrue();
        assertThat(DRILL.succeeded()).isFalse();
    }

    @Test
    void drills_are_found_newest_first_and_by_the_whole_name_of_the_database() {
        BackupCatalog catalog = Samples.catalog(new LocalStore(root), TestClock.at("2026-11-21T05:00:00Z"));
        catalog.record(DRILL);
        catalog.record(at("2026-11-21T05:00:00Z", Samples.SHOP));
        catalog.record(at(
                "2026-11-21T06:00:00Z", new DatabaseIdentity("old-shop", "sqlite", "sqlite:old.db", Optional.empty())));

        assertThat(catalog.drills("shop"))
                .extracting(Drill::begun)
                .containsExactly(Instant.parse("2026-11-21T05:00:00Z"), DRILL.begun());
        assertThat(catalog.list()).isEmpty();
    }

    private static Drill at(String begun, DatabaseIdentity database) {
        return new Drill(
                Instant.parse(begun),
                "production",
                database,
                DRILL.backup(),
                DRILL.asOf(),
                DRILL.tool(),
                List.of(),
                List.of(),
                List.of(),
                new Drill.Goals(Optional.empty(), Optional.empty()));
    }
}
