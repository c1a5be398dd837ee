package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpaceTest {
    private static final String[] IDS = {
        "a",
        "a b",
        "a-b",
        "a\0",
        "b",
        "é",
        "😀",
        "\uE000",
        "__id-3__",
        "__id7__",
        "__id8__",
        "__id9223372036854775807__",
        "0",
        "10",
        "9",
        "~",
        "zz",
        ".a",
        "a.",
        "\u007f",
        "/".replace('/', '0'),
        "Z",
        "_",
        "__",
        "user000999",
        "user001"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_cut_lies_behind_the_first_name_and_before_the_end(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            DocumentPath a = path(random);
            DocumentPath b = path(random);
            if (a.compareTo(b) < 0) {
                Optional<String> cut = KeySpace.between(a.text(), Optional.of(b.text()));
                cut.ifPresent(text -> {
                    assertThat(a).isLessThan(new DocumentPath(text));
                    assertThat(new DocumentPath(text)).isLessThan(b);
                });
            }
            assertThat(KeySpace.between(a.text(), Optional.empty()))
                    .get()
                    .satisfies(text -> assertThat(a).isLessThan(new DocumentPath(text)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void going_on_at_the_end_closes_in_on_any_two_names(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            TreeSet<DocumentPath> two = new TreeSet<>(List.of(path(random), path(random)));
            if (two.size() == 2) {
                assertThat(separated(two.first(), two.last())).as("%s", two).isTrue();
            }
        }
    }

    /** Whether a cut is found that has the first name before it and the second one behind it, or at it. */
    private static boolean separated(DocumentPath first, DocumentPath second) {
        Optional<String> end = Optional.empty();
        List<String> cuts = new ArrayList<>();
        while (cuts.size() < 2_000) {
            Optional<String> cut = KeySpace.between(first.text(), end);
            if (cut.isEmpty()) {
                return end.isPresent() && isNext(first, second);
            }
            if (new DocumentPath(cut.get()).compareTo(second) < 0) {
                return true;
            }
            cuts.add(cut.get());
            end = cut;
        }
        return false;
    }

    /** A document directly below the first one, or its very next name, leaves no room. */
    private static boolean isNext(DocumentPath first, DocumentPath second) {
        return second.isUnder(first.text()) || second.text().startsWith(KeySpace.behindDocument(first.text()));
    }

    private static DocumentPath path(Random random) {
        StringBuilder path = new StringBuilder();
        int pairs = 1 + random.nextInt(2);
        for (int i = 0; i < pairs; i++) {
            path.append(i == 0 ? "" : "/")
                    .append(collection(random))
                    .append('/')
                    .append(id(random));
        }
        return new DocumentPath(path.toString());
    }

    private static String collection(Random random) {
        String id = id(random);
        return id.startsWith("__") ? "c" : id;
    }

    private static String id(Random random) {
        String id = IDS[random.nextInt(IDS.length)];
        if (id.startsWith("__id") || random.nextInt(3) > 0) {
            return id.equals("__") ? "_x" : id;
        }
        return id + IDS[random.nextInt(8)];
    }

    @Test
    void ids_with_numbers_are_halved_as_numbers() {
        assertThat(KeySpace.between("a/__id10__", Optional.of("a/__id20__"))).contains("a/__id15__");
        assertThat(KeySpace.between("a/__id10__", Optional.of("a/x"))).contains("a/\0");
    }

    @Test
    void what_is_behind_a_document_or_collection_comes_right_after_all_below_it() {
        assertThat(new DocumentPath(KeySpace.behindDocument("a/__id7__"))).isEqualTo(new DocumentPath("a/__id8__"));
        assertThat(new DocumentPath(KeySpace.behindDocument("a/b"))).isLessThan(new DocumentPath("a/b "));
        assertThat(new DocumentPath(KeySpace.behindDocument("a/b"))).isGreaterThan(new DocumentPath("a/b/😀/x"));
        assertThat(new DocumentPath(KeySpace.behindCollection("a"))).isLessThan(new DocumentPath("a b/__id-3__"));
        assertThat(new DocumentPath(KeySpace.behindDocument("a/__id9223372036854775807__")))
                .isLessThan(new DocumentPath("a/\1"));
    }
}
