package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryEmulator
class SplitTest {
    private static final int MANY = 5_000;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Gateway gateway;
    private final Random random = new Random(42);

    SplitTest(FreshProject project) {
        gateway = Names.open(project);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void fill(IntFunction<String> path) {
        Names.fill(gateway, IntStream.range(0, MANY).mapToObj(path));
    }

    private String automatic() {
        return random.ints(20, 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .reduce("", String::concat);
    }

    /** Four ranges that follow each other without a gap, read what one scan reads, and none of them has more than {@code most} of it. */
    private void splits(Scope scope, double most) {
        List<Range> ranges = gateway.split(scope, 4, Optional.empty());
        List<String> all = Names.scan(gateway, scope);

        assertThat(ranges).hasSize(4);
        assertThat(ranges.get(0).after()).isEmpty();
        assertThat(ranges.get(3).upTo()).isEmpty();
        List<String> together = new ArrayList<>();
        Optional<DocumentPath> before = Optional.empty();
        for (Range range : ranges) {
            assertThat(range.after()).isEqualTo(before);
            List<String> part = Names.scan(gateway, scope, range);
            assertThat(part).hasSizeLessThanOrEqualTo((int) (all.size() * most));
            together.addAll(part);
            before = range.upTo();
        }
        assertThat(together).isEqualTo(all);
    }

    @Test
    void automatic_ids() {
        fill(i -> "users/" + automatic());

        splits(new Scope.Everything(), 0.4);
        splits(new Scope.Collection("users"), 0.4);
        splits(new Scope.Tree("users"), 0.4);
    }

    @Test
    void ids_that_count_up() {
        fill(i -> String.format("log/entry-%08d", i));

        splits(new Scope.Everything(), 0.4);
    }

    @Test
    void ids_with_numbers_of_datastore() {
        fill(i -> "old/__id" + (5_000_000_000_000_000L + i * 1_000L) + "__");

        splits(new Scope.Tree("old"), 0.4);
    }

    @Test
    void few_big_subtrees_below_parents_that_do_not_exist() {
        fill(i -> "shops/1/years/" + i % 3 + "/orders/" + automatic());

        splits(new Scope.Everything(), 0.4);
        splits(new Scope.Tree("shops/1"), 0.4);
        splits(new Scope.Tree("shops/1/years"), 0.4);
        splits(new Scope.Group("orders"), 0.4);
    }

    @Test
    void names_of_all_kinds_together() {
        fill(i -> switch (i % 5) {
            case 0 -> "users/" + automatic();
            case 1 -> "users/u" + i + "/orders/" + i % 7;
            case 2 -> "é/😀" + i;
            case 3 -> "numbers/__id" + random.nextLong() + "__";
            default -> "z/deep/er/" + i;
        });

        splits(new Scope.Everything(), 0.45);
    }

    @Test
    void a_small_or_empty_scope_is_one_range() {
        assertThat(gateway.split(new Scope.Everything(), 8, Optional.empty())).containsExactly(Range.all());
        Names.fill(gateway, Stream.of("a/1", "a/2"));
        assertThat(gateway.split(new Scope.Everything(), 8, Optional.empty())).containsExactly(Range.all());
    }
}
