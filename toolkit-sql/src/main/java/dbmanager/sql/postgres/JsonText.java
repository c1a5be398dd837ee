package dbmanager.sql.postgres;

import dbmanager.exchange.Doubles;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A value as JSON, for a column of that type; a text is taken for JSON already. */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        if (value instanceof String text) {
            return text;
        }
        StringBuilder json = new StringBuilder();
        write(json, value);
        return json.toString();
    }

    private static void write(StringBuilder json, Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof BigDecimal) {
            json.append(value);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.append(Doubles.text(number));
        } else if (value instanceof String text) {
            quote(json, text);
        } else if (value instanceof List<?> list) {
            json.append('[');
            String between = "";
            for (Object element : list) {
                json.append(between);
                write(json, element);
                between = ",";
            }
            json.append(']');
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            String between = "";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.append(between);
                quote(json, member.getKey().toString());
                json.append(':');
                write(json, member.getValue());
                between = ",";
            }
            json.append('}');
        } else {
            throw new PostgresValue.Misfit(value, "is nothing that JSON can say");
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
