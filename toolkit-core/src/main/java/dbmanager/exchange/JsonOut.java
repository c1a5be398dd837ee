package dbmanager.exchange;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes one value as JSON, with a tag only where JSON cannot say it: {@code {"$double":"NaN"}}, {@code {"$bytes":"…"}}, {@code {"$map":{…}}},
 * {@code {"$exact":…}}.
 */
final class JsonOut {
    private JsonOut() {}

    static void write(Utf8Out out, Object value) {
        if (value instanceof String text) {
            out.json(text);
        } else if (value instanceof Long number) {
            out.number(number);
        } else if (value instanceof Double number) {
            number(out, number);
        } else if (value == null) {
            out.ascii("null");
        } else if (value instanceof Boolean || value instanceof BigDecimal) {
            out.ascii(value.toString());
        } else if (value instanceof byte[] bytes) {
            out.ascii("{\"$bytes\":\"");
            out.base64(bytes);
            out.ascii("\"}");
        } else if (value instanceof Exact exact) {
            out.ascii("{\"$exact\":");
            write(out, exact.value());
            out.ascii("}");
        } else if (value instanceof List<?> list) {
            list(out, list);
        } else if (value instanceof Map<?, ?> map) {
            boolean tagged = map.keySet().stream().anyMatch(key -> ((String) key).startsWith("$"));
            out.ascii(tagged ? "{\"$map\":" : "");
            map(out, map);
            out.ascii(tagged ? "}" : "");
        } else if (value instanceof Tagged tagged) {
            out.ascii('{');
            out.json(tagged.tag());
            out.ascii(':');
            write(out, tagged.value());
            out.ascii('}');
        } else {
            throw new IllegalArgumentException("no value of a row: " + value.getClass());
        }
    }

    /** The same as a string. */
    static String text(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Utf8Out out = new Utf8Out(bytes, "memory");
        write(out, value);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void number(Utf8Out out, double number) {
        if (Double.isFinite(number) && Double.doubleToRawLongBits(number) != Double.doubleToRawLongBits(-0.0)) {
            out.ascii(Doubles.text(number));
        } else {
            out.ascii("{\"$double\":\"");
            out.ascii(Double.toString(number));
            out.ascii("\"}");
        }
    }

    private static void list(Utf8Out out, List<?> list) {
        char before = '[';
        for (Object element : list) {
            out.ascii(before);
            write(out, element);
            before = ',';
        }
        out.ascii(list.isEmpty() ? "[]" : "]");
    }

    private static void map(Utf8Out out, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.ascii(before);
            out.json((String) entry.getKey());
            out.ascii(':');
            write(out, entry.getValue());
            before = ',';
        }
        out.ascii(map.isEmpty() ? "{}" : "}");
    }
}
