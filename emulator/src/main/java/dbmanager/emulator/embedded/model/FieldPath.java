package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a field is in a document, through the maps that hold it. Written as Firestore writes it: segments between dots, in backticks where they are
 * not letters, digits and underscores.
 *
 * @param segments at least one, none empty
 */
public record FieldPath(List<String> segments) implements Comparable<FieldPath> {
    /** Stands for the document's own name. */
    public static final FieldPath NAME = new FieldPath(List.of("__name__"));

    private static final int LONGEST = 1500;
    private static final String SIMPLE = "[a-zA-Z_][a-zA-Z_0-9]*";
    private static final String QUOTED = "`(?:[^`\\\\]|(?:\\\\.))+`";
    private static final Pattern UNQUOTED = Pattern.compile(SIMPLE);
    private static final Pattern SEGMENT =
            Pattern.compile("(?:(" + SIMPLE + ")|(" + QUOTED + "))(\\.|\\z)", Pattern.DOTALL);
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final Pattern SPECIAL = Pattern.compile("[`\\\\]");

    public FieldPath {
        segments = List.copyOf(segments);
        if (segments.isEmpty() || segments.contains("")) {
            throw new IllegalArgumentException("a field path has no empty segments: " + segments);
        }
    }

    public static FieldPath of(String... segments) {
        return new FieldPath(List.of(segments));
    }

    /** @throws Refused INVALID_ARGUMENT where the text is malformed, too long or names a reserved field; {@code __name__} alone is not */
    public static FieldPath parse(String text) {
        if (text.isEmpty()) {
            throw Refused.invalid("Invalid empty property path string.");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Refused.invalid("property path is longer than " + LONGEST + " bytes.");
        }
        List<String> segments = new ArrayList<>(2);
        Matcher segment = SEGMENT.matcher(text);
        boolean more = true;
        for (int at = 0; more; at = segment.end()) {
            if (!segment.find(at) || segment.start() != at) {
                throw malformed(text);
            }
            segments.add(segment.group(1) != null ? segment.group(1) : unescaped(segment.group(2)));
            more = !segment.group(3).isEmpty();
        }
        FieldPath path = new FieldPath(segments);
        return path.equals(NAME) ? NAME : path.unreserved();
    }

    private static Refused malformed(String text) {
        return Refused.invalid("Invalid property path \"" + text + "\". Unquoted property paths must match regex ("
                + SIMPLE + "), and quoted property paths must match regex (" + QUOTED + ")");
    }

    private FieldPath unreserved() {
        for (String segment : segments) {
            if (Reserved.is(segment)) {
                throw Refused.invalid("Invalid reserved name in field path " + segment);
            }
        }
        return this;
    }

    private static String unescaped(String quoted) {
        return ESCAPED.matcher(quoted.substring(1, quoted.length() - 1))
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1)));
    }

    /** Whether it stands for the document's own name. */
    public boolean isName() {
        return equals(NAME);
    }

    /** Whether this is that path, or where it leads through. */
    public boolean isPrefixOf(FieldPath other) {
        return segments.size() <= other.segments.size() && segments.equals(other.segments.subList(0, segments.size()));
    }

    /** The field of a document; empty too where something on the way is not a map. What is in a vector is no field. */
    public Optional<Value> in(Document document) {
        return in(document.getFieldsMap());
    }

    /** As {@link #in(Document)}, of the fields of a document or a map. */
    public Optional<Value> in(Map<String, Value> fields) {
        Value value = fields.get(segments.get(0));
        for (int i = 1; i < segments.size() && value != null; i++) {
            boolean vector = Vectors.is(value.getMapValue());
            value = vector ? null : value.getMapValue().getFieldsMap().get(segments.get(i));
        }
        return Optional.ofNullable(value);
    }

    /** Sets the field; what is on the way and is not a map becomes one, a vector too. */
    public void set(Document.Builder document, Value value) {
        String first = segments.get(0);
        document.putFields(first, with(document.getFieldsMap().get(first), 1, value));
    }

    private Value with(Value old, int from, Value value) {
        if (from == segments.size()) {
            return value;
        }
        boolean map = old != null && !Vectors.is(old.getMapValue());
        MapValue.Builder holder = map ? old.getMapValue().toBuilder() : MapValue.newBuilder();
        String next = segments.get(from);
        Value below = with(holder.getFieldsMap().get(next), from + 1, value);
        return Value.newBuilder().setMapValue(holder.putFields(next, below)).build();
    }

    /** Takes the field away; the maps that held it stay. Does nothing where there is none. */
    public void delete(Document.Builder document) {
        if (in(document.getFieldsMap()).isEmpty()) {
            return;
        }
        String first = segments.get(0);
        if (segments.size() == 1) {
            document.removeFields(first);
        } else {
            document.putFields(first, without(document.getFieldsOrThrow(first), 1));
        }
    }

    private Value without(Value old, int from) {
        MapValue.Builder map = old.getMapValue().toBuilder();
        String next = segments.get(from);
        if (from == segments.size() - 1) {
            map.removeFields(next);
        } else {
            map.putFields(next, without(map.getFieldsOrThrow(next), from + 1));
        }
        return Value.newBuilder().setMapValue(map).build();
    }

    /** Segment by segment, by UTF-8. */
    @Override
    public int compareTo(FieldPath other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            byte[] mine = segments.get(i).getBytes(StandardCharsets.UTF_8);
            byte[] theirs = other.segments.get(i).getBytes(StandardCharsets.UTF_8);
            int segment = Arrays.compareUnsigned(mine, theirs);
            if (segment != 0) {
                return segment;
            }
        }
        return Integer.compare(segments.size(), other.segments.size());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return segments.stream().map(FieldPath::quoted).collect(Collectors.joining("."));
    }

    /** As in the texts of errors: with nothing quoted. */
    public String plain() {
        return String.join(".", segments);
    }

    private static String quoted(String segment) {
        return UNQUOTED.matcher(segment).matches()
                ? segment
                : '`' + SPECIAL.matcher(segment).replaceAll("\\\\$0") + '`';
    }
}
