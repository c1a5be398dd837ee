package dbmanager.cli;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Answers on loopback as Casdoor's public API does (casdoor.org/docs/basic/public-api, and GetUsers in its controllers/user.go): pages by {@code p} and
 * {@code pageSize}, entries in {@code data}, their whole number in {@code data2}; whoever does not log in gets an error with HTTP status 200.
 */
final class CasdoorServer implements AutoCloseable {
    static final String SECRET = "casdoor-s3cret";

    private final HttpServer server;
    private final List<Map<String, Object>> users = new ArrayList<>();
    private final List<Map<String, Object>> applications = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Fault fault = Fault.NONE;

    enum Fault {
        NONE,
        /** The second page holds less than it should. */
        HALF_A_PAGE,
        /** Between the first two pages one of the first is removed and one at the end is added. */
        MOVING,
        GARBAGE,
        UNAUTHORIZED,
        /** The first answer is that it has too much to do. */
        BUSY_ONCE,
        BUSY
    }

    CasdoorServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/get-users", exchange -> answer(exchange, users));
        server.createContext("/api/get-organization-applications", exchange -> answer(exchange, applications));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    CasdoorServer user(String id, String name, String email) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("owner", "shop");
        user.put("id", id);
        user.put("name", name);
        user.put("displayName", name.toUpperCase(Locale.ROOT));
        user.put("email", email);
        user.put("avatar", "");
        user.put("password", "***");
        user.put("isForbidden", false);
        users.add(user);
        return this;
    }

    CasdoorServer application(String name) {
        applications.add(Map.of("owner", "admin", "name", name, "displayName", name + " shop"));
        return this;
    }

    /** Changes one field of a user. */
    CasdoorServer set(String id, String field, Object value) {
        users.stream().filter(user -> user.get("id").equals(id)).forEach(user -> user.put(field, value));
        return this;
    }

    CasdoorServer without(String id) {
        users.removeIf(user -> user.get("id").equals(id));
        return this;
    }

    CasdoorServer with(Fault other) {
        fault = other;
        return this;
    }

    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange, List<Map<String, Object>> all) throws IOException {
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        asked.add(exchange.getRequestURI().toString());
        String login = "Basic "
                + Base64.getEncoder().encodeToString(("shop-client:" + SECRET).getBytes(StandardCharsets.UTF_8));
        boolean known = login.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean busy = fault == Fault.BUSY || (fault == Fault.BUSY_ONCE && asked.size() == 1);
        if (busy) {
            send(exchange, 503, "try later");
        } else if (fault == Fault.GARBAGE) {
            send(exchange, 200, "<html>Sign in</html>");
        } else if (!known || fault == Fault.UNAUTHORIZED) {
            send(exchange, 200, "{\"status\": \"error\", \"msg\": \"Unauthorized operation\"}");
        } else {
            send(exchange, 200, page(all, Integer.parseInt(query.get("p")), Integer.parseInt(query.get("pageSize"))));
        }
    }

    private String page(List<Map<String, Object>> all, int page, int size) {
        int from = Math.min(all.size(), (page - 1) * size);
        int to = Math.min(all.size(), from + size);
        List<Map<String, Object>> data = all.subList(from, fault == Fault.HALF_A_PAGE && page == 2 ? from : to);
        String text = new Gson().toJson(Map.of("status", "ok", "msg", "", "data", data, "data2", all.size()));
        if (fault == Fault.MOVING && page == 1 && to < all.size()) {
            fault = Fault.NONE;
            all.remove(0);
            user("u9", "zoe", "zoe@shop.example");
        }
        return text;
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
