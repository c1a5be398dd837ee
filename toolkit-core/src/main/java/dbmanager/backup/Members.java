package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import dbmanager.backup.SealedJson.Malformed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of one JSON object: texts, whole numbers, and objects and lists of these. */
final class Members {
    /** Stands for a value of a kind that no manifest has. */
    private static final Object OTHER = new Object();

    private final String at;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Members(String at) {
        this.at = at;
    }

    void take(String key, JsonReader json) throws IOException {
        values.put(key, value(path(key), json));
    }

    private static Object value(String path, JsonReader json) throws IOException {
        return switch (json.peek()) {
            case STRING -> json.nextString();
            case NUMBER -> number(json.nextString());
            case BEGIN_OBJECT -> {
                Members members = new Members(path);
                SealedJson.readObject(json, members::take);
                yield members;
            }
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                json.beginArray();
                while (json.hasNext()) {
                    list.add(value(path + "[" + list.size() + "]", json));
                }
                json.endArray();
                yield list;
            }
            default -> {
                json.skipValue();
                yield OTHER;
            }
        };
    }

    private static Object number(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return OTHER;
        }
    }

    String path(String key) {
        return at.isEmpty() ? key : at + "." + key;
    }

    private <T> T get(Class<T> type, String key, String what) throws Malformed {
        return cast(type, values.get(key), path(key), what);
    }

    private static <T> T cast(Class<T> type, Object value, String path, String what) throws Malformed {
        if (!type.isInstance(value)) {
            throw new Malformed("\"" + path + "\" is missing or not " + what);
        }
        return type.cast(value);
    }

    String text(String key) throws Malformed {
        return get(String.class, key, "a text");
    }

    Optional<String> optionalText(String key) throws Malformed {
        return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /** A whole number that is not negative. */
    long count(String key) throws Malformed {
        long count = get(Long.class, key, "a whole number");
        if (count < 0) {
            throw new Malformed("\"" + path(key) + "\" is negative");
        }
        return count;
    }

    Members object(String key) throws Malformed {
        return get(Members.class, key, "an object");
    }

    Map<String, Long> counts(String key) throws Malformed {
        Members members = object(key);
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String name : members.values.keySet()) {
            counts.put(name, members.count(name));
        }
        return counts;
    }

    Map<String, String> optionalTexts(String key) throws Malformed {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values.containsKey(key)) {
            Members members = object(key);
            for (String name : members.values.keySet()) {
                texts.put(name, members.text(name));
            }
        }
        return texts;
    }

    List<String> texts(String key) throws Malformed {
        return list(String.class, key, "a text");
    }

    List<Members> objects(String key) throws Malformed {
        return list(Members.class, key, "an object");
    }

    private <T> List<T> list(Class<T> type, String key, String what) throws Malformed {
        List<T> list = new ArrayList<>();
        for (Object value : get(List.class, key, "a list")) {
            list.add(cast(type, value, path(key) + "[" + list.size() + "]", what));
        }
        return list;
    }
}
