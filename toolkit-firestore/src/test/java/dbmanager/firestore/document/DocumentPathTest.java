package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of documents, and their order. */
class DocumentPathTest {
    private static final DatabaseName SHOP = new DatabaseName("shop", "(default)");

    /** As Google's emulator 1.19.9 gave them back, ordered by {@code __name__}. */
    private static final List<String> IN_ORDER = List.of(
            "a/__id-9223372036854775808__",
            "a/__id-3__",
            "a/__id7__",
            "a/__id7__/b/x",
            "a/__id10__",
            "a/__id10__/-/x",
            "a/__id9223372036854775807__",
            "a/\u0001",
            "a/-",
            "a/10",
            "a/10/a/x",
            "a/10/é/x",
            "a/9",
            "a/ABC",
            "a/__id",
            "a/__id7_",
            "a/__id7__x",
            "a/a",
            "a/a/a/x",
            "a/a/b/x",
            "a/a\u0001",
            "a/a ",
            "a/a b",
            "a/a-",
            "a/a.",
            "a/a0",
            "a/abc",
            "a/é",
            "a/\ud7ff",
            "a/\ue000",
            "a/\uffff",
            "a/\ud83d\ude00",
            "a/\ud83d\ude00a",
            "a/\udbff\udfff",
            "a b/x",
            "a-b/x");

    @Test
    void names_are_in_the_order_of_firestore() {
        List<DocumentPath> paths =
                new ArrayList<>(IN_ORDER.stream().map(DocumentPath::new).toList());
        Collections.shuffle(paths, new Random(3));
        Collections.sort(paths);
        assertThat(paths).extracting(DocumentPath::text).isEqualTo(IN_ORDER);
    }

    @Property(tries = 2000)
    void the_order_is_that_of_segments_one_by_one(@ForAll long seed) {
        List<DocumentPath> paths = new RandomDocuments(SHOP, seed)
                .documents(2)
                .map(document -> DocumentPath.of(document.getName()))
                .toList();
        DocumentPath a = paths.get(0);
        DocumentPath b = paths.get(1);
        assertThat(Integer.signum(a.compareTo(b)))
                .as("%s and %s", a, b)
                .isEqualTo(Integer.signum(plainly(a, b)))
                .isEqualTo(-Integer.signum(b.compareTo(a)));
    }

    private static int plainly(DocumentPath a, DocumentPath b) {
        String[] left = a.text().split("/");
        String[] right = b.text().split("/");
        Comparator<String> segments = Comparator.comparing((String id) -> !id.matches("__id-?[0-9]+__"))
                .thenComparing(id -> id.matches("__id-?[0-9]+__") ? Long.parseLong(id.replaceAll("[^-0-9]", "")) : 0)
                .thenComparing(id -> id.codePoints().toArray(), Arrays::compare);
        return Arrays.compare(left, right, segments);
    }

    @Test
    void a_path_knows_its_parts() {
        DocumentPath path = DocumentPath.of("projects/shop/databases/(default)/documents/users/42/orders/7");
        assertThat(path).hasToString("users/42/orders/7");
        assertThat(path.in(SHOP)).isEqualTo("projects/shop/databases/(default)/documents/users/42/orders/7");
        assertThat(path.collection()).isEqualTo("users/42/orders");
        assertThat(path.group()).isEqualTo("orders");
        assertThat(path.root()).isEqualTo("users");
        assertThat(path.id()).isEqualTo("7");
        assertThat(path.parent()).contains(new DocumentPath("users/42"));
        assertThat(new DocumentPath("users/42").parent()).isEmpty();
        assertThat(new DocumentPath("users/42").group()).isEqualTo("users");
    }

    @Test
    void a_document_lies_under_its_collection_and_its_ancestors() {
        DocumentPath path = new DocumentPath("users/42/orders/7");
        assertThat(List.of("users", "users/42", "users/42/orders", "users/42/orders/7"))
                .allMatch(path::isUnder);
        assertThat(List.of("user", "users/4", "users/42/orders/71", "orders")).noneMatch(path::isUnder);
    }

    @ParameterizedTest
    @CsvSource({
        "projects/p, projects/p",
        "projects/p/databases/d, projects/p/databases/d",
        "projects/p/databases/d/documents/x, projects/p/databases/d/documents/x",
        "projects/p/databases/d/documents/a/b, a/b",
        "projects/p/databases/d/documents/projects/p/databases/d, projects/p/databases/d",
        "projects/p/databases/d/documents/projects/p/databases/d/documents/x, projects/p/databases/d/documents/x"
    })
    void a_collection_called_projects_is_not_taken_for_a_database(String text, String path) {
        assertThat(DocumentPath.of(text)).hasToString(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/....",
                "users/...",
                "users/__",
                "users/____",
                "users/__x",
                "users/x__",
                "a/b/c/\u0000",
                "users/__id7__"
            })
    void odd_names_that_firestore_takes(String text) {
        assertThat(new DocumentPath(text)).hasToString(text);
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                "users",
                "/users/42",
                "users//42/x",
                "users/42/",
                "users/.",
                "users/..",
                "../x",
                "users/__x__",
                "users/_____",
                "users/__id__",
                "users/__id0__",
                "users/__id007__",
                "users/__id9223372036854775808__",
                "__id7__/x",
                "users/\ud800",
                "users/\udc00a",
                "users/" + "x".repeat(1501),
                "users/" + "ü".repeat(751),
                "c/x".repeat(101).replace("xc", "x/c"),
                ("c/" + "x".repeat(1499) + "/").repeat(4) + "c/" + "x".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void names_that_firestore_would_refuse_are_refused(String text) {
        assertThatThrownBy(() -> new DocumentPath(text)).isInstanceOf(InvalidPath.class);
    }

    @Test
    void the_longest_names_are_taken() {
        String deepest =
                String.join("/", IntStream.range(0, 100).mapToObj(i -> "c/" + i).toList());
        assertThat(List.of("users/" + "x".repeat(1500), "users/" + "ü".repeat(750), deepest))
                .allSatisfy(text -> assertThat(new DocumentPath(text)).hasToString(text));
    }

    @Test
    void a_database_is_the_front_of_a_name() {
        assertThat(DatabaseName.parse("projects/shop/databases/(default)/documents/users/42"))
                .isEqualTo(SHOP);
        assertThat(DatabaseName.parse("projects/shop/databases/(default)")).isEqualTo(SHOP);
        assertThat(SHOP).hasToString("projects/shop/databases/(default)");
        assertThat(SHOP.documents()).isEqualTo("projects/shop/databases/(default)/documents");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "projects",
                "projects/",
                "projects/x",
                "projects/x/databases/",
                "projects//databases/d",
                "users/42"
            })
    void a_name_without_database_is_refused(String text) {
        assertThatThrownBy(() -> DatabaseName.parse(text)).isInstanceOf(InvalidPath.class);
    }
}
