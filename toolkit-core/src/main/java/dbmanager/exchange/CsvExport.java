package dbmanager.exchange;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Writes one table as CSV (RFC 4180) with a header. NULL is an empty field and the empty text is {@code ""}; bytes are {@code base64:…}, an
 * {@link Exact} value is {@code $exact:} and JSON, and a text that looks like one of these, with or without backslashes before it, gets one more
 * backslash. Lists and maps are JSON. A field that a document does not have is empty like NULL; a time stamp or reference is its text.
 */
final class CsvExport {
    static final String BYTES = "base64:";
    static final String EXACT = "$exact:";

    private final Utf8Out out;

    CsvExport(Utf8Out out) {
        this.out = out;
    }

    /** @param plain for each column, which values need no mark */
    long table(Table table, List<Predicate<Object>> plain, Iterator<Row> rows, RowProgress progress) {
        List<String> names = table.columnNames();
        for (int i = 0; i < names.size(); i++) {
            separate(i);
            quotable(names.get(i));
        }
        out.ascii("\r\n");
        long count = 0;
        while (rows.hasNext()) {
            row(rows.next(), plain);
            if (++count % Export.REPORT_EVERY == 0) {
                progress.at(table.name(), count, -1);
            }
        }
        return count;
    }

    private void row(Row row, List<Predicate<Object>> plain) {
        for (int i = 0; i < plain.size(); i++) {
            separate(i);
            Object value = row.get(i);
            if (value == null || plain.get(i).test(value)) {
                value(value);
            } else {
                quotable(EXACT + JsonOut.text(value));
            }
        }
        out.ascii("\r\n");
    }

    private void separate(int column) {
        if (column > 0) {
            out.ascii(',');
        }
    }

    private void value(Object value) {
        if (value instanceof String text) {
            quotable(looksMarked(text) ? '\\' + text : text);
        } else if (value instanceof Long number) {
            out.number(number);
        } else if (value instanceof Double number) {
            out.ascii(Double.isFinite(number) ? Doubles.text(number) : number.toString());
        } else if (value instanceof Boolean || value instanceof BigDecimal) {
            out.ascii(value.toString());
        } else if (value instanceof byte[] bytes) {
            out.ascii(BYTES);
            out.base64(bytes);
        } else if (value instanceof Tagged tagged && tagged.value() instanceof String text) {
            quotable(text);
        } else if (value != null && value != Absent.FIELD) {
            quotable(JsonOut.text(value));
        }
    }

    /** Whether a text begins with a mark after any number of backslashes. */
    static boolean looksMarked(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        return text.startsWith(BYTES, at) || text.startsWith(EXACT, at);
    }

    private void quotable(String text) {
        if (needsQuotes(text)) {
            out.ascii('"');
            out.csv(text);
            out.ascii('"');
        } else {
            out.csv(text);
        }
    }

    /** Spaces at the edges need none by the standard, but some readers trim them. */
    private static boolean needsQuotes(String text) {
        int length = text.length();
        if (length == 0 || text.charAt(0) <= ' ' || text.charAt(length - 1) <= ' ') {
            return true;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }
}
