package dbmanager.environment;

import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code users:} and {@code applications:} below the {@code casdoor:} of a database. */
final class DeclaredMapping {
    private static final List<String> OF_USERS = List.of("into", "key", "fields", "active", "workspace");
    private static final List<String> OF_APPLICATIONS = List.of("into", "key", "fields", "active", "default");

    /** Of a user or an application in Casdoor, by parts of their names. */
    private static final List<String> SECRET =
            List.of("password", "secret", "token", "salt", "privatekey", "recoverycode", "totp", "cert", "accesskey");

    private DeclaredMapping() {}

    static CasdoorMapping users(Block block) {
        return of(block.allow(OF_USERS));
    }

    static CasdoorMapping applications(Block block) {
        return of(block.allow(OF_APPLICATIONS));
    }

    private static CasdoorMapping of(Block block) {
        Map<String, String> fields = new LinkedHashMap<>();
        Block declared = block.need("fields").block();
        for (String column : declared.keys()) {
            Item field = declared.find(column).orElseThrow();
            refuseSecret(field);
            fields.put(column, field.text());
        }
        String key = block.need("key").text();
        if (!fields.containsKey(key)) {
            throw block.need("key")
                    .complain(
                            key + " is the key of " + block.name() + " and none of its fields",
                            "say in fields: what it takes, such as " + key + ": id");
        }
        Map<String, String> fallback = new LinkedHashMap<>();
        block.block("default")
                .ifPresent(given -> given.keys()
                        .forEach(field -> fallback.put(
                                field, given.find(field).orElseThrow().text())));
        if (!fallback.isEmpty() && !fallback.containsKey(fields.get(key))) {
            throw block.need("default")
                    .complain(
                            "the default of " + block.name() + " has no " + fields.get(key) + ", which is the key",
                            "give it one: " + fields.get(key) + ": default");
        }
        return new CasdoorMapping(
                block.need("into").text(),
                key,
                fields,
                block.need("active").text(),
                fallback,
                block.find("workspace").map(Item::text));
    }

    private static void refuseSecret(Item field) {
        String name = field.text().toLowerCase(Locale.ROOT);
        if (SECRET.stream().anyMatch(name::contains)) {
            throw field.complain(
                    "\"" + field.text() + "\" is a secret of Casdoor, which no database needs",
                    "remove it from fields:");
        }
    }
}
