package dbmanager.casdoor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dbmanager.environment.CasdoorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Casdoor server that is asked for lists, page by page and not too fast. A list is given only when it is whole: as many different entries as the server
 * says that there are. Redirects are not followed, lest the secret goes to somebody else.
 */
final class Casdoor {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    private static final int LARGEST_ANSWER = 64 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;
    private static final int OK = 200;

    private final CasdoorSettings settings;
    private final HttpClient client;
    private long nextRequest = System.nanoTime();

    Casdoor(CasdoorSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * All of them, by the field that tells them apart.
     *
     * @param fields that are kept of each; nothing else is, whatever the server sends
     * @throws CasdoorTrouble when the list did not come, or not whole
     */
    Map<String, Map<String, Object>> list(Listing what, String keyField, Collection<String> fields) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        Set<String> wanted = new HashSet<>(fields);
        wanted.add(keyField);
        long total = 0;
        int entries = 0;
        for (int page = 1; page == 1 || entries < total; page++) {
            JsonObject answer = ask(what.path(
                    URLEncoder.encode(settings.organization(), StandardCharsets.UTF_8), page, settings.pageSize()));
            total = total(answer);
            JsonArray data = array(answer);
            for (JsonElement entry : data) {
                Map<String, Object> one = JsonValues.fields(entry, wanted, server());
                Object key = one.get(keyField);
                if (key == null) {
                    throw CasdoorTrouble.garbled(server(), "one of the " + what + " has no " + keyField, null);
                }
                found.put(key.toString(), one);
            }
            entries += data.size();
            if (data.isEmpty()) {
                break;
            }
        }
        if (found.size() != total) {
            throw CasdoorTrouble.incomplete(server(), what.toString(), total, found.size());
        }
        return found;
    }

    private long total(JsonObject answer) {
        JsonElement total = answer.get("data2");
        if (total == null
                || !total.isJsonPrimitive()
                || !total.getAsJsonPrimitive().isNumber()) {
            throw CasdoorTrouble.garbled(server(), "it does not say how many there are (data2)", null);
        }
        return total.getAsLong();
    }

    private JsonArray array(JsonObject answer) {
        JsonElement data = answer.get("data");
        if (data == null || data.isJsonNull()) {
            return new JsonArray();
        }
        if (!data.isJsonArray()) {
            throw CasdoorTrouble.garbled(server(), "its data are no list", null);
        }
        return data.getAsJsonArray();
    }

    private String server() {
        return settings.endpoint().toString();
    }

    private JsonObject ask(String path) {
        for (int attempt = 1; ; attempt++) {
            waitForTurn(attempt);
            try {
                HttpResponse<InputStream> response =
                        client.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    boolean again = response.statusCode() == TOO_MANY || response.statusCode() >= SERVERS_FAULT;
                    if (!again || attempt == ATTEMPTS) {
                        return read(response.statusCode(), body);
                    }
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw CasdoorTrouble.unreachable(server(), reason(e), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CasdoorTrouble.unreachable(server(), "interrupted", e);
            }
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** By client id and secret, as the page on the public API says under "by client ID and client secret". */
    private HttpRequest request(String path) {
        String login = settings.clientId() + ":" + settings.clientSecret().reveal();
        return HttpRequest.newBuilder(URI.create(server() + path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private JsonObject read(int status, InputStream body) throws IOException {
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw CasdoorTrouble.refused(server(), "HTTP status " + status);
        }
        if (status == TOO_MANY || status >= SERVERS_FAULT) {
            throw CasdoorTrouble.unreachable(server(), "HTTP status " + status, null);
        }
        if (status != OK) {
            throw CasdoorTrouble.garbled(server(), "HTTP status " + status, null);
        }
        byte[] bytes = body.readNBytes(LARGEST_ANSWER);
        if (bytes.length == LARGEST_ANSWER) {
            throw CasdoorTrouble.garbled(server(), "a page of more than 64 MiB; give casdoor: a smaller page", null);
        }
        JsonObject answer = object(new String(bytes, StandardCharsets.UTF_8));
        String said = JsonValues.text(answer.get("status"));
        if (said.equals("error")) {
            String why = JsonValues.text(answer.get("msg"));
            throw why.toLowerCase(Locale.ROOT).contains("unauthorized") || why.contains("login")
                    ? CasdoorTrouble.refused(server(), why)
                    : CasdoorTrouble.failed(server(), why);
        }
        if (!said.equals("ok")) {
            throw CasdoorTrouble.garbled(server(), "its status is neither ok nor error", null);
        }
        return answer;
    }

    private JsonObject object(String text) {
        try {
            return JsonParser.parseString(text).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw CasdoorTrouble.garbled(server(), "it is no JSON object", e);
        }
    }

    /** One request after the other with a pause between them; a longer one before a request is made again. */
    private void waitForTurn(int attempt) {
        long pause = TimeUnit.SECONDS.toNanos(1) / settings.perSecond();
        long now = System.nanoTime();
        long at = Math.max(now, nextRequest) + (attempt - 1) * pause;
        try {
            TimeUnit.NANOSECONDS.sleep(at - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CasdoorTrouble.unreachable(server(), "interrupted", e);
        }
        nextRequest = at + pause;
    }
}
