package dbmanager.firestore.migration;

import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.document.InvalidDocument;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads values of documents as YAML has them, with the tags of {@link DocumentJson} for what YAML cannot say. */
final class ValueReader {
    private static final String TAGS =
            "for what YAML cannot say there are {$timestamp: …}, $bytes, $reference, $geopoint, $vector and $map";

    private final DatabaseName database;

    /** @param database that references without a database point into */
    ValueReader(DatabaseName database) {
        this.database = database;
    }

    Value value(Item item) {
        try {
            return DocumentJson.fromTree(tree(item), database);
        } catch (InvalidDocument e) {
            throw item.complain(item.name() + ": " + e.getMessage(), TAGS);
        }
    }

    Map<String, Value> fields(Block block) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (String name : block.keys()) {
            Read.field(block.need(name), FieldPath.of(name).toString());
            fields.put(name, value(block.need(name)));
        }
        return fields;
    }

    private static Object tree(Item item) {
        return switch (item.kind()) {
            case TEXT -> item.raw();
            case TRUTH -> item.truth();
            case EMPTY -> null;
            case WHOLE -> whole(item);
            case DECIMAL -> decimal(item.raw());
            case LIST -> list(item.list("a list"));
            case MAPPING -> map(item.block());
        };
    }

    private static List<Object> list(List<Item> items) {
        List<Object> list = new ArrayList<>();
        items.forEach(item -> list.add(tree(item)));
        return list;
    }

    private static Map<String, Object> map(Block block) {
        Map<String, Object> map = new LinkedHashMap<>();
        block.keys().forEach(key -> map.put(key, tree(block.need(key))));
        return map;
    }

    private static Long whole(Item item) {
        BigInteger number = new BigInteger(item.raw());
        if (number.bitLength() >= Long.SIZE) {
            throw item.complain(
                    item.name() + " is a whole number of more than 64 bits",
                    "write it as a text in quotes, or with a point as a double: " + number + ".0");
        }
        return number.longValue();
    }

    private static Double decimal(String text) {
        return switch (text) {
            case ".nan" -> Double.NaN;
            case ".inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }
}
