package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.document.InvalidPath;
import dbmanager.problem.NearestName;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What steps and assertions have in common: names of collections, documents and fields, expressions, words to choose from. */
final class Read {
    private Read() {}

    /** The documents meant by {@code collection:} or {@code group:}, of which one must be there. */
    static Source source(Block block) {
        Optional<Item> collection = block.find("collection");
        Optional<Item> group = block.find("group");
        if (collection.isPresent() == group.isPresent()) {
            throw block.complain(
                    block.name()
                            + (collection.isPresent()
                                    ? " has both a collection and a group"
                                    : " has neither a collection nor a group"),
                    "write collection: users, or group: orders for the collections of this name wherever they are");
        }
        return collection.isPresent() ? collection(collection.get()) : group(group.get());
    }

    static Source.Collection collection(Item item) {
        return understood(item, Sources::collection, "");
    }

    static Source.Group group(Item item) {
        return understood(item, Sources::group, "");
    }

    static DocumentPath document(Item item) {
        return document(item, item.text());
    }

    static DocumentPath document(Item item, String path) {
        try {
            return new DocumentPath(path);
        } catch (InvalidPath e) {
            throw item.complain(item.name() + ": " + e.getMessage(), e.next());
        }
    }

    static FieldPath field(Item item) {
        return field(item, item.text());
    }

    static FieldPath field(Item item, String text) {
        try {
            return FieldPath.parse(text);
        } catch (InvalidPath e) {
            throw item.complain(item.name() + ": " + e.getMessage(), e.next());
        }
    }

    static Optional<Expression> where(Block block) {
        return block.find("where").map(Read::condition);
    }

    static Expression condition(Item item) {
        return understood(item, Expression::condition, " is no CEL condition");
    }

    static Expression operand(Item item) {
        return understood(item, Expression::operand, " is no CEL expression");
    }

    private static <T> T understood(Item item, Function<String, T> reader, String wrong) {
        boolean scalar = !item.raw().isBlank();
        try {
            return reader.apply(scalar ? item.raw() : item.text());
        } catch (Misunderstood e) {
            throw item.complain(item.name() + wrong + ": " + e.getMessage(), e.next());
        }
    }

    static <E extends Enum<E>> E choice(Block block, String key, E otherwise) {
        return block.find(key)
                .map(item -> {
                    Class<E> type = otherwise.getDeclaringClass();
                    List<String> words = Stream.of(type.getEnumConstants())
                            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                            .toList();
                    return Enum.valueOf(
                            type, word(item, words, String.join(" or ", words)).toUpperCase(Locale.ROOT));
                })
                .orElse(otherwise);
    }

    /** @param expected the words, for people */
    static String word(Item item, List<String> words, String expected) {
        String word = item.text();
        if (!words.contains(word)) {
            throw item.complain(
                    item.name() + " cannot be \"" + word + "\"",
                    NearestName.suggest(word, words) + "write " + expected);
        }
        return word;
    }
}
