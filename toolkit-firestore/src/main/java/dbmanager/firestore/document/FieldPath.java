package dbmanager.firestore.document;

import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which field of a document, through maps: {@code address.city}. As text a name that is not a plain word stands in backticks, within which backtick
 * and backslash are escaped by a backslash: {@code prices.`1.5 l`}.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#documentmask">the syntax of field paths</a>
 */
public record FieldPath(List<String> segments) {
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z_0-9]*");
    private static final int LONGEST_NAME = 1500;

    public FieldPath {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw InvalidPath.noField("", "it is empty");
        }
    }

    /** A field at the top of the document, whatever its name. */
    public static FieldPath of(String name) {
        return new FieldPath(List.of(name));
    }

    /**
     * Reads the text of a path. A name outside backticks ends at the next dot and may hold any other character, so {@code first-name} needs none.
     *
     * @throws InvalidPath when a name is empty, longer than 1,500 bytes or of the form {@code __…__}, or backticks do not match
     */
    public static FieldPath parse(String text) {
        List<String> segments = new ArrayList<>();
        int at = 0;
        do {
            StringBuilder name = new StringBuilder();
            at = text.startsWith("`", at) ? quoted(text, at + 1, name) : plain(text, at, name);
            segments.add(checked(name.toString(), text));
            if (at < text.length() && text.charAt(at) != '.') {
                throw InvalidPath.noField(text, "behind a closing backtick only a dot may stand");
            }
        } while (at++ < text.length());
        return new FieldPath(segments);
    }

    private static int plain(String text, int from, StringBuilder name) {
        int dot = text.indexOf('.', from);
        int end = dot < 0 ? text.length() : dot;
        name.append(text, from, end);
        if (name.indexOf("`") >= 0) {
            throw InvalidPath.noField(text, "a backtick stands inside a name");
        }
        return end;
    }

    private static int quoted(String text, int from, StringBuilder name) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '`') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw InvalidPath.noField(text, "a closing backtick is missing");
        }
        return at + 1;
    }

    private static String checked(String name, String text) {
        int bytes = Utf8Order.length(name);
        if (bytes <= 0) {
            throw InvalidPath.noField(text, bytes == 0 ? "a name is empty" : "it holds half a character");
        }
        if (bytes > LONGEST_NAME) {
            throw InvalidPath.noField(text, "a name is longer than " + LONGEST_NAME + " bytes");
        }
        if (DocumentPath.isReserved(name, 0, name.length())) {
            throw InvalidPath.noField(text, "names of the form __…__ are Firestore's own");
        }
        return name;
    }

    /** The field of this name inside the map that this path leads to. */
    public FieldPath then(String name) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(name);
        return new FieldPath(longer);
    }

    /** The value there, if all that leads to it are maps that have it. */
    public Optional<Value> in(Map<String, Value> fields) {
        Map<String, Value> map = fields;
        for (String name : segments.subList(0, segments.size() - 1)) {
            Value value = map.get(name);
            if (value == null || !value.hasMapValue()) {
                return Optional.empty();
            }
            map = value.getMapValue().getFieldsMap();
        }
        return Optional.ofNullable(map.get(last()));
    }

    /** A copy of the fields that has this value there. Maps on the way are made where there are none; what is no map gives way to one. */
    public Map<String, Value> with(Map<String, Value> fields, Value value) {
        Map<String, Value> copy = new LinkedHashMap<>(fields);
        String first = segments.get(0);
        if (segments.size() == 1) {
            copy.put(first, value);
        } else {
            copy.put(first, map(rest().with(nested(fields, first), value)));
        }
        return copy;
    }

    /** A copy of the fields without the one there; a map on the way stays, even if it is empty then. */
    public Map<String, Value> without(Map<String, Value> fields) {
        if (in(fields).isEmpty()) {
            return fields;
        }
        Map<String, Value> copy = new LinkedHashMap<>(fields);
        String first = segments.get(0);
        if (segments.size() == 1) {
            copy.remove(first);
        } else {
            copy.put(first, map(rest().without(nested(fields, first))));
        }
        return copy;
    }

    private static Map<String, Value> nested(Map<String, Value> fields, String name) {
        Value value = fields.get(name);
        return value != null && value.hasMapValue() ? value.getMapValue().getFieldsMap() : Map.of();
    }

    private static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }

    private FieldPath rest() {
        return new FieldPath(segments.subList(1, segments.size()));
    }

    private String last() {
        return segments.get(segments.size() - 1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String name : segments) {
            text.append(text.isEmpty() ? "" : ".");
            if (PLAIN.matcher(name).matches()) {
                text.append(name);
            } else {
                text.append('`')
                        .append(name.replace("\\", "\\\\").replace("`", "\\`"))
                        .append('`');
            }
        }
        return text.toString();
    }
}
