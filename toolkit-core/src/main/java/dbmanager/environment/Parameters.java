package dbmanager.environment;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows the question mark of a database URL, decoded and in order, for the driver.
 *
 * @param secrets those whose name says that they are secret, such as {@code sslpassword}
 */
public record Parameters(Map<String, String> plain, Map<String, Secret> secrets) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|passphrase|secret|token).*|pwd|pass|key|hexkey");

    public Parameters {
        plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    }

    static Parameters parse(String query) {
        Map<String, String> plain = new LinkedHashMap<>();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!NAME.matcher(name).matches()) {
                throw new DatabaseUrl.Malformed("what follows the ? is not name=value&name=value (is there a ? in the"
                        + " password? write it %3F)");
            }
            if (SECRET.matcher(name).matches()) {
                secrets.put(name, new Secret(value));
            } else {
                plain.put(name, value);
            }
        }
        return new Parameters(plain, secrets);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(plain.get(name));
    }

    Optional<Secret> findSecret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    Parameters without(String... names) {
        Map<String, String> fewerPlain = new LinkedHashMap<>(plain);
        Map<String, Secret> fewerSecrets = new LinkedHashMap<>(secrets);
        for (String name : names) {
            fewerPlain.remove(name);
            fewerSecrets.remove(name);
        }
        return new Parameters(fewerPlain, fewerSecrets);
    }

    /** Ready to be put behind a URL: empty, or with its question mark; secrets masked. */
    @Override
    public String toString() {
        String query = Stream.concat(
                        plain.entrySet().stream().map(p -> p.getKey() + "=" + encode(p.getValue())),
                        secrets.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A plus sign is a space here, as JDBC and SQLAlchemy have it. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DatabaseUrl.Malformed("a % is not followed by two hexadecimal digits (write % itself %25)");
        }
    }

    /** Decodes what stands before the question mark, where a plus sign is a plus sign. */
    static String decodePath(String text) {
        return decode(text.replace("+", "%2B"));
    }
}
