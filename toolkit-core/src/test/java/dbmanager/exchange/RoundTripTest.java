package dbmanager.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.exchange.Intake.Keys;
import dbmanager.exchange.Intake.OnConflict;
import dbmanager.exchange.Intake.Policy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundTripTest {
    private static final Table EVERYTHING = MemoryContent.table(
            "everything", "id INTEGER, i INTEGER, r REAL, n NUMERIC, b BOOLEAN, t TEXT, x BLOB, j JSON", "id");
    private static final Table ONE_COLUMN = MemoryContent.table("one,column", "\"t\" TEXT", "");
    private static final Table EMPTY = MemoryContent.table("empty", "id INTEGER", "id");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void what_was_exported_comes_back_the_same(Format format) {
        for (long seed = 1; seed <= 30; seed++) {
            MemoryContent from = content(new RandomValues(seed));
            MemoryContent to = empty();
            Path place = folder.resolve(seed + (format == Format.JSON ? ".json" : ""));

            Export.write(from, from.tables(), format, Destination.at(place), Instant.EPOCH, RowProgress.silent());
            try (Intake intake = to.intake(new Policy(OnConflict.FAIL, Keys.KEEP))) {
                Import.read(place, format, Optional.empty(), intake, RowProgress.silent());
            }

            assertThat(to.rowsOf("everything")).as("seed %d", seed).isEqualTo(from.rowsOf("everything"));
            assertThat(to.rowsOf("one,column")).as("seed %d", seed).isEqualTo(from.rowsOf("one,column"));
            try (MemoryContent a = from;
                    MemoryContent b = to) {
                assertThat(Diff.of(a, b, List.of(), 3, RowProgress.silent()).isEmpty())
                        .isTrue();
                assertThat(a.openStreams() + b.openStreams()).isZero();
            }
        }
    }

    @Test
    void without_column_types_json_still_keeps_every_type_that_json_can_tell_apart() {
        Table loose = MemoryContent.table("loose", "id, v", "id");
        MemoryContent from = new MemoryContent("a")
                .with(
                        loose,
                        MemoryContent.row(1, 9L),
                        MemoryContent.row(2, 9.0),
                        MemoryContent.row(3, "9"),
                        MemoryContent.row(4, -0.0),
                        MemoryContent.row(5, new byte[] {9}),
                        MemoryContent.row(6, new BigDecimal("9.00")),
                        MemoryContent.row(7, new BigDecimal("9223372036854775808")));
        MemoryContent to = new MemoryContent("b").with(loose);
        Path file = folder.resolve("loose.json");

        Export.write(from, from.tables(), Format.JSON, Destination.at(file), Instant.EPOCH, RowProgress.silent());
        try (Intake intake = to.intake(new Policy(OnConflict.FAIL, Keys.KEEP))) {
            Import.read(file, Format.JSON, Optional.empty(), intake, RowProgress.silent());
        }

        assertThat(to.rowsOf("loose")).isEqualTo(from.rowsOf("loose"));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_of_its_columns_type_comes_back_the_same_too(Format format) {
        Table table = MemoryContent.table("stock", "id INTEGER, amount INTEGER, note TEXT", "id");
        MemoryContent from = new MemoryContent("a") {
            @Override
            public Predicate<Object> plain(Column column, Format as) {
                return column.type().equals("TEXT") ? String.class::isInstance : Long.class::isInstance;
            }
        };
        from.with(
                table,
                MemoryContent.row(1, "a few", "tea"),
                MemoryContent.row(2, 2.5, -0.0),
                MemoryContent.row(3, Double.POSITIVE_INFINITY, "$exact:1"),
                MemoryContent.row(4, new byte[] {4}, 4L),
                MemoryContent.row(5, "12", null));
        MemoryContent to = new MemoryContent("b").with(table);
        Path place = folder.resolve(format == Format.JSON ? "stock.json" : "stock.csv");

        Export.write(from, from.tables(), format, Destination.at(place), Instant.EPOCH, RowProgress.silent());
        try (Intake intake = to.intake(new Policy(OnConflict.FAIL, Keys.KEEP))) {
            Import.read(place, format, Optional.empty(), intake, RowProgress.silent());
        }

        assertThat(to.rowsOf("stock")).isEqualTo(from.rowsOf("stock"));
    }

    private static MemoryContent empty() {
        return new MemoryContent("copy").with(EVERYTHING).with(ONE_COLUMN).with(EMPTY);
    }

    private static MemoryContent content(RandomValues random) {
        Row[] rows = IntStream.range(0, 60)
                .mapToObj(id -> MemoryContent.row(
                        id,
                        random.of("INTEGER"),
                        random.of("REAL"),
                        random.of("NUMERIC"),
                        random.of("BOOLEAN"),
                        random.of("TEXT"),
                        random.of("BLOB"),
                        random.of("JSON")))
                .toArray(Row[]::new);
        Row[] texts = IntStream.range(0, 20)
                .mapToObj(i -> MemoryContent.row(random.of("TEXT")))
                .toArray(Row[]::new);
        return new MemoryContent("original")
                .with(EVERYTHING, rows)
                .with(ONE_COLUMN, texts)
                .with(EMPTY);
    }
}
