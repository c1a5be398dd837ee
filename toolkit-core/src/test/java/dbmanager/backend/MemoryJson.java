package dbmanager.backend;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dbmanager.backend.MemoryState.MemoryTable;
import dbmanager.exchange.Row;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A {@link MemoryState} as lines of JSON: the id, the history, then each table followed by its rows. */
final class MemoryJson {
    private MemoryJson() {}

    static String write(MemoryState state) {
        StringBuilder lines = new StringBuilder();
        JsonObject head = new JsonObject();
        head.addProperty("format", 1);
        state.id.ifPresent(id -> head.addProperty("id", id));
        lines.append(head).append('\n');
        state.history.entries().forEach(entry -> lines.append(entry(entry)).append('\n'));
        state.tables.forEach((name, table) -> {
            lines.append(table(name, table)).append('\n');
            table.rows.values().forEach(row -> lines.append(row(row)).append('\n'));
        });
        return lines.toString();
    }

    /** @throws RuntimeException of many kinds when the text is not what {@link #write} writes */
    static MemoryState read(String text) {
        MemoryState state = new MemoryState();
        MemoryTable current = null;
        List<String> lines = text.lines().toList();
        JsonObject head = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        state.id = optional(head, "id");
        for (String line : lines.subList(1, lines.size())) {
            JsonElement json = JsonParser.parseString(line);
            if (json.isJsonArray()) {
                current.put(row(json.getAsJsonArray()));
            } else if (json.getAsJsonObject().has("rank")) {
                state.history = state.history.plus(entry(json.getAsJsonObject()));
            } else {
                current = table(json.getAsJsonObject());
                state.tables.put(json.getAsJsonObject().get("table").getAsString(), current);
            }
        }
        return state;
    }

    private static JsonObject table(String name, MemoryTable table) {
        JsonObject json = new JsonObject();
        json.addProperty("table", name);
        JsonArray columns = new JsonArray();
        table.columns.forEach(columns::add);
        json.add("columns", columns);
        JsonObject parents = new JsonObject();
        table.parents.forEach(parents::addProperty);
        json.add("parents", parents);
        return json;
    }

    private static MemoryTable table(JsonObject json) {
        Map<String, String> parents = new LinkedHashMap<>();
        json.getAsJsonObject("parents").asMap().forEach((column, parent) -> parents.put(column, parent.getAsString()));
        List<String> columns = json.getAsJsonArray("columns").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        return new MemoryTable(columns, parents);
    }

    private static JsonArray row(Row row) {
        JsonArray json = new JsonArray();
        for (Object value : row.values()) {
            json.add(value(value));
        }
        return json;
    }

    private static Row row(JsonArray json) {
        return new Row(json.asList().stream().map(MemoryJson::value).toArray());
    }

    private static JsonElement value(Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof Long number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        }
        JsonObject tagged = new JsonObject();
        if (value instanceof Double number) {
            tagged.addProperty("double", number.toString());
        } else if (value instanceof BigDecimal number) {
            tagged.addProperty("decimal", number.toString());
        } else if (value instanceof byte[] bytes) {
            tagged.addProperty("bytes", Base64.getEncoder().encodeToString(bytes));
        } else {
            throw new IllegalArgumentException("not kept in memory: " + value.getClass());
        }
        return tagged;
    }

    private static Object value(JsonElement json) {
        if (json.isJsonNull()) {
            return null;
        }
        if (json.isJsonPrimitive()) {
            JsonPrimitive primitive = json.getAsJsonPrimitive();
            return primitive.isNumber()
                    ? (Object) primitive.getAsLong()
                    : primitive.isBoolean() ? (Object) primitive.getAsBoolean() : primitive.getAsString();
        }
        Map.Entry<String, JsonElement> tagged =
                json.getAsJsonObject().entrySet().iterator().next();
        String text = tagged.getValue().getAsString();
        return switch (tagged.getKey()) {
            case "double" -> Double.valueOf(text);
            case "decimal" -> new BigDecimal(text);
            case "bytes" -> Base64.getDecoder().decode(text);
            default -> throw new IllegalArgumentException(tagged.getKey());
        };
    }

    private static JsonObject entry(History.Entry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("rank", entry.rank());
        entry.key().version().ifPresent(version -> json.addProperty("version", version.toString()));
        json.addProperty("description", entry.key().description());
        json.addProperty("direction", entry.direction().name());
        json.addProperty("mode", entry.mode().name());
        json.addProperty("outcome", entry.outcome().name());
        json.addProperty("baseline", entry.baseline());
        entry.sha256().ifPresent(sha256 -> json.addProperty("sha256", sha256));
        entry.crc32().ifPresent(crc32 -> json.addProperty("crc32", crc32));
        json.addProperty("who", entry.by().who());
        json.addProperty("note", entry.by().note());
        json.addProperty("when", entry.when().toString());
        json.addProperty("took", entry.took().toString());
        return json;
    }

    private static History.Entry entry(JsonObject json) {
        return new History.Entry(
                json.get("rank").getAsInt(),
                new MigrationKey(
                        optional(json, "version").map(Version::parse),
                        json.get("description").getAsString()),
                Direction.valueOf(json.get("direction").getAsString()),
                Mode.valueOf(json.get("mode").getAsString()),
                History.Outcome.valueOf(json.get("outcome").getAsString()),
                json.get("baseline").getAsBoolean(),
                optional(json, "sha256"),
                json.has("crc32") ? OptionalInt.of(json.get("crc32").getAsInt()) : OptionalInt.empty(),
                new Attribution(json.get("who").getAsString(), json.get("note").getAsString()),
                Instant.parse(json.get("when").getAsString()),
                Duration.parse(json.get("took").getAsString()),
                false);
    }

    private static Optional<String> optional(JsonObject json, String name) {
        return Optional.ofNullable(json.get(name)).map(JsonElement::getAsString);
    }
}
