package dbmanager.firestore.migration;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dbmanager.firestore.migration.Index.Field;
import dbmanager.firestore.migration.Index.Order;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The text of {@code firestore.indexes.json}, which `firebase deploy --only firestore:indexes` reads. What is in it stays as it is and where it
 * is, also what is unknown here, such as field overrides with their TTL policies; new indexes come behind the others.
 */
public final class IndexFile {
    private static final String INDEXES = "indexes";
    private static final String OVERRIDES = "fieldOverrides";
    private static final String GROUP = "COLLECTION_GROUP";
    private static final String COLLECTION = "COLLECTION";

    private final JsonObject root;

    private IndexFile(JsonObject root) {
        this.root = root;
    }

    /** A file without any index. */
    public static IndexFile empty() {
        JsonObject root = new JsonObject();
        root.add(INDEXES, new JsonArray());
        root.add(OVERRIDES, new JsonArray());
        return new IndexFile(root);
    }

    /**
     * @param fileName for complaints; not read
     * @throws Unreadable when it is not the JSON of such a file
     */
    public static IndexFile parse(String text, String fileName) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement root = JsonParser.parseReader(reader);
            boolean ended = reader.peek() == JsonToken.END_DOCUMENT;
            if (ended
                    && root.isJsonObject()
                    && indexesOf(root.getAsJsonObject()).isJsonArray()) {
                return new IndexFile(root.getAsJsonObject());
            }
        } catch (JsonParseException | IOException e) {
            throw new Unreadable(fileName, e);
        }
        throw new Unreadable(fileName, null);
    }

    private static JsonElement indexesOf(JsonObject root) {
        return root.has(INDEXES) ? root.get(INDEXES) : new JsonArray();
    }

    /** In the order of the file, without those that hold what is unknown here. */
    public List<Index> indexes() {
        return StreamSupport.stream(indexesOf(root).getAsJsonArray().spliterator(), false)
                .flatMap(element -> index(element).stream())
                .toList();
    }

    public boolean has(Index index) {
        return indexes().stream().anyMatch(index::sameAs);
    }

    /** The file with this index; itself when it has it already. */
    public IndexFile with(Index index) {
        if (has(index)) {
            return this;
        }
        JsonObject copy = root.deepCopy();
        JsonArray indexes = indexesOf(copy).getAsJsonArray();
        indexes.add(json(index));
        copy.add(INDEXES, indexes);
        return new IndexFile(copy);
    }

    /** With two spaces to a level and a line end at the end, as the Firebase command line writes it. */
    public String text() {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .serializeNulls()
                        .create()
                        .toJson(root) + "\n";
    }

    private static Optional<Index> index(JsonElement element) {
        if (!element.isJsonObject()) {
            return Optional.empty();
        }
        JsonObject index = element.getAsJsonObject();
        Optional<String> id = text(index, "collectionGroup").or(() -> text(index, "collectionId"));
        String scope = text(index, "queryScope").orElse(COLLECTION);
        if (id.isEmpty()
                || !List.of(COLLECTION, GROUP).contains(scope)
                || !index.has("fields")
                || !index.get("fields").isJsonArray()) {
            return Optional.empty();
        }
        List<Field> fields = new ArrayList<>();
        for (JsonElement field : index.getAsJsonArray("fields")) {
            Optional<Field> known = field.isJsonObject() ? field(field.getAsJsonObject()) : Optional.empty();
            if (known.isEmpty()) {
                return Optional.empty();
            }
            fields.add(known.get());
        }
        return Optional.of(new Index(id.get(), scope.equals(GROUP), fields));
    }

    private static Optional<Field> field(JsonObject field) {
        return text(field, "fieldPath").flatMap(path -> {
            if (field.has("vectorConfig") && field.get("vectorConfig").isJsonObject()) {
                return dimension(field.getAsJsonObject("vectorConfig"))
                        .map(found -> new Field(path, Order.VECTOR, found));
            }
            if (field.has("arrayConfig")) {
                return text(field, "arrayConfig")
                        .filter("CONTAINS"::equals)
                        .map(found -> Field.of(path, Order.CONTAINS));
            }
            return switch (text(field, "order").or(() -> text(field, "mode")).orElse("")) {
                case "ASCENDING" -> Optional.of(Field.of(path, Order.ASCENDING));
                case "DESCENDING" -> Optional.of(Field.of(path, Order.DESCENDING));
                default -> Optional.empty();
            };
        });
    }

    private static Optional<Integer> dimension(JsonObject vector) {
        JsonElement dimension = vector.get("dimension");
        return dimension != null
                        && dimension.isJsonPrimitive()
                        && dimension.getAsString().matches("[0-9]{1,5}")
                ? Optional.of(dimension.getAsInt())
                : Optional.empty();
    }

    private static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.get(key))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    private static JsonObject json(Index index) {
        JsonObject json = new JsonObject();
        json.addProperty("collectionGroup", index.collectionGroup());
        definition(index).entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        return json;
    }

    /** The index without its collection, which the Admin API has in the address. */
    static JsonObject definition(Index index) {
        JsonObject json = new JsonObject();
        json.addProperty("queryScope", index.group() ? GROUP : COLLECTION);
        JsonArray fields = new JsonArray();
        index.fields().forEach(field -> fields.add(json(field)));
        json.add("fields", fields);
        return json;
    }

    private static JsonObject json(Field field) {
        JsonObject json = new JsonObject();
        json.addProperty("fieldPath", field.path());
        switch (field.order()) {
            case ASCENDING, DESCENDING ->
                json.addProperty("order", field.order().name());
            case CONTAINS -> json.addProperty("arrayConfig", field.order().name());
            case VECTOR -> {
                JsonObject vector = new JsonObject();
                vector.addProperty("dimension", field.dimension());
                vector.add("flat", new JsonObject());
                json.add("vectorConfig", vector);
            }
        }
        return json;
    }

    /** A text that is no index file. */
    public static final class Unreadable extends Problem {
        private static final long serialVersionUID = 1L;

        Unreadable(String fileName, Throwable cause) {
            super(
                    Kind.CONFIGURATION,
                    fileName + " is not the JSON of an object with a list of indexes",
                    "the file was not changed",
                    "correct it, or let `firebase firestore:indexes` write it anew",
                    cause);
        }
    }
}
