package dbmanager.casdoor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dbmanager.environment.CasdoorMapping;
import dbmanager.environment.CasdoorSettings;
import dbmanager.environment.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Casdoor server that is asked for lists, page by page and not too fast. A list is given only when it is whole: as many different entries as the server
 * says that there are. Redirects are not followed, lest the secret goes to somebody else.
 */
final class Casdoor {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;
    private static final int LARGEST_ANSWER = 64 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;
    private static final int OK = 200;

    private final CasdoorSettings settings;
    private final Duration patience;
    private final HttpClient client;
    private long nextRequest = System.nanoTime();

    Casdoor(CasdoorSettings settings) {
        this(settings, ANSWER);
    }

    /** @param patience how long an answer may take until all of it is there */
    Casdoor(CasdoorSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * All of them, by the field that tells them apart. Where that takes several pages they are read twice: who is added or removed in between moves
     * others from a page that is still to come to one that was read, and the number may be right all the same.
     *
     * @param more fields that are kept of each, beside those of the mapping; nothing else is, whatever the server sends
     * @throws CasdoorTrouble when the list did not come, or not whole
     * @throws BadMapping when none of those that are listed has a field of the mapping
     */
    Map<String, Map<String, Object>> list(Listing what, CasdoorMapping mapping, Collection<String> more) {
        Reading first = read(what, mapping, more);
        if (first.pages <= 1) {
            return first.found;
        }
        Reading second = read(what, mapping, more);
        if (!first.found.keySet().equals(second.found.keySet())) {
            throw CasdoorTrouble.changing(server(), what.toString());
        }
        return second.found;
    }

    /** A list as its pages had it. */
    private record Reading(Map<String, Map<String, Object>> found, int pages) {}

    private Reading read(Listing what, CasdoorMapping mapping, Collection<String> more) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        Set<String> wanted = new HashSet<>(mapping.fields().values());
        wanted.addAll(more);
        Set<String> known = new HashSet<>();
        long total = 0;
        int entries = 0;
        int page = 0;
        do {
            page++;
            JsonObject answer = ask(what.path(
                    URLEncoder.encode(settings.organization(), StandardCharsets.UTF_8), page, settings.pageSize()));
            total = total(answer);
            List<JsonObject> data = data(answer);
            data.forEach(entry -> known.addAll(entry.keySet()));
            for (JsonObject entry : data) {
                Map<String, Object> one = JsonValues.fields(entry, wanted);
                Object key = one.get(mapping.keyField());
                if (key == null) {
                    requireKnown(List.of(mapping.keyField()), what, mapping, known);
                    throw CasdoorTrouble.garbled(
                            server(), "one of the " + what + " has no " + mapping.keyField(), null);
                }
                found.put(key.toString(), one);
            }
            entries += data.size();
            if (data.isEmpty()) {
                break;
            }
        } while (entries < total);
        if (found.size() != total) {
            throw CasdoorTrouble.incomplete(server(), what.toString(), total, found.size());
        }
        if (!found.isEmpty()) {
            requireKnown(mapping.fields().values(), what, mapping, known);
        }
        return new Reading(found, page);
    }

    /** Casdoor writes each field of an entry, also an empty one (User in object/user.go): what none of them has is a slip of the pen. */
    private static void requireKnown(
            Collection<String> fields, Listing what, CasdoorMapping mapping, Set<String> known) {
        for (String field : fields) {
            if (!known.contains(field)) {
                throw BadMapping.noField(what, mapping, field, known);
            }
        }
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

    private List<JsonObject> data(JsonObject answer) {
        JsonElement data = answer.get("data");
        if (data == null || data.isJsonNull()) {
            return List.of();
        }
        if (!data.isJsonArray()) {
            throw CasdoorTrouble.garbled(server(), "its data are no list", null);
        }
        List<JsonObject> entries = new ArrayList<>();
        for (JsonElement entry : data.getAsJsonArray()) {
            if (!entry.isJsonObject()) {
                throw CasdoorTrouble.garbled(server(), "its data hold something that is no object", null);
            }
            entries.add(entry.getAsJsonObject());
        }
        return entries;
    }

    private String server() {
        return settings.endpoint().toString();
    }

    private JsonObject ask(String path) {
        for (int attempt = 1; ; attempt++) {
            waitForTurn(attempt);
            try {
                HttpResponse<byte[]> response = answer(request(path));
                boolean again = response.statusCode() == TOO_MANY || response.statusCode() >= SERVERS_FAULT;
                if (!again || attempt == ATTEMPTS) {
                    return read(response.statusCode(), response.body());
                }
            } catch (BoundedBody.TooLarge e) {
                throw CasdoorTrouble.garbled(server(), "a page of more than 64 MiB; give casdoor: a smaller page", e);
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

    /** All of it within the time that an answer may take: the client's own limit ends with the headers. */
    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(request, headers -> new BoundedBody(LARGEST_ANSWER));
        try {
            return coming.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException trouble ? trouble : new IOException(e.getCause());
        } finally {
            coming.cancel(true);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** By client id and secret, as the page on the public API says under "by client ID and client secret". */
    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server() + path))
                .header("Accept", "application/json")
                .header("Authorization", "Basic " + login())
                .build();
    }

    private String login() {
        String login = settings.clientId() + ":" + settings.clientSecret().reveal();
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** A server may repeat what it was asked with. */
    private String withoutSecret(String said) {
        Secret secret = settings.clientSecret();
        return said.replace(login(), secret.toString()).replace(secret.reveal(), secret.toString());
    }

    private JsonObject read(int status, byte[] body) {
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw CasdoorTrouble.refused(server(), "HTTP status " + status);
        }
        if (status == TOO_MANY || status >= SERVERS_FAULT) {
            throw CasdoorTrouble.unreachable(server(), "HTTP status " + status, null);
        }
        if (status != OK) {
            throw CasdoorTrouble.garbled(server(), "HTTP status " + status, null);
        }
        JsonObject answer = object(new String(body, StandardCharsets.UTF_8));
        String said = JsonValues.text(answer.get("status"));
        if (said.equals("error")) {
            String why = withoutSecret(JsonValues.text(answer.get("msg")));
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
