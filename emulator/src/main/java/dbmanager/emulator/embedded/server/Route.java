package dbmanager.emulator.embedded.server;

import com.google.protobuf.Message;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an HTTP request asks for, by the {@code google.api.http} rules of {@code google/firestore/v1/firestore.proto}.
 *
 * @param method {@code RunQuery}
 * @param pathField the field that the path stands in: {@code parent}
 * @param resource what it stands in it: {@code projects/p/databases/d/documents}
 * @param collection of methods on a collection
 * @param bodyField the field that the body is, {@code *} for the whole request, or empty where there is none
 */
record Route(String method, String pathField, String resource, Optional<String> collection, String bodyField) {
    private static final String VERSION = "/v1/";
    private static final String DOCUMENTS = "/documents";
    private static final int ROOT_SEGMENTS = 5;
    private static final String ALL = "*";

    /** Those with a name after a colon, and the field of the resource. */
    private static final Map<String, String> CUSTOM = Map.ofEntries(
            Map.entry("batchGet", "database"),
            Map.entry("beginTransaction", "database"),
            Map.entry("commit", "database"),
            Map.entry("rollback", "database"),
            Map.entry("batchWrite", "database"),
            Map.entry("executePipeline", "database"),
            Map.entry("runQuery", "parent"),
            Map.entry("runAggregationQuery", "parent"),
            Map.entry("partitionQuery", "parent"),
            Map.entry("listCollectionIds", "parent"));

    /**
     * @param path decoded
     * @throws Refused NOT_FOUND when there is nothing at this path, UNIMPLEMENTED when there is but not for this verb
     */
    static Route of(String verb, String path) {
        if (!path.startsWith(VERSION)) {
            throw new Refused(Status.Code.NOT_FOUND, "The requested URL " + path + " was not found on this server.");
        }
        String resource = path.substring(VERSION.length());
        int colon = resource.lastIndexOf(':');
        String custom = colon < 0 ? "" : resource.substring(colon + 1);
        if (verb.equals("POST") && CUSTOM.containsKey(custom)) {
            return custom(custom, resource.substring(0, colon));
        }
        List<String> segments = List.of(resource.split("/", -1));
        if (segments.size() <= ROOT_SEGMENTS || !segments.get(ROOT_SEGMENTS - 1).equals(DOCUMENTS.substring(1))) {
            throw new Refused(Status.Code.NOT_FOUND, "The requested URL " + path + " was not found on this server.");
        }
        boolean document = segments.size() % 2 == 1;
        int last = resource.lastIndexOf('/');
        return switch (verb + (document ? " document" : " collection")) {
            case "GET document" -> new Route("GetDocument", "name", resource, Optional.empty(), "");
            case "DELETE document" -> new Route("DeleteDocument", "name", resource, Optional.empty(), "");
            case "PATCH document" ->
                new Route("UpdateDocument", "document.name", resource, Optional.empty(), "document");
            case "GET collection" ->
                new Route(
                        "ListDocuments",
                        "parent",
                        resource.substring(0, last),
                        Optional.of(resource.substring(last + 1)),
                        "");
            case "POST collection" ->
                new Route(
                        "CreateDocument",
                        "parent",
                        resource.substring(0, last),
                        Optional.of(resource.substring(last + 1)),
                        "document");
            default -> throw new Refused(Status.Code.UNIMPLEMENTED, verb + " is not a method of " + resource);
        };
    }

    private static Route custom(String name, String resource) {
        String field = CUSTOM.get(name);
        String method = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        if (!field.equals("database")) {
            return new Route(method, field, resource, Optional.empty(), ALL);
        }
        if (!resource.endsWith(DOCUMENTS)) {
            throw new Refused(Status.Code.NOT_FOUND, name + " is a method of projects/…/databases/…" + DOCUMENTS);
        }
        String database = resource.substring(0, resource.length() - DOCUMENTS.length());
        String full = method.equals("BatchGet") ? "BatchGetDocuments" : method;
        return new Route(full, field, database, Optional.empty(), ALL);
    }

    /** The request. */
    Message fill(Message empty, QueryStringDecoder query, String body) {
        Message.Builder request = empty.toBuilder();
        if (bodyField.equals(ALL)) {
            Json.merge(body, request);
        } else if (!bodyField.isEmpty()) {
            Json.merge(
                    body, request.getFieldBuilder(request.getDescriptorForType().findFieldByName(bodyField)));
        }
        query.parameters().forEach((name, values) -> {
            // "$alt" and its like are for Google's front end
            if (!name.startsWith("$") && !name.equals("key") && !name.equals("alt")) {
                values.forEach(value -> Json.set(request, name, value));
            }
        });
        Json.set(request, pathField, resource);
        collection.ifPresent(id -> Json.set(request, "collectionId", id));
        return request.build();
    }
}
