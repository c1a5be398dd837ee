package dbmanager.firestore.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dbmanager.firestore.document.DatabaseName;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The part of Firestore's Admin API that makes composite indexes.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.indexes/create">the request</a>
 */
public final class IndexAdmin {
    static final URI GOOGLE = URI.create("https://firestore.googleapis.com");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONFLICT = 409;

    private final URI server;
    private final DatabaseName database;
    private final Supplier<String> token;

    /** @param token of the account that asks */
    IndexAdmin(URI server, DatabaseName database, Supplier<String> token) {
        this.server = server;
        this.database = database;
        this.token = token;
    }

    /** What became of the wish for an index. */
    public sealed interface Answer {
        /** It was there already, or is being built. */
        record There() implements Answer {}

        /** Firestore builds it; until that is done, queries that need it fail. */
        record Begun() implements Answer {}

        /** @param why in the server's words */
        record Refused(String why) implements Answer {}
    }

    /**
     * @param index its scope and fields, in the form that {@code firestore.indexes.json} has too
     * @throws NoCredentials when there is no account to ask as
     */
    public Answer create(String collectionGroup, JsonObject index) {
        URI place = server.resolve("/v1/" + database + "/collectionGroups/"
                + URLEncoder.encode(collectionGroup, StandardCharsets.UTF_8).replace("+", "%20") + "/indexes");
        HttpRequest request = HttpRequest.newBuilder(place)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(index.toString()))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == CONFLICT) {
                return new Answer.There();
            }
            return response.statusCode() / 100 == 2 ? new Answer.Begun() : new Answer.Refused(why(response));
        } catch (IOException e) {
            return new Answer.Refused("the Admin API does not answer: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted("the index may have been asked for");
        }
    }

    private static String why(HttpResponse<String> response) {
        try {
            JsonElement error =
                    JsonParser.parseString(response.body()).getAsJsonObject().get("error");
            return error.getAsJsonObject().get("message").getAsString();
        } catch (JsonParseException | IllegalStateException | NullPointerException | UnsupportedOperationException e) {
            return String.format(Locale.ROOT, "HTTP %d", response.statusCode());
        }
    }
}
