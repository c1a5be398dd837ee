package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that stand where a value must be and nobody knows which: empty ones. */
final class StandIn {
    private static final Pattern FIRST_LABEL = Pattern.compile("('(?:[^']|'')*').*", Pattern.DOTALL);

    private static final Map<String, String> BY_TYPE = Map.ofEntries(
            Map.entry("text", "''"),
            Map.entry("character varying", "''"),
            Map.entry("character", "''"),
            Map.entry("\"char\"", "''"),
            Map.entry("smallint", "0"),
            Map.entry("integer", "0"),
            Map.entry("bigint", "0"),
            Map.entry("numeric", "0"),
            Map.entry("real", "0"),
            Map.entry("double precision", "0"),
            Map.entry("boolean", "false"),
            Map.entry("bytea", "'\\x'"),
            Map.entry("json", "'null'"),
            Map.entry("jsonb", "'null'"),
            Map.entry("date", "'1970-01-01'"),
            Map.entry("timestamp without time zone", "'1970-01-01'"),
            Map.entry("timestamp with time zone", "'1970-01-01 00:00:00Z'"),
            Map.entry("time without time zone", "'00:00'"),
            Map.entry("interval", "'0'"),
            Map.entry("uuid", "'00000000-0000-0000-0000-000000000000'"));

    private StandIn() {}

    /** Empty where there is none that the type surely takes. */
    static Optional<String> of(String type, Catalog catalog, String schema) {
        if (type.endsWith("[]")) {
            return Optional.of("'{}'");
        }
        String base = type.replaceFirst("\\(.*?\\)", "");
        return Optional.ofNullable(BY_TYPE.get(base)).or(() -> firstLabel(base, catalog, schema));
    }

    private static Optional<String> firstLabel(String type, Catalog catalog, String schema) {
        String name = type.startsWith(schema + ".") ? type.substring(schema.length() + 1) : type;
        return catalog.find(new Address(Kind.TYPE, schema, "", name)).flatMap(found -> {
            Matcher first = FIRST_LABEL.matcher(found.trait("values"));
            return first.matches() ? Optional.of(first.group(1)) : Optional.empty();
        });
    }
}
