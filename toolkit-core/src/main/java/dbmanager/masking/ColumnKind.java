package dbmanager.masking;

import dbmanager.exchange.Column;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be said of a column by its declared type alone, as far as a masked value has to fit into it.
 *
 * @param declared as the engine calls it; empty where there is none
 * @param longest of its texts, in characters
 * @param bits of its whole numbers, the sign among them
 */
record ColumnKind(String declared, Form form, OptionalInt longest, int bits) {
    private static final Pattern LENGTH = Pattern.compile("(?<name>[a-z ]+?) ?\\((?<length>\\d+)\\)");
    private static final Pattern TEXT = Pattern.compile(".*(char|text|clob|name|string).*");
    private static final Pattern NEITHER = Pattern.compile(
            "(date|time|interval|bool|json|inet|cidr|macaddr|bit|xml|point|line|lseg|box|path|polygon|circle|tsvector).*|.*\\[]");

    enum Form {
        /** A text of any kind, or a column that takes everything. */
        TEXT,
        UUID,
        /** Something with a grammar of its own, in which a text made of others makes no sense: dates, truth values, JSON, lists. */
        OTHER
    }

    static ColumnKind of(Column column) {
        String declared = column.type().toLowerCase(Locale.ROOT).strip();
        if (declared.equals("uuid")) {
            return new ColumnKind(declared, Form.UUID, OptionalInt.empty(), Long.SIZE);
        }
        Matcher length = LENGTH.matcher(declared);
        OptionalInt longest =
                length.matches() && TEXT.matcher(length.group("name")).matches()
                        ? OptionalInt.of(Integer.parseInt(length.group("length")))
                        : OptionalInt.empty();
        Form form = NEITHER.matcher(declared).matches() ? Form.OTHER : Form.TEXT;
        return new ColumnKind(declared, form, longest, bits(declared));
    }

    /** Whether a trigger or the application fills it with the words of other columns (postgresql.org/docs/current/datatype-textsearch.html). */
    boolean isWordsOfOthers() {
        return declared.startsWith("tsvector");
    }

    /** Whether a text of it says nothing: the empty one, which PostgreSQL fills up with blanks where all have one length. */
    boolean isEmpty(String text) {
        return text.isEmpty() || (declared.startsWith("character(") && text.isBlank());
    }

    /** Whether it is one of the declared type. SQLite lets in larger ones. */
    boolean holds(BigInteger number) {
        return number.bitLength() < bits;
    }

    private static int bits(String declared) {
        if (List.of("smallint", "int2").contains(declared)) {
            return Short.SIZE;
        }
        return List.of("integer", "int", "int4", "mediumint").contains(declared) ? Integer.SIZE : Long.SIZE;
    }
}
