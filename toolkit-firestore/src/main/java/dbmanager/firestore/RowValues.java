package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.exchange.Tagged;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.InvalidDocument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of Firestore as rows have them. References to documents of their own database are paths, so that copies of a database are the same. */
final class RowValues {
    /** Around a map that has keys with a dollar sign of its own. */
    private static final String LITERAL = "$map";

    private final DatabaseName home;

    /** @param home the database that the values are of */
    RowValues(DatabaseName home) {
        this.home = home;
    }

    Object of(Value value) {
        return row(DocumentJson.toTree(value, home));
    }

    /** The fields of a document as one map. */
    Object of(Document document) {
        return row(DocumentJson.toTree(document.getFieldsMap(), home));
    }

    private static Object row(Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().map(RowValues::row).toList();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return tree;
        }
        if (map.size() == 1) {
            Map.Entry<?, ?> only = map.entrySet().iterator().next();
            if (only.getKey().equals(LITERAL)) {
                return entries((Map<?, ?>) only.getValue());
            }
            if (((String) only.getKey()).startsWith("$")) {
                return new Tagged((String) only.getKey(), only.getValue());
            }
        }
        return entries(map);
    }

    private static Map<String, Object> entries(Map<?, ?> map) {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((name, value) -> entries.put((String) name, row(value)));
        return entries;
    }

    /** @throws Misfit when Firestore has no such value */
    Value to(Object value) {
        try {
            return DocumentJson.fromTree(tree(value), home);
        } catch (InvalidDocument e) {
            throw new Misfit(e.getMessage());
        }
    }

    private static Object tree(Object value) {
        if (value instanceof BigDecimal number) {
            return exact(number);
        }
        if (value instanceof Tagged tagged) {
            return Map.of(tagged.tag(), tagged.value());
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            map.forEach((name, inner) -> entries.put(name, tree(inner)));
            boolean literal = entries.keySet().stream().anyMatch(name -> ((String) name).startsWith("$"));
            return literal ? Map.of(LITERAL, entries) : entries;
        }
        return value;
    }

    private static List<Object> list(List<?> list) {
        List<Object> elements = new ArrayList<>();
        for (Object element : list) {
            if (element instanceof List) {
                throw new Misfit("an array stands directly in an array, which Firestore does not allow");
            }
            elements.add(tree(element));
        }
        return elements;
    }

    /** A decimal is taken when a double says the same number: 1.10 is 1.1. */
    private static double exact(BigDecimal number) {
        double nearest = number.doubleValue();
        if (Double.isInfinite(nearest) || new BigDecimal(Double.toString(nearest)).compareTo(number) != 0) {
            throw new Misfit(number + " has more digits than a double, and Firestore has no other number");
        }
        return nearest;
    }

    /** Firestore has no such value; whoever knows where it stands makes a problem of it. */
    static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misfit(String why) {
            super(why);
        }
    }
}
