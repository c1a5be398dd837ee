package dbmanager.cli.command;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON objects whose names stay in the order in which they are written. */
final class Json {
    private Json() {}

    /**
     * One object.
     *
     * @param pairs name, value, name, value…; an empty {@link Optional} is null, other things than JSON's own become text
     */
    static Map<String, Object> of(Object... pairs) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            json.put((String) pairs[i], value(pairs[i + 1]));
        }
        return json;
    }

    /** The same for texts, such as what a journal keeps. */
    static Map<String, String> texts(Object... pairs) {
        Map<String, String> texts = new LinkedHashMap<>();
        of(pairs).forEach((name, value) -> {
            if (value != null) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    private static Object value(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Json::value).orElse(null);
        }
        boolean asItIs = value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Map
                || value instanceof Collection;
        return asItIs ? value : value.toString();
    }
}
