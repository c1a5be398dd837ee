package dbmanager.exchange;

import static dbmanager.exchange.MemoryContent.row;
import static dbmanager.exchange.MemoryContent.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.exchange.DiffReport.CellDiff;
import dbmanager.exchange.DiffReport.ColumnDiff;
import dbmanager.exchange.DiffReport.DefinitionDiff;
import dbmanager.exchange.DiffReport.Kind;
import dbmanager.exchange.DiffReport.RowDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiffTest {
    private static final Table KEYED = table("t", "id INTEGER, v", "id");
    private static final Table BAG = table("t", "v, w", "");

    static Stream<Arguments> cases() {
        Object nul = null;
        return Stream.of(
                // table, rows of A, rows of B, same, changed, only in A, only in B
                Arguments.of(KEYED, rows(), rows(), 0, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, 1)), rows(row(1, 1)), 1, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, 1), row(2, 1)), rows(row(2, 1), row(3, 1)), 1, 0, 1, 1),
                Arguments.of(KEYED, rows(), rows(row(1, 1), row(2, 2)), 0, 0, 0, 2),
                Arguments.of(KEYED, rows(row(1, 1)), rows(row(1, 1.0)), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(1, "1")), rows(row(1, 1)), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(1, 0.0)), rows(row(1, -0.0)), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(1, Double.NaN)), rows(row(1, Double.NaN)), 1, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, nul)), rows(row(1, "")), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(1, bytes(1))), rows(row(1, bytes(1))), 1, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, bytes(1))), rows(row(1, bytes(2))), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(1, List.of(bytes(1)))), rows(row(1, List.of(bytes(1)))), 1, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, map(1))), rows(row(1, map(1))), 1, 0, 0, 0),
                Arguments.of(KEYED, rows(row(1, map(1))), rows(row(1, map(2))), 0, 1, 0, 0),
                Arguments.of(
                        KEYED, rows(row(1, new BigDecimal("1.0"))), rows(row(1, new BigDecimal("1.00"))), 0, 1, 0, 0),
                // keys that sort alike and are not the same, as under a collation that ignores case
                Arguments.of(KEYED, rows(row(1, 1)), rows(row(1.0, 1)), 0, 1, 0, 0),
                Arguments.of(KEYED, rows(row(nul, 1), row(nul, 2)), rows(row(nul, 2)), 1, 0, 1, 0),
                // a bag
                Arguments.of(BAG, rows(row(1, 2)), rows(row(1, 2)), 1, 0, 0, 0),
                Arguments.of(BAG, rows(row(1, 2), row(1, 2), row(1, 2)), rows(row(1, 2)), 1, 0, 2, 0),
                Arguments.of(BAG, rows(row(1, 2)), rows(row(1, 2), row(1, 2), row(1, 3)), 1, 0, 0, 2),
                Arguments.of(BAG, rows(row(1, 2)), rows(row(1.0, 2)), 0, 0, 1, 1),
                Arguments.of(BAG, rows(row(1, 2), row(1.0, 2)), rows(row(1.0, 2), row(1, 2)), 2, 0, 0, 0),
                Arguments.of(BAG, rows(row(nul, nul)), rows(row(nul, nul)), 1, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rows_are_counted(Table table, Row[] a, Row[] b, long same, long changed, long onlyInA, long onlyInB) {
        TableDiff diff = diff(content("a").with(table, a), content("b").with(table, b))
                .tables()
                .get(0);

        assertThat(List.of(diff.same(), diff.changed(), diff.onlyInA(), diff.onlyInB()))
                .containsExactly(same, changed, onlyInA, onlyInB);
        assertThat(diff.isEmpty()).isEqualTo(changed + onlyInA + onlyInB == 0);
    }

    @Test
    void a_sample_shows_the_key_and_what_differs() {
        Table products = table("products", "shop TEXT, sku TEXT, name TEXT, price", "shop, sku");
        DiffReport report = diff(
                content("a").with(products, row("x", "1", "Tea", 4.5), row("x", "2", "Cake", 3)),
                content("b").with(products, row("x", "1", "Tee", 4), row("y", "1", "Cake", 3)));

        assertThat(report.tables().get(0).samples())
                .containsExactly(
                        new RowDiff(
                                Kind.CHANGED,
                                Map.of("shop", "\"x\"", "sku", "\"1\""),
                                List.of(new CellDiff("name", "\"Tea\"", "\"Tee\""), new CellDiff("price", "4.5", "4"))),
                        new RowDiff(Kind.ONLY_IN_A, Map.of("shop", "\"x\"", "sku", "\"2\""), List.of()),
                        new RowDiff(Kind.ONLY_IN_B, Map.of("shop", "\"y\"", "sku", "\"1\""), List.of()));
    }

    @Test
    void long_values_are_cut_around_what_differs() {
        String a = "a".repeat(1000) + "X" + "b".repeat(1000);
        byte[] bytes = new byte[100];
        byte[] other = bytes.clone();
        other[50] = 1;

        assertThat(Brief.ofBoth(a, a.replace('X', 'Y')))
                .containsExactly(
                        "…" + "a".repeat(16) + "X" + "b".repeat(43) + "…",
                        "…" + "a".repeat(16) + "Y" + "b".repeat(43) + "…");
        assertThat(Brief.ofBoth(bytes, other)[1])
                .isEqualTo("…x'0000000000000000" + "01" + "00000000000000'… (100 bytes)");
        assertThat(Brief.of(null)).isEqualTo("NULL");
    }

    @Test
    void only_so_many_samples_are_kept() {
        MemoryContent a = content("a")
                .with(KEYED, IntStream.range(0, 50).mapToObj(i -> row(i, i)).toArray(Row[]::new));

        TableDiff diff = Diff.of(a, content("b").with(KEYED), List.of(), 3, RowProgress.silent())
                .tables()
                .get(0);

        assertThat(diff.onlyInA()).isEqualTo(50);
        assertThat(diff.samples()).hasSize(3);
    }

    @Test
    void columns_that_only_one_side_has_are_reported_and_not_compared() {
        Table now = table("t", "extra TEXT, v TEXT, id INTEGER", "id");
        DiffReport report = diff(
                content("a").with(KEYED, row(1, "x"), row(2, "y")),
                content("b").with(now, row("new", "x", 1), row("new", "z", 2)));

        TableDiff diff = report.tables().get(0);
        assertThat(diff.columns())
                .containsExactly(
                        new ColumnDiff("v", Optional.of(""), Optional.of("TEXT")),
                        new ColumnDiff("extra", Optional.empty(), Optional.of("TEXT")));
        assertThat(diff.same()).isEqualTo(1);
        assertThat(diff.samples())
                .containsExactly(
                        new RowDiff(Kind.CHANGED, Map.of("id", "2"), List.of(new CellDiff("v", "\"y\"", "\"z\""))));
    }

    @Test
    void rows_that_cannot_be_matched_are_not_compared() {
        Table otherKey = table("t", "id INTEGER, v", "v");
        assertThat(diff(content("a").with(KEYED), content("b").with(otherKey))
                        .tables()
                        .get(0)
                        .notCompared())
                .contains("the keys differ: [id] and [v]");
        Table wider = table("t", "v, w, x", "");
        DiffReport report = diff(content("a").with(BAG), content("b").with(wider));
        assertThat(report.tables().get(0).notCompared()).isPresent();
        assertThat(report.isEmpty()).isFalse();
    }

    @Test
    void tables_and_definitions_of_one_side_are_named() {
        Table other = table("other", "id INTEGER", "id");
        DiffReport report = diff(
                content("a").with(KEYED).defined("index", "by_v", "on t(v)").defined("view", "same", "select 1"),
                content("b").with(other).defined("index", "by_v", "on t(v, id)").defined("view", "same", "select 1"));

        assertThat(report.tablesOnlyInA()).containsExactly("t");
        assertThat(report.tablesOnlyInB()).containsExactly("other");
        assertThat(report.definitions())
                .containsExactly(
                        new DefinitionDiff("index", "by_v", Optional.of("on t(v)"), Optional.of("on t(v, id)")));
        assertThat(diff(content("a"), content("b")).isEmpty()).isTrue();
    }

    @Test
    void only_the_tables_that_are_named() {
        MemoryContent a = content("a").with(KEYED, row(1, 1)).with(table("u", "id INTEGER", "id"), row(1));
        MemoryContent b = content("b").with(KEYED, row(1, 1)).defined("view", "extra", "select 1");

        assertThat(Diff.of(a, b, List.of("t"), 3, RowProgress.silent()).isEmpty())
                .isTrue();
        assertThatThrownBy(() -> Diff.of(a, b, List.of("tt"), 3, RowProgress.silent()))
                .isInstanceOf(UnknownName.class)
                .hasMessage("a and b: there is no table \"tt\"");
    }

    @Test
    void rows_out_of_order_are_found_on_either_side() {
        Row[] sorted = rows(row(1, 1), row(2, 2), row(3, 3));
        for (boolean left : new boolean[] {true, false}) {
            MemoryContent good = content("good").with(KEYED, sorted);
            MemoryContent bad = content("bad").generated(KEYED, () -> Stream.of(row(1, 1), row(3, 3), row(2, 2)));
            assertThatThrownBy(() -> diff(left ? bad : good, left ? good : bad))
                    .isInstanceOf(RowsOutOfOrder.class)
                    .hasMessage("rows out of order in t of bad at {id=2}");
            assertThat(good.openStreams() + bad.openStreams()).isZero();
        }
    }

    @Test
    void an_order_that_orders_nothing_is_found() {
        Table constant = table("t", "v", "v");
        MemoryContent a = content("a")
                .generated(
                        constant, () -> IntStream.range(0, 200_000).mapToObj(i -> row(i % 2 == 0 ? (Object) 1L : 1.0)));
        assertThat(diff(a, content("b").with(constant, row(1))).tables().get(0).onlyInA())
                .isEqualTo(199_999);
    }

    @Test
    void random_changes_are_counted_like_a_map_does() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Row[] a = LongStream.range(0, 300)
                    .filter(i -> random.nextInt(4) > 0)
                    .mapToObj(i -> row(i, random.nextInt(3)))
                    .toArray(Row[]::new);
            Row[] b = LongStream.range(0, 300)
                    .filter(i -> random.nextInt(4) > 0)
                    .mapToObj(i -> row(i, random.nextInt(3)))
                    .toArray(Row[]::new);
            TableDiff diff = diff(content("a").with(KEYED, a), content("b").with(KEYED, b))
                    .tables()
                    .get(0);

            List<Row> inB = List.of(b);
            long same = Stream.of(a).filter(inB::contains).count();
            long shared = Stream.of(a)
                    .filter(x -> inB.stream().anyMatch(y -> y.get(0).equals(x.get(0))))
                    .count();
            assertThat(diff.same()).isEqualTo(same);
            assertThat(diff.changed()).isEqualTo(shared - same);
            assertThat(diff.onlyInA()).isEqualTo(a.length - shared);
            assertThat(diff.onlyInB()).isEqualTo(b.length - shared);
        }
    }

    private static DiffReport diff(Content a, Content b) {
        return Diff.of(a, b, List.of(), 10, RowProgress.silent());
    }

    private static MemoryContent content(String name) {
        return new MemoryContent(name);
    }

    private static Row[] rows(Row... rows) {
        return rows;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
        return bytes;
    }

    private static Map<String, Object> map(int value) {
        return Map.of("a", bytes(value), "b", List.of());
    }
}
