package dbmanager.cli.signal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Requests that are small, brief, and made once more when nobody answered well. Of an answer its status counts, and its body is not read. No redirect is followed: it would make a GET without its text of a
 * POST.
 */
final class Web {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Set<Integer> TRY_AGAIN = Set.of(408, 429, 500, 502, 503, 504);

    private final Duration limit;
    private Optional<HttpClient> client = Optional.empty();

    Web() {
        this(LIMIT);
    }

    /** @param limit of one request */
    Web(Duration limit) {
        this.limit = limit;
    }

    /**
     * Loads the certificates of the machine, if that was not done yet. It takes a while, so it is for the thread that speaks, beside the work of the
     * command; and for its beginning, since a signal that ends the command leaves no time for it.
     */
    void prepare() {
        client();
    }

    private HttpClient client() {
        if (client.isEmpty()) {
            client = Optional.of(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(limit)
                    .build());
        }
        return client.get();
    }

    void get(String url) throws Undelivered, InterruptedException {
        send(request(url).GET().build());
    }

    void postJson(String url, String json) throws Undelivered, InterruptedException {
        send(request(url)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(limit).header("User-Agent", "db-manager");
    }

    private void send(HttpRequest request) throws Undelivered, InterruptedException {
        Optional<Refusal> first = once(request);
        if (first.isEmpty()) {
            return;
        }
        Optional<Refusal> second = first.get().again() ? once(request) : first;
        if (second.isPresent()) {
            String tries = first.get().again() ? ", twice" : "";
            throw new Undelivered(
                    request.uri().getHost() + " " + second.get().why() + tries,
                    second.get().cause().orElse(null));
        }
    }

    /** @param again whether the next try may go better */
    private record Refusal(String why, boolean again, Optional<IOException> cause) {}

    private Optional<Refusal> once(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer = client().send(request, BodyHandlers.ofInputStream());
            answer.body().close(); // unread: it may have no end, and what was asked for is done by now
            int status = answer.statusCode();
            return status < 300
                    ? Optional.empty()
                    : Optional.of(new Refusal(words(status), TRY_AGAIN.contains(status), Optional.empty()));
        } catch (IOException e) {
            return Optional.of(new Refusal(words(e), true, Optional.of(e)));
        }
    }

    private static String words(int status) {
        return "answered " + status
                + (status < 400 ? ", a redirect, which is not followed: give the address that it leads to" : "");
    }

    private String words(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "did not answer within " + limit.toSeconds() + " s";
        }
        return e instanceof ConnectException
                ? "cannot be reached"
                : "broke off (" + e.getClass().getSimpleName() + ")";
    }
}
