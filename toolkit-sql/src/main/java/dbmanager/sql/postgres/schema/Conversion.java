package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Difference.Pair;
import java.util.List;
import java.util.Set;

/** A column's way from one type to another, by their names as {@code format_type} writes them. */
record Conversion(String from, String to) {
    private static final Set<String> TEXTS = Set.of("text", "character varying", "character");

    /** Each holds what those before it hold. */
    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

    static Conversion of(Pair column) {
        return new Conversion(column.from().trait("type"), column.to().trait("type"));
    }

    private static String base(String type) {
        return type.replaceFirst("\\(.*?\\)", "");
    }

    /**
     * Whether the server finds the way itself, and then refuses what does not fit. A cast that somebody asks for cuts texts off instead
     * (sql-expressions.html, "explicit cast").
     */
    boolean isImplied() {
        return base(from).equals(base(to)) || (TEXTS.contains(base(from)) && TEXTS.contains(base(to)));
    }

    /** Whether a value can become another one, or be refused. */
    boolean mayLose() {
        boolean wider = INTEGERS.contains(from) && INTEGERS.indexOf(to) > INTEGERS.indexOf(from);
        boolean number = INTEGERS.contains(from) && to.equals("numeric");
        boolean text = to.equals("text") && !from.startsWith("character(");
        boolean longer = base(from).equals("character varying")
                && base(to).equals("character varying")
                && length(to) >= length(from);
        return !(wider || number || text || longer);
    }

    private static int length(String type) {
        String digits = type.replaceAll("\\D", "");
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** A condition for the values that are others afterwards; it fails for values that cannot be converted. */
    String lost() {
        return "%s IS NOT NULL AND (%s::" + to + ")::text IS DISTINCT FROM %s::text";
    }
}
