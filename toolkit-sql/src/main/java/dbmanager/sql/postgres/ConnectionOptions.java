package dbmanager.sql.postgres;

import dbmanager.environment.PostgresqlUrl;
import dbmanager.environment.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * What follows the question mark of a URL, for the driver and for libpq's programs. Both have most of it under different names: sources are the
 * PGProperty enumeration of pgjdbc and postgresql.org/docs/current/libpq-envars.html.
 */
final class ConnectionOptions {
    /** libpq's name, the driver's, and the variable of libpq's programs; empty where one of them has none. */
    private record Name(String libpq, String driver, String variable) {}

    private static final List<Name> NAMES = List.of(
            new Name("sslmode", "sslmode", "PGSSLMODE"),
            new Name("ssl", "sslmode", "PGSSLMODE"), // asyncpg's
            new Name("sslcert", "sslcert", "PGSSLCERT"),
            new Name("sslkey", "sslkey", "PGSSLKEY"),
            new Name("sslrootcert", "sslrootcert", "PGSSLROOTCERT"),
            new Name("sslpassword", "sslpassword", ""),
            new Name("gssencmode", "gssEncMode", "PGGSSENCMODE"),
            new Name("channel_binding", "channelBinding", "PGCHANNELBINDING"),
            new Name("connect_timeout", "connectTimeout", "PGCONNECT_TIMEOUT"),
            new Name("options", "options", "PGOPTIONS"),
            new Name("target_session_attrs", "targetServerType", "PGTARGETSESSIONATTRS"),
            new Name("application_name", "", ""),
            new Name("client_encoding", "", ""),
            new Name("currentSchema", "currentSchema", ""));

    private final PostgresqlUrl url;

    ConnectionOptions(PostgresqlUrl url) {
        this.url = url;
    }

    /** @throws ServerTrouble when the URL asks for something that neither has */
    Properties forDriver() {
        Properties properties = new Properties();
        given().forEach((key, value) -> {
            Optional<Name> name = named(key);
            String driver = name.map(Name::driver).orElse(key);
            if (name.isEmpty() && PGProperty.forName(key) == null) {
                throw ServerTrouble.unusable(
                        url.toString(),
                        "nobody knows its parameter " + key,
                        "take it out of the URL, or correct its name");
            }
            if (!driver.isEmpty()) {
                properties.setProperty(driver, driver.equals("targetServerType") ? serverType(value) : value);
            }
        });
        if ("true".equals(properties.getProperty("sslmode"))) { // the driver's own ssl=true
            properties.setProperty("sslmode", "verify-full");
        }
        return properties;
    }

    /** With what libpq's programs reach the same server in the same way; the password is not among them. */
    Map<String, String> forPrograms() {
        Map<String, String> variables = new LinkedHashMap<>();
        given().forEach((key, value) -> named(key)
                .map(Name::variable)
                .filter(variable -> !variable.isEmpty())
                .ifPresent(variable -> variables.put(variable, value)));
        return variables;
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>(url.parameters().plain());
        for (Map.Entry<String, Secret> secret : url.parameters().secrets().entrySet()) {
            given.put(secret.getKey(), secret.getValue().reveal());
        }
        given.keySet().removeAll(List.of(Timeouts.LOCK, Timeouts.STATEMENT));
        return given;
    }

    private static Optional<Name> named(String key) {
        List<Name> found = new ArrayList<>();
        for (Name name : NAMES) {
            if (name.libpq().equals(key)) {
                found.add(name);
            }
        }
        return found.stream().findFirst();
    }

    private static String serverType(String libpq) {
        return switch (libpq) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
        };
    }
}
