package dbmanager.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an emulator answers besides gRPC. Never goes through a proxy. */
final class Http {
    private static final int OK = 200;
    private static final int ENOUGH = 2_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private Http() {}

    /**
     * Asks for its health, which every version answers with {@code Ok}.
     *
     * @throws IOException when nobody answers in time, or not like an emulator; the message says what came
     */
    static void health(Address address, Duration patience) throws IOException {
        String answer = request("GET", address, "/", patience);
        if (!answer.strip().equalsIgnoreCase("ok")) {
            throw new IOException("it answers, but not like an emulator: " + firstLine(answer));
        }
    }

    /** The one call of Google's emulator that production does not have. */
    static void wipe(Address address, String project, String database, Duration patience) throws IOException {
        request(
                "DELETE",
                address,
                "/emulator/v1/projects/" + escaped(project) + "/databases/" + escaped(database) + "/documents",
                patience);
    }

    private static String request(String method, Address address, String path, Duration patience) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
        try {
            int status = connection.getResponseCode();
            String body = body(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            if (status != OK) {
                throw new IOException(method + " " + path + " is answered with " + status + " " + firstLine(body));
            }
            return body;
        } finally {
            connection.disconnect();
        }
    }

    private static String body(InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readNBytes(ENOUGH), StandardCharsets.UTF_8);
        }
    }

    private static String firstLine(String body) {
        String line = body.strip().lines().findFirst().orElse("");
        return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
