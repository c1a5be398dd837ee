package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import dbmanager.sql.postgres.schema.Difference.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a migration or of its undo: what was written for it, mended where it would lose something, with remarks before what they speak of. */
public final class Script {
    private static final Pattern CONVERSION = Pattern.compile("(?s)(?<head>.* TYPE .*) USING .*");
    private static final Pattern DROPPED = Pattern.compile(
            "(?s)DROP (?<what>MATERIALIZED VIEW|VIEW|FUNCTION|PROCEDURE|SEQUENCE|TYPE|DOMAIN) (?<name>.*?)(?: CASCADE)?");

    private final Difference difference;
    private final Map<String, String> remarks;
    private final boolean undo;
    private final List<Address> remarked;
    private final List<String> lines = new ArrayList<>();

    private Script(Difference difference, Map<String, String> remarks, boolean undo) {
        this.difference = difference;
        this.remarks = new LinkedHashMap<>(remarks);
        this.undo = undo;
        this.remarked = remarked();
    }

    /**
     * @param renames statements that come before everything else
     * @param written what is between the two sides, in order
     * @param grants who may do what in the first database
     * @param remarks a comment for what happens to an object, by its name: {@code emp.email}
     */
    public static String up(
            Difference difference,
            List<String> renames,
            List<String> written,
            Grants grants,
            Map<String, String> remarks) {
        return new Script(difference, remarks, false).write(renames, written, grants, List.of());
    }

    /**
     * The way back. A column that must have a value, and was dropped with the values that it had, gets back with one that stands in for them: else
     * there would be no way back as long as there are rows.
     *
     * @param renames statements that come after everything else
     */
    public static String undo(
            Difference difference,
            List<String> written,
            Grants grants,
            List<String> renames,
            Map<String, String> remarks) {
        return new Script(difference, remarks, true).write(List.of(), written, grants, renames);
    }

    private String write(List<String> before, List<String> written, Grants grants, List<String> after) {
        before.forEach(this::statement);
        for (String sql : written) {
            remarksFor(sql).forEach(this::remark);
            madeAnew(sql).ifPresent(this::remark);
            mended(sql).forEach(this::statement);
        }
        collations(written).forEach(this::statement);
        numbers().forEach(this::statement);
        grants.lost(dropped(written)).forEach(this::statement);
        after.forEach(this::statement);
        StringBuilder text = new StringBuilder();
        remarks.values()
                .forEach(remark -> text.append("-- ").append(line(remark)).append('\n'));
        lines.forEach(text::append);
        return text.toString();
    }

    /** A name can hold a line break, which would end a comment. */
    static String line(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    private void statement(String sql) {
        lines.add(sql + ";\n");
    }

    private void remark(String text) {
        lines.add("-- " + line(text) + "\n");
    }

    /** Those that speak of what this statement does; each is said once. */
    private List<String> remarksFor(String sql) {
        List<String> found = new ArrayList<>();
        for (Address key : touched(sql)) {
            Optional.ofNullable(remarks.remove(difference.from().shown(key))).ifPresent(found::add);
        }
        return found;
    }

    /** A column that stays, and that was written to be dropped and added again. */
    private Optional<String> madeAnew(String sql) {
        return sql.contains("DROP COLUMN")
                ? difference.kept().stream()
                        .filter(pair -> pair.from().kind() == Kind.COLUMN
                                && !pair.from().has("generated")
                                && speaksOf(sql, pair.from().key()))
                        .map(pair -> "DESTRUCTIVE: column "
                                + difference.from().shown(pair.from().key())
                                + " is dropped and made anew, and loses its values")
                        .findFirst()
                : Optional.empty();
    }

    private List<Address> touched(String sql) {
        return remarked.stream().filter(key -> speaksOf(sql, key)).toList();
    }

    private List<Address> remarked() {
        Set<Address> keys = new LinkedHashSet<>(difference.from().definitions().keySet());
        keys.addAll(difference.to().definitions().keySet());
        return keys.stream()
                .filter(key -> key.kind() == Kind.TABLE || key.kind() == Kind.COLUMN)
                .filter(key -> remarks.containsKey(difference.from().shown(key)))
                .toList();
    }

    private static boolean speaksOf(String sql, Address key) {
        if (key.kind() == Kind.TABLE) {
            return Pattern.compile("(?s)DROP (?:FOREIGN )?TABLE " + qualified(key) + "\\b.*")
                    .matcher(sql)
                    .matches();
        }
        return key.kind() == Kind.COLUMN
                && Pattern.compile("(?s)ALTER TABLE (?:ONLY )?" + qualified(key.ofTable())
                                + "\\s.*(?:ADD|DROP|ALTER) COLUMN " + Sql.eitherWay(key.name()) + "(?![\\w$]).*")
                        .matcher(sql)
                        .matches();
    }

    private static String qualified(Address key) {
        return Sql.eitherWay(key.schema()) + "\\." + Sql.eitherWay(key.name());
    }

    private List<String> mended(String sql) {
        if (sql.contains("DROP COLUMN")) {
            return List.of(sql.replaceFirst("^ALTER TABLE ONLY ", "ALTER TABLE ")); // those that inherit it lose it too
        }
        for (Pair pair : difference.kept()) {
            if (pair.from().kind() == Kind.COLUMN
                    && pair.changes("type")
                    && Conversion.of(pair).isImplied()
                    && speaksOf(sql, pair.from().key())) {
                Matcher conversion = CONVERSION.matcher(sql);
                return List.of(conversion.matches() ? conversion.group("head") : sql);
            }
        }
        return undo ? standIn(sql) : List.of(sql);
    }

    /** A column that must have a value comes with an empty one, and has no default afterwards. */
    private List<String> standIn(String sql) {
        for (Definition column : difference.added()) {
            if (column.kind() == Kind.COLUMN
                    && column.has("not null")
                    && !Difference.hasValue(column)
                    && difference.from().find(column.key().ofTable()).isPresent()
                    && speaksOf(sql, column.key())
                    && sql.contains("ADD COLUMN")) {
                Optional<String> value = StandIn.of(
                        column.trait("type"), difference.to(), column.key().schema());
                if (value.isPresent()) {
                    return List.of(
                            sql + " DEFAULT " + value.get(),
                            "ALTER TABLE " + column.key().ofTable().sql() + " ALTER COLUMN "
                                    + column.key().sql() + " DROP DEFAULT");
                }
            }
        }
        return List.of(sql);
    }

    /** A column that loses its COLLATE has the one of its type, which must be said. */
    private List<String> collations(List<String> written) {
        return difference.kept().stream()
                .filter(pair -> pair.from().kind() == Kind.COLUMN
                        && pair.from().has("collation")
                        && !pair.to().has("collation")
                        && written.stream()
                                .noneMatch(sql -> speaksOf(sql, pair.from().key()) && sql.contains(" TYPE ")))
                .map(pair -> "ALTER TABLE " + pair.from().key().ofTable().sql() + " ALTER COLUMN "
                        + pair.from().key().sql() + " TYPE " + pair.to().trait("type"))
                .toList();
    }

    /** A column that had its numbers from elsewhere goes on behind the highest. */
    private List<String> numbers() {
        List<String> statements = new ArrayList<>();
        for (Pair pair : difference.kept()) {
            if (pair.from().kind() == Kind.COLUMN
                    && !pair.from().has("identity")
                    && pair.to().has("identity")
                    && !pair.from().trait("default").startsWith("nextval(")) {
                String table = pair.from().key().ofTable().sql();
                String column = pair.from().key().sql();
                statements.add("SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(" + Sql.literal(table) + ", "
                        + Sql.literal(pair.from().key().name()) + "), greatest(max(" + column
                        + "), 0) + 1, false) FROM " + table);
            }
        }
        return statements;
    }

    /** What goes and may come again under its name, as {@link Grants} knows it. */
    private List<String> dropped(List<String> written) {
        List<String> dropped = new ArrayList<>();
        for (String sql : written) {
            Matcher matcher = DROPPED.matcher(sql);
            if (matcher.matches()) {
                dropped.add(matcher.group("name"));
            }
        }
        return dropped.stream().filter(this::comesAgain).toList();
    }

    private boolean comesAgain(String name) {
        String plain = name.replace("\"", "").replaceFirst("\\(.*", "").toLowerCase(Locale.ROOT);
        return difference.to().definitions().keySet().stream()
                .anyMatch(key -> key.owner().isEmpty()
                        && (key.schema() + "." + key.name().replaceFirst("\\(.*", ""))
                                .toLowerCase(Locale.ROOT)
                                .equals(plain));
    }
}
