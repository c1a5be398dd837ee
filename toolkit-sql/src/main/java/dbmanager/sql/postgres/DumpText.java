package dbmanager.sql.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a dump, as {@code pg_restore --file=-} writes them: counted and digested while they pass by, so a dump of any size can be looked
 * into without a server.
 */
final class DumpText {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_HEADER = 1 << 20;

    private static final String NAME = "(?:\"(?:[^\"]|\"\")*\"|[^\". ]+)";
    private static final Pattern COPY = Pattern.compile(
            "COPY (?<schema>" + NAME + ")\\.(?<table>" + NAME + ") (?:\\((?<columns>.*)\\) )?FROM stdin;");

    private final Map<String, Digest> digests = new HashMap<>();
    private final Map<String, String> columns = new HashMap<>();
    private final Set<String> incomparable = new HashSet<>();

    private DumpText() {}

    static DumpText read(InputStream sql) throws IOException {
        DumpText text = new DumpText();
        text.readAll(sql);
        return text;
    }

    /** Whether rows follow this line. */
    static boolean isCopy(String line) {
        return COPY.matcher(line).matches();
    }

    /** Tells the watchdog that bytes move. */
    static final class Counting extends InputStream {
        private final InputStream in;
        private final Child child;

        Counting(Child child) {
            this.in = child.output();
            this.child = child;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
            int n = in.read(b, offset, length);
            child.isAlive();
            return n;
        }
    }

    private void readAll(InputStream source) throws IOException {
        try (InputStream in = new BufferedInputStream(source, BUFFER)) {
            Optional<Digest> into = Optional.empty();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean anything = false;
            for (int b = in.read(); b >= 0; b = in.read()) {
                anything = true;
                if (b != '\n') {
                    if (into.isEmpty() && line.size() >= LONGEST_HEADER) {
                        continue; // no header is that long, and nothing else is looked at
                    }
                    line.write(b);
                    continue;
                }
                into = into.isPresent()
                        ? row(into.get(), line.toByteArray())
                        : header(line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
            if (!anything || into.isPresent()) {
                throw new IOException("the dump ends in the middle");
            }
        }
    }

    private static Optional<Digest> row(Digest into, byte[] line) {
        if (line.length == 2 && line[0] == '\\' && line[1] == '.') {
            return Optional.empty();
        }
        into.add(line, 0, line.length);
        into.endRow();
        return Optional.of(into);
    }

    private Optional<Digest> header(String line) {
        Matcher copy = COPY.matcher(line);
        if (!copy.matches()) {
            return Optional.empty();
        }
        String table = unquoted(copy.group("schema")) + "." + unquoted(copy.group("table"));
        String order = String.valueOf(copy.group("columns"));
        if (!columns.computeIfAbsent(table, name -> order).equals(order)) {
            incomparable.add(table); // a partition with its columns in another order
        }
        return Optional.of(digests.computeIfAbsent(table, name -> new Digest()));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** The rows of a table that the manifest calls so: with its schema, or without where that went without saying. */
    Optional<Digest> find(String shown) {
        Digest exact = digests.get(shown);
        return exact != null
                ? Optional.of(exact)
                : digests.entrySet().stream()
                        .filter(entry -> entry.getKey()
                                .substring(entry.getKey().indexOf('.') + 1)
                                .equals(shown))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    boolean isComparable(String shown) {
        return incomparable.stream().noneMatch(table -> table.equals(shown) || table.endsWith("." + shown));
    }
}
