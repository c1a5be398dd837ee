package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryEmulator
class ScanTest {
    /** In the order of names. */
    private static final List<String> ALL = List.of(
            "a/__id-3__",
            "a/__id7__",
            "a/__id7__/below/x",
            "a/__id10__",
            "a/-",
            "a/1",
            "a/1/b/2",
            "a/1 /b/2",
            "a/10",
            "a/9",
            "a/ghost/none/deeper/x/y",
            "a/é",
            "a\0/x",
            "a b/x",
            "a-b/x",
            "b/__id9223372036854775807__/b/2",
            "b/text",
            "ghost/g/sub/s",
            "é/x");

    private final FaultInjection faults = new FaultInjection();
    private final Gateway gateway;

    ScanTest(FreshProject project) {
        gateway = Names.open(project, faults);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private List<String> scan(Scope scope) {
        List<String> found = Names.scan(gateway, scope);
        assertThat(gateway.count(scope, Optional.empty())).isEqualTo(found.size());
        return found;
    }

    private static List<String> under(String path) {
        return ALL.stream().filter(text -> new DocumentPath(text).isUnder(path)).toList();
    }

    @Test
    void everything_is_found_in_the_order_of_names_under_missing_parents_too() {
        Names.fill(gateway, ALL.stream());

        assertThat(scan(new Scope.Everything())).isEqualTo(ALL);
        assertThat(ALL.stream().map(DocumentPath::new)).isSorted();
        assertThat(gateway.rootCollections(Optional.empty()))
                .containsExactly("a", "a\0", "a b", "a-b", "b", "ghost", "é");
    }

    @Test
    void a_tree_is_a_collection_or_a_document_with_all_below_and_nothing_beside_it() {
        Names.fill(gateway, ALL.stream());

        for (String path : List.of(
                "a",
                "a b",
                "a-b",
                "é",
                "ghost",
                "a/1",
                "a/__id7__",
                "a/__id-3__",
                "a/ghost",
                "a/1/b",
                "a/none",
                "b/__id9223372036854775807__",
                "a/ghost/none/deeper")) {
            assertThat(scan(new Scope.Tree(path))).as(path).isEqualTo(under(path));
        }
    }

    @Test
    void a_collection_ends_with_its_documents_and_a_group_is_everywhere() {
        Names.fill(gateway, ALL.stream());

        assertThat(scan(new Scope.Collection("a")))
                .containsExactly("a/__id-3__", "a/__id7__", "a/__id10__", "a/-", "a/1", "a/10", "a/9", "a/é");
        assertThat(scan(new Scope.Collection("a/1/b"))).containsExactly("a/1/b/2");
        assertThat(scan(new Scope.Group("b")))
                .containsExactly("a/1/b/2", "a/1 /b/2", "b/__id9223372036854775807__/b/2", "b/text");
    }

    @Test
    void a_range_is_what_comes_after_one_name_up_to_another_which_need_not_exist() {
        Names.fill(gateway, ALL.stream());

        Range range = new Range(Optional.of(new DocumentPath("a/1")), Optional.of(new DocumentPath("a b/x")));
        assertThat(Names.scan(gateway, new Scope.Everything(), range))
                .isEqualTo(ALL.subList(ALL.indexOf("a/1") + 1, ALL.indexOf("a b/x") + 1));
        Range missing = new Range(Optional.of(new DocumentPath("a/11")), Optional.of(new DocumentPath("a/z")));
        assertThat(Names.scan(gateway, new Scope.Tree("a"), missing)).containsExactly("a/9", "a/ghost/none/deeper/x/y");
    }

    @Test
    void a_stream_that_breaks_again_and_again_loses_nothing_and_repeats_nothing() {
        List<String> paths = IntStream.range(0, 500)
                .mapToObj(i -> String.format("c/%04d", i))
                .toList();
        Names.fill(gateway, paths.stream());

        for (Status status : FaultInjection.passing()) {
            faults.heal().breakEveryAfter(100, "RunQuery", status);
            assertThat(Names.scan(gateway, new Scope.Tree("c")))
                    .as("%s", status)
                    .isEqualTo(paths);
        }
        assertThat(faults.injected()).isEqualTo(FaultInjection.passing().size() * 4);
    }

    @Test
    void a_scan_goes_on_with_the_moment_it_began_with() {
        Names.fill(gateway, Stream.of("c/1", "c/3"));
        faults.breakAfter(1, "RunQuery", 1, Status.UNAVAILABLE);

        try (Stream<Document> documents = gateway.scan(new Scope.Tree("c"), Range.all(), Optional.empty())) {
            var names = documents.iterator();
            assertThat(names.next().getName()).endsWith("c/1");
            gateway.commit(List.of(Names.set(gateway, "c/2")));
            assertThat(names.next().getName()).endsWith("c/3");
            assertThat(names.hasNext()).isFalse();
        }
    }

    @Test
    void a_read_time_shows_the_database_as_it_was() {
        Names.fill(gateway, Stream.of("c/1"));
        Instant before = gateway.now();
        Names.fill(gateway, Stream.of("c/2", "d/1"));

        try (Stream<Document> documents = gateway.scan(new Scope.Everything(), Range.all(), Optional.of(before))) {
            assertThat(documents).hasSize(1);
        }
        assertThat(gateway.count(new Scope.Everything(), Optional.of(before))).isEqualTo(1);
        assertThat(gateway.rootCollections(Optional.of(before))).containsExactly("c");
        assertThat(gateway.fetch(List.of(new DocumentPath("c/2")), Optional.of(before)))
                .containsExactly(new Fetched(new DocumentPath("c/2"), Optional.empty(), before));
    }

    @Test
    void what_was_answered_before_a_failure_that_does_not_pass_is_handed_out_first() {
        Names.fill(gateway, Stream.of("c/1", "c/2"));
        faults.breakAfter(1, "RunQuery", 1, Status.PERMISSION_DENIED.withDescription("Missing permissions."));

        try (Stream<Document> documents = gateway.scan(new Scope.Tree("c"), Range.all(), Optional.empty())) {
            var names = documents.iterator();
            assertThat(names.next().getName()).endsWith("c/1");
            assertThatThrownBy(names::hasNext).isInstanceOf(PermissionDenied.class);
        }
    }

    @Test
    void documents_of_a_megabyte_are_read_without_holding_them_all() {
        String megabyte = "x".repeat(1_000_000);
        try (Outflow outflow = gateway.outflow(Pace.unlimited(), () -> {})) {
            for (int i = 0; i < 40; i++) {
                outflow.put(Names.set(gateway, "big/" + i, megabyte));
            }
            assertThat(outflow.finish()).isEqualTo(new Written(40, 0, List.of(), Optional.empty()));
        }

        try (Stream<Document> documents = gateway.scan(new Scope.Tree("big"), Range.all(), Optional.empty())) {
            assertThat(documents.mapToInt(
                            d -> d.getFieldsOrThrow("text").getStringValue().length()))
                    .hasSize(40)
                    .allMatch(length -> length == 1_000_000);
        }
    }

    /** Each look at the clock finds a minute gone. */
    @Test
    void a_scan_outlives_the_minute_that_the_server_gives_to_a_query(FreshProject project) {
        List<String> paths =
                IntStream.range(0, 50).mapToObj(i -> String.format("c/%04d", i)).toList();
        Names.fill(gateway, paths.stream());
        Dream time = new Dream(Duration.ofMinutes(1));

        try (Gateway hurried = Gateway.open(Names.connection(project, faults), time)) {
            assertThat(Names.scan(hurried, new Scope.Everything())).isEqualTo(paths);
        }
        assertThat(faults.calls("RunQuery")).isGreaterThan(1);
    }

    @Test
    void a_scan_that_is_closed_early_ends_its_stream() {
        Names.fill(gateway, IntStream.range(0, 300).mapToObj(i -> "c/" + i));

        try (Stream<Document> documents = gateway.scan(new Scope.Tree("c"), Range.all(), Optional.empty())) {
            assertThat(documents.limit(3)).hasSize(3);
        }
        assertThat(Names.scan(gateway, new Scope.Tree("c"))).hasSize(300);
    }
}
