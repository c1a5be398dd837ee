package dbmanager.environment;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL database.
 *
 * @param host a name, an address (IPv6 without brackets), or a folder with a socket
 * @param parameters without {@code user, password, host, port, dbname}, which are lifted out of them
 */
public record PostgresqlUrl(
        String host, int port, String database, Optional<String> user, Optional<Secret> password, Parameters parameters)
        implements DatabaseUrl {
    private static final int DEFAULT_PORT = 5432;

    /** The authority ends at the last @ before the first slash, so that a password with a plain @ is read as meant. */
    private static final Pattern URL =
            Pattern.compile("(//((?<login>[^/?]*)@)?(?<host>\\[[0-9A-Fa-f:.%]+]|[^/?:@\\[\\]]*)"
                    + "(:(?<port>[^/?@]*))?(/|(?=\\?)|$))?(?<database>[^?]*)(\\?(?<query>.*))?");

    private static final Set<String> THIS_MACHINE =
            Set.of("localhost", "127.0.0.1", "0.0.0.0", "::1", "/tmp", "/run/postgresql", "/var/run/postgresql");

    static PostgresqlUrl parse(String rest, boolean jdbc) {
        Matcher url = URL.matcher(rest);
        if (rest.contains("#")) {
            throw new Malformed("it has a # (write it %23)");
        }
        if (!rest.startsWith("//") && !jdbc) {
            throw new Malformed("postgresql: is not followed by //");
        }
        if (!url.matches()) {
            throw new Malformed(
                    "it is not //user:password@host:port/database (in a password write / as %2F and : as %3A)");
        }
        Parameters parameters = Parameters.parse(text(url, "query").orElse(""));
        Optional<String[]> login = text(url, "login").map(text -> text.split(":", 2));
        return new PostgresqlUrl(
                parameters
                        .find("host")
                        .or(() -> text(url, "host"))
                        .map(PostgresqlUrl::host)
                        .orElse("localhost"),
                parameters
                        .find("port")
                        .or(() -> text(url, "port"))
                        .map(PostgresqlUrl::port)
                        .orElse(DEFAULT_PORT),
                parameters.find("dbname").orElseGet(() -> database(url.group("database"))),
                parameters.find("user").or(() -> login.map(parts -> Parameters.decodePath(parts[0]))),
                parameters
                        .findSecret("password")
                        .or(() -> login.filter(parts -> parts.length == 2)
                                .map(parts -> new Secret(Parameters.decodePath(parts[1])))),
                parameters.without("host", "port", "dbname", "user", "password"));
    }

    private static Optional<String> text(Matcher url, String group) {
        return Optional.ofNullable(url.group(group)).filter(text -> !text.isEmpty());
    }

    private static String host(String text) {
        if (text.contains(",")) {
            throw new Malformed("it names several hosts; name the one that takes writes");
        }
        return Parameters.decodePath(text.startsWith("[") ? text.substring(1, text.length() - 1) : text);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535 || Integer.parseInt(text) == 0) {
            throw new Malformed(
                    "its port is not a number from 1 to 65535" + " (is there a / in the password? write it %2F)");
        }
        return Integer.parseInt(text);
    }

    /** A slash or an @ here is almost always one of the password that was not encoded: it must not pass for a name, which is printed. */
    private static String database(String text) {
        if (text.isEmpty()) {
            throw new Malformed("it names no database; write //host/database");
        }
        if (text.contains("/") || text.contains("@") || text.contains(":")) {
            throw new Malformed("its database name has a /, : or @ (in a password write / as %2F, @ as %40)");
        }
        return Parameters.decodePath(text);
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public boolean sameDatabaseAs(DatabaseUrl other) {
        return other instanceof PostgresqlUrl url
                && server().equals(url.server())
                && port == url.port
                && database.equals(url.database);
    }

    private String server() {
        String name = host.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return THIS_MACHINE.contains(plain) ? "localhost" : plain;
    }

    @Override
    public String toString() {
        String login = user.orElse("") + password.map(secret -> ":" + secret).orElse("");
        return "postgresql://" + (login.isEmpty() ? "" : login + "@")
                + (host.contains(":") ? "[" + host + "]" : host.replace("/", "%2F"))
                + (port == DEFAULT_PORT ? "" : ":" + port) + "/" + database + parameters;
    }
}
