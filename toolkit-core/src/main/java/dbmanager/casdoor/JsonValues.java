package dbmanager.casdoor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON as values of rows. Casdoor writes an empty text for what is not known; that is null. */
final class JsonValues {
    private JsonValues() {}

    /** Of an object, those of these names. */
    static Map<String, Object> fields(JsonObject object, Set<String> wanted) {
        Map<String, Object> fields = new LinkedHashMap<>();
        wanted.forEach(name -> {
            JsonElement value = object.get(name);
            fields.put(name, value == null ? null : of(value));
        });
        return fields;
    }

    /** Whether the text is JSON of this value, however it is laid out. */
    static boolean isWrittenAs(Object value, String text) {
        try {
            return value.equals(of(JsonParser.parseString(text)));
        } catch (JsonParseException e) {
            return false;
        }
    }

    private static Object of(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            return primitive(primitive);
        }
        if (value.isJsonArray()) {
            List<Object> list = new ArrayList<>();
            value.getAsJsonArray().forEach(element -> list.add(of(element)));
            return list;
        }
        if (value.isJsonObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            value.getAsJsonObject().entrySet().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
            return map;
        }
        return null;
    }

    private static Object primitive(JsonPrimitive value) {
        if (value.isBoolean()) {
            return value.getAsBoolean();
        }
        if (value.isString()) {
            return value.getAsString().isEmpty() ? null : value.getAsString();
        }
        BigDecimal number = value.getAsBigDecimal();
        return number.scale() <= 0 && number.toBigInteger().bitLength() < Long.SIZE
                ? (Object) number.longValue()
                : number;
    }

    /** Empty where it is no text. */
    static String text(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString() ? primitive.getAsString() : "";
    }
}
