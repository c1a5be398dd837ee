package dbmanager.firestore.migration;

import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the assertions of {@code verify:}. */
final class AssertionReader {
    private static final List<String> KEYS =
            List.of("collection", "group", "where", "every", "exists", "count", "equals", "at_least", "at_most");
    private static final List<String> BOUNDS = List.of("equals", "at_least", "at_most");

    private AssertionReader() {}

    static Assertion read(Item item) {
        Block block = item.named("an assertion").block().allow(KEYS);
        List<String> kinds = Stream.of("every", "count", "exists")
                .filter(block.keys()::contains)
                .toList();
        if (kinds.size() != 1) {
            throw block.complain(
                    "an assertion has " + (kinds.isEmpty() ? "none" : "more than one") + " of every, count and exists",
                    "write {collection: users, every: \"has(doc.email)\"}, {count: {collection: users}, at_least: 1} or {collection: users, exists: true}");
        }
        return switch (kinds.get(0)) {
            case "every" -> every(block);
            case "count" -> count(block);
            default -> exists(block);
        };
    }

    private static Assertion every(Block block) {
        block.allow(List.of("collection", "group", "where", "every"));
        Source source = Read.source(block);
        Expression condition = Read.condition(block.need("every"));
        return new Every("every document of " + source + ": " + condition, source, Read.where(block), condition);
    }

    private static Assertion exists(Block block) {
        block.allow(List.of("collection", "group", "exists"));
        Source source = Read.source(block);
        boolean wanted = block.need("exists").truth();
        return new Exists(source + (wanted ? " exists" : " does not exist"), source, wanted);
    }

    private static Assertion count(Block block) {
        Block what = block.need("count").block().allow(List.of("collection", "group", "where"));
        Source source = Read.source(what);
        List<String> bounds = BOUNDS.stream().filter(block.keys()::contains).toList();
        if (bounds.size() != 1) {
            throw block.complain(
                    "a count has " + (bounds.isEmpty() ? "none" : "more than one") + " of " + String.join(", ", BOUNDS),
                    "write at_least: 1, or equals: 0");
        }
        String bound = bounds.get(0);
        block.allow(List.of("count", bound));
        Optional<Expression> where = Read.where(what);
        return new Count(
                "count of " + source
                        + where.map(condition -> " where " + condition).orElse(""),
                source,
                where,
                Count.Bound.valueOf(bound.toUpperCase(Locale.ROOT)),
                block.need(bound).number());
    }
}
