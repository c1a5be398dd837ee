package dbmanager.emulator.embedded.query;

import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.StructuredQuery;
import dbmanager.emulator.embedded.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cursors, offsets, limits and partitions: a piece of a result. */
class QueryPiecesTest extends DocumentsAsked {
    @Test
    void a_cursor_stands_before_or_after_all_with_its_values() {
        grid();
        assertThat(ids(byA().setStartAt(Asked.before(value(2))))).containsExactly("3", "4", "5", "6");
        assertThat(ids(byA().setStartAt(Asked.after(value(2))))).containsExactly("5", "6");
        assertThat(ids(byA().setEndAt(Asked.before(value(2))))).containsExactly("1", "2");
        assertThat(ids(byA().setEndAt(Asked.after(value(2))))).containsExactly("1", "2", "3", "4");
        assertThat(ids(Asked.from("k")
                        .addAllOrderBy(Asked.by("a", "__name__"))
                        .setStartAt(Asked.after(value(2), reference("k/3")))))
                .containsExactly("4", "5", "6");
        assertThat(ids(Asked.from("k")
                        .addAllOrderBy(Asked.by("a", "-__name__"))
                        .setStartAt(Asked.after(value(2), reference("k/4")))))
                .containsExactly("3", "6", "5");
        assertThat(ids(Asked.from("k").setStartAt(Asked.after()))).isEmpty();
        assertThat(ids(Asked.from("k").setStartAt(Asked.before()))).hasSize(6);
    }

    @Test
    void a_cursor_on_the_name_may_be_anywhere() {
        grid();
        StructuredQuery.Builder byName = Asked.from("k").addAllOrderBy(Asked.by("__name__"));

        assertThat(ids(byName.setStartAt(Asked.after(reference("k/3/x/y"))))).containsExactly("4", "5", "6");
        assertThat(ids(byName.setStartAt(Asked.before(reference("a/3"))))).hasSize(6);
        assertThat(ids(byName.setStartAt(Asked.before(reference("z/3"))))).isEmpty();
    }

    @Test
    void offset_and_limit_cut_the_result_and_what_was_skipped_is_told() {
        grid();
        Results results = Query.of(byA().setOffset(2).setLimit(Asked.limit(2)).build(), Documents.PARENT)
                .run(documents);

        assertThat(Asked.paths(results)).containsExactly("k/3", "k/4");
        assertThat(results.skipped()).isEqualTo(2);
        assertThat(ids(Asked.from("k").setLimit(Asked.limit(0)))).isEmpty();
    }

    @Test
    void partitions_cut_a_group_into_parts_that_make_up_the_whole() {
        IntStream.range(0, 100).forEach(i -> documents.put("c/" + i % 7 + "/g/" + i, Map.of()));
        StructuredQuery.Builder group = Asked.group("g").addAllOrderBy(Asked.by("__name__"));

        List<Cursor> cursors = Query.of(group.build(), Documents.PARENT).partitions(3, documents);

        assertThat(cursors).hasSize(3).allMatch(Cursor::getBefore);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i <= cursors.size(); i++) {
            StructuredQuery.Builder part = group.clone();
            if (i > 0) {
                part.setStartAt(cursors.get(i - 1));
            }
            if (i < cursors.size()) {
                part.setEndAt(cursors.get(i));
            }
            List<String> found = Asked.paths(part, documents);
            assertThat(found).hasSize(25);
            parts.addAll(found);
        }
        assertThat(parts).isEqualTo(Asked.paths(group, documents));
        assertThat(Query.of(group.build(), Documents.PARENT).partitions(1000, documents))
                .hasSize(99);
        assertThat(Query.of(group.build(), Documents.PARENT).partitions(5, new Documents()))
                .isEmpty();
        assertThatThrownBy(() ->
                        Query.of(Asked.from("g").build(), Documents.PARENT).partitions(3, documents))
                .isInstanceOf(Refused.class);
    }
}
