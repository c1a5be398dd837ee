package dbmanager.backend;

import dbmanager.backend.MemoryState.MemoryTable;
import dbmanager.exchange.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The language of {@link MemoryBackend}, one statement a line:
 *
 * <pre>
 * create products id,name      create reviews id,product>products      drop products
 * insert products 1,Tea        put products 1,Tea                      delete products 1
 * find products 1              fail why
 * </pre>
 */
final class MemoryScript {
    private MemoryScript() {}

    /** @param done hears of each statement that was run */
    static void run(String script, MemoryState state, Runnable done) {
        each(script, statement -> {
            execute(statement, state);
            done.run();
        });
    }

    /** The rows that the queries of a script return; whatever is not a query is refused. */
    static List<Row> query(String script, MemoryState state) {
        List<Row> found = new ArrayList<>();
        each(script, statement -> {
            if (!statement.verb().equals("find")) {
                throw new IllegalArgumentException("\"" + statement.verb() + "\" is not a query");
            }
            Row row = state.table(statement.table()).rows.get(statement.key());
            Stream.ofNullable(row).forEach(found::add);
        });
        return found;
    }

    private interface Action {
        void on(Statement statement);
    }

    private static void each(String script, Action action) {
        int number = 0;
        for (String line : script.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                action.on(Statement.parse(line));
            } catch (IllegalArgumentException e) {
                throw new Failed(number, e);
            }
        }
    }

    private static void execute(Statement statement, MemoryState state) {
        String table = statement.table();
        switch (statement.verb()) {
            case "create" -> {
                if (state.tables.putIfAbsent(table, statement.created()) != null) {
                    throw new IllegalArgumentException("table " + table + " exists already");
                }
            }
            case "drop" -> {
                state.table(table);
                state.tables.remove(table);
            }
            case "insert" -> {
                if (state.table(table).rows.containsKey(statement.key())) {
                    throw new IllegalArgumentException(table + " has a row " + statement.key() + " already");
                }
                state.table(table).put(statement.row());
            }
            case "put" -> state.table(table).put(statement.row());
            case "delete" -> state.table(table).rows.remove(statement.key());
            case "find" -> state.table(table);
            case "fail" -> throw new IllegalArgumentException((statement.table() + " " + statement.rest()).strip());
            default -> throw new IllegalArgumentException("unknown statement \"" + statement.verb() + "\"");
        }
    }

    private record Statement(String verb, String table, String rest) {
        private static final int WORDS = 3;

        static Statement parse(String line) {
            String[] words = line.strip().split(" ", WORDS);
            return new Statement(words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "");
        }

        MemoryTable created() {
            List<String> columns = new ArrayList<>();
            Map<String, String> parents = new LinkedHashMap<>();
            for (String column : rest.split(",")) {
                String[] halves = column.split(">");
                columns.add(halves[0]);
                if (halves.length > 1) {
                    parents.put(halves[0], halves[1]);
                }
            }
            return new MemoryTable(columns, parents);
        }

        long key() {
            return Long.parseLong(rest.split(",")[0]);
        }

        Row row() {
            String[] texts = rest.split(",");
            Object[] values = new Object[texts.length];
            System.arraycopy(texts, 0, values, 0, texts.length);
            values[0] = key();
            return new Row(values);
        }
    }

    /** A statement could not be run. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int line;

        Failed(int line, IllegalArgumentException why) {
            super(why.getMessage(), why);
            this.line = line;
        }
    }
}
