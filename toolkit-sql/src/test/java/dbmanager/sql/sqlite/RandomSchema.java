package dbmanager.sql.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A schema that SQLite takes, its rows, and changes of it at random; the same for the same seed. */
final class RandomSchema {
    private static final List<String> TYPES = List.of("INTEGER", "TEXT", "REAL", "BLOB", "VARCHAR(20)", "NUMERIC(8,2)");
    private static final List<String> STRICT_TYPES = List.of("INTEGER", "TEXT", "REAL", "BLOB", "ANY");
    private static final List<String> ACTIONS = List.of(
            "",
            " ON DELETE CASCADE",
            " ON DELETE SET NULL",
            " ON UPDATE CASCADE ON DELETE RESTRICT",
            " DEFERRABLE INITIALLY DEFERRED");

    private enum Key {
        ROW_ID,
        AUTOINCREMENT,
        TEXT,
        COMPOSITE,
        NONE
    }

    private static final class Column {
        private final String name;
        private String type;
        private String value = "";
        private boolean notNull;
        private boolean nocase;
        private String generated = "";
        private boolean unique;
        private String check = "";
        private String refers = "";

        Column(String name, String type) {
            this.name = name;
            this.type = type;
        }

        Column copy() {
            Column copy = new Column(name, type);
            copy.value = value;
            copy.notNull = notNull;
            copy.nocase = nocase;
            copy.generated = generated;
            copy.unique = unique;
            copy.check = check;
            copy.refers = refers;
            return copy;
        }

        String sql() {
            return quoted(name) + " " + type + (notNull ? " NOT NULL" : "")
                    + (value.isEmpty() ? "" : " DEFAULT " + value) + (nocase ? " COLLATE NOCASE" : "") + generated
                    + (unique ? " UNIQUE" : "") + check + refers;
        }
    }

    private static final class Table {
        private final String name;
        private final List<Column> columns = new ArrayList<>();
        private Key key = Key.ROW_ID;
        private boolean strict;
        private boolean withoutRowId;

        Table(String name) {
            this.name = name;
        }

        Table copy() {
            Table copy = new Table(name);
            columns.forEach(column -> copy.columns.add(column.copy()));
            copy.key = key;
            copy.strict = strict;
            copy.withoutRowId = withoutRowId;
            return copy;
        }

        List<String> names() {
            return columns.stream().map(column -> column.name).toList();
        }

        boolean mayLackRowId() {
            return key == Key.ROW_ID || key == Key.TEXT || key == Key.COMPOSITE;
        }

        String sql() {
            List<String> items = new ArrayList<>();
            switch (key) {
                case ROW_ID -> items.add("id INTEGER PRIMARY KEY");
                case AUTOINCREMENT -> items.add("id INTEGER PRIMARY KEY AUTOINCREMENT");
                case TEXT -> items.add("id TEXT NOT NULL PRIMARY KEY");
                default -> items.add("id INTEGER NOT NULL");
            }
            columns.forEach(column -> items.add(column.sql()));
            if (key == Key.COMPOSITE) {
                items.add("PRIMARY KEY (id, " + quoted(columns.get(0).name) + ")");
            }
            List<String> options = new ArrayList<>();
            if (withoutRowId && mayLackRowId()) {
                options.add("WITHOUT ROWID");
            }
            if (strict) {
                options.add("STRICT");
            }
            return "CREATE TABLE " + name + " (" + String.join(", ", items) + ") " + String.join(", ", options);
        }
    }

    private record Index(String name, String table, List<String> columns, int form) {
        String sql() {
            String first = quoted(columns.get(0));
            String all = columns.stream().map(RandomSchema::quoted).collect(Collectors.joining(", "));
            return switch (form) {
                case 0 -> "CREATE INDEX " + name + " ON " + table + " (" + all + ")";
                case 1 -> "CREATE INDEX " + name + " ON " + table + " (" + all + ") WHERE " + first + " IS NOT NULL";
                case 2 -> "CREATE INDEX " + name + " ON " + table + " (lower(" + first + "), id DESC)";
                default -> "CREATE UNIQUE INDEX " + name + " ON " + table + " (" + all + ", id)";
            };
        }
    }

    /** @param of a table, or a view that is there before it */
    private record View(String name, String of, List<String> columns, boolean filtered) {
        String sql() {
            return "CREATE VIEW " + name + " AS SELECT id"
                    + columns.stream().map(column -> ", " + quoted(column)).collect(Collectors.joining()) + " FROM "
                    + of
                    + (filtered ? " WHERE id <> 'x; --'" : "");
        }
    }

    private record Trigger(String name, String on, String table, String column, int form) {
        String sql() {
            String head = on.equals(table) ? " AFTER " : " INSTEAD OF ";
            return "CREATE TRIGGER " + name + head
                    + List.of("INSERT", "UPDATE", "DELETE").get(form % 3) + " ON " + on
                    + " BEGIN UPDATE " + table + " SET " + quoted(column) + " = CASE WHEN id > " + form
                    + " THEN " + quoted(column) + " ELSE NULL END WHERE id = 'never;'; END";
        }
    }

    private final Random random;
    private final List<Table> tables = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();
    private final List<View> views = new ArrayList<>();
    private final List<Trigger> triggers = new ArrayList<>();
    private int names;

    private RandomSchema(Random random) {
        this.random = random;
    }

    static RandomSchema of(Random random) {
        RandomSchema schema = new RandomSchema(random);
        IntStream.range(0, 2 + random.nextInt(3)).forEach(i -> schema.addTable());
        IntStream.range(0, random.nextInt(10)).forEach(i -> schema.change());
        return schema.sound();
    }

    /** Another one, with some changes. */
    RandomSchema changed() {
        RandomSchema copy = new RandomSchema(random);
        copy.names = names;
        tables.forEach(table -> copy.tables.add(table.copy()));
        copy.indexes.addAll(indexes);
        copy.views.addAll(views);
        copy.triggers.addAll(triggers);
        IntStream.range(0, 1 + random.nextInt(6)).forEach(i -> copy.change());
        return copy.sound();
    }

    List<String> statements() {
        List<String> all = new ArrayList<>();
        tables.forEach(table -> all.add(table.sql()));
        indexes.forEach(index -> all.add(index.sql()));
        views.forEach(view -> all.add(view.sql()));
        triggers.forEach(trigger -> all.add(trigger.sql()));
        return all;
    }

    String ddl() {
        return String.join(";\n", statements()) + ";\n";
    }

    /** Rows that break a constraint are passed over, rows without a parent too. */
    List<String> inserts() {
        List<String> inserts = new ArrayList<>();
        for (Table table : tables) {
            for (int i = 1; i <= random.nextInt(6); i++) {
                List<String> into = new ArrayList<>(List.of("id"));
                List<String> values = new ArrayList<>(
                        List.of(table.key == Key.TEXT ? "'k" + i + "'" : "" + i * (1 + random.nextInt(2))));
                for (Column column : table.columns) {
                    if (column.generated.isEmpty() && random.nextInt(5) > 0) {
                        into.add(quoted(column.name));
                        values.add(value(column));
                    }
                }
                inserts.add("INSERT OR IGNORE INTO " + table.name + " (" + String.join(", ", into) + ") VALUES ("
                        + String.join(", ", values) + ")");
            }
            if (table.key == Key.AUTOINCREMENT && random.nextBoolean()) {
                inserts.add("DELETE FROM " + table.name + " WHERE id = (SELECT max(id) FROM " + table.name + ")");
            }
        }
        return inserts;
    }

    private String value(Column column) {
        if (!column.refers.isEmpty()) {
            return random.nextInt(8) == 0 ? "99" : random.nextBoolean() ? "NULL" : "" + (1 + random.nextInt(3));
        }
        return switch (column.type.charAt(0)) {
            case 'I' -> "" + random.nextInt(50);
            case 'R', 'N' -> random.nextInt(50) + ".25";
            case 'B' -> "x'0" + random.nextInt(10) + "'";
            default -> random.nextInt(12) == 0 ? "'007'" : "'t" + random.nextInt(20) + "'";
        };
    }

    private void addTable() {
        Table table = new Table("t" + names++);
        IntStream.range(0, 1 + random.nextInt(4)).forEach(i -> addColumn(table));
        table.key = Key.values()[random.nextInt(Key.values().length)];
        table.withoutRowId = random.nextInt(4) == 0;
        tables.add(table);
    }

    private void addColumn(Table table) {
        String name = List.of("c", "Group By ", "a\"q", "select").get(random.nextInt(4)) + names++;
        Column column = new Column(name, pick(table.strict ? STRICT_TYPES : TYPES));
        int form = random.nextInt(9);
        if (form == 0) {
            column.notNull = true;
            column.value = defaultOf(column);
        } else if (form == 1) {
            column.value = defaultOf(column);
        } else if (form == 2 && !tables.isEmpty()) {
            refer(column);
        } else if (form == 3 && !table.columns.isEmpty()) {
            column.generated = " AS (" + quoted(table.columns.get(0).name) + " || 'g') "
                    + (random.nextBoolean() ? "STORED" : "VIRTUAL");
        } else if (form == 4) {
            column.unique = true;
        }
        table.columns.add(column);
    }

    private void refer(Column column) {
        List<Table> parents = tables.stream()
                .filter(table -> table.key == Key.ROW_ID || table.key == Key.AUTOINCREMENT)
                .toList();
        if (!parents.isEmpty()) {
            column.type = "INTEGER";
            column.refers = " REFERENCES " + pick(parents).name + " (id)" + pick(ACTIONS);
        }
    }

    private String defaultOf(Column column) {
        int form = random.nextInt(3);
        return switch (column.type.charAt(0)) {
            case 'I' -> form == 0 ? "(1 + 2)" : "" + random.nextInt(9);
            case 'R', 'N' -> "-1.5";
            case 'B' -> "x'00'";
            default -> form == 0 ? "(lower('X'))" : "'it''s " + random.nextInt(3) + "'";
        };
    }

    private void change() {
        Table table = pick(tables);
        Column column = pick(table.columns);
        switch (random.nextInt(18)) {
            case 0 -> addTable();
            case 1 -> {
                if (tables.size() > 1) {
                    tables.remove(table);
                }
            }
            case 2, 3, 4 -> addColumn(table);
            case 5, 6 -> {
                if (table.columns.size() > 1) {
                    table.columns.remove(column);
                }
            }
            case 7 -> column.type = column.refers.isEmpty() ? pick(table.strict ? STRICT_TYPES : TYPES) : column.type;
            case 8 -> column.value = column.generated.isEmpty() && column.refers.isEmpty() ? defaultOf(column) : "";
            case 9 -> column.notNull = !column.notNull && column.generated.isEmpty();
            case 10 -> column.nocase = !column.nocase;
            case 11 -> column.unique = !column.unique && column.generated.isEmpty();
            case 12 -> column.check = column.check.isEmpty() ? " CHECK (" + quoted(column.name) + " IS NOT 'bad')" : "";
            case 13 -> {
                if (column.generated.isEmpty() && column.value.isEmpty()) {
                    refer(column);
                }
            }
            case 14 -> table.key = Key.values()[random.nextInt(Key.values().length)];
            case 15 -> {
                if (random.nextBoolean()) {
                    table.withoutRowId = !table.withoutRowId;
                } else {
                    table.strict = !table.strict;
                    table.columns.forEach(each -> each.type = each.refers.isEmpty() ? "TEXT" : "INTEGER");
                    table.columns.forEach(each -> each.value = each.value.isEmpty() ? "" : "'s'");
                }
            }
            case 16 -> indexes.add(new Index("ix" + names++, table.name, List.of(column.name), random.nextInt(4)));
            default -> changeView(table, column);
        }
    }

    private void changeView(Table table, Column column) {
        switch (random.nextInt(4)) {
            case 0 -> {
                if (views.isEmpty()) {
                    views.add(new View("v" + names++, table.name, table.names(), false));
                } else {
                    views.remove(random.nextInt(views.size()));
                }
            }
            case 1 -> {
                boolean ofView = !views.isEmpty() && random.nextBoolean();
                View under = ofView ? pick(views) : new View("", table.name, table.names(), false);
                views.add(
                        new View("v" + names++, ofView ? under.name : table.name, under.columns, random.nextBoolean()));
            }
            case 2 -> triggers.add(new Trigger("tr" + names++, table.name, table.name, column.name, random.nextInt(9)));
            default -> {
                if (!triggers.isEmpty()) {
                    triggers.remove(random.nextInt(triggers.size()));
                }
            }
        }
    }

    /** Without what refers to something that went. */
    private RandomSchema sound() {
        for (Table table : tables) {
            TreeSet<String> names = new TreeSet<>(table.names());
            table.columns.forEach(column -> {
                boolean dangles = !column.refers.isEmpty()
                        && tables.stream()
                                .noneMatch(parent -> column.refers.startsWith(" REFERENCES " + parent.name + " ")
                                        && (parent.key == Key.ROW_ID || parent.key == Key.AUTOINCREMENT));
                column.refers = dangles ? "" : column.refers;
                boolean computesFromNothing = !column.generated.isEmpty()
                        && table.columns.stream()
                                .noneMatch(other -> other != column
                                        && other.generated.isEmpty()
                                        && column.generated.contains(quoted(other.name) + " "));
                column.generated = computesFromNothing ? "" : column.generated;
                if (!column.generated.isEmpty()) {
                    column.value = "";
                    column.unique = false;
                }
                if (column.generated.contains("STORED") && !names.isEmpty()) {
                    column.refers = "";
                }
            });
            if (table.key == Key.COMPOSITE) {
                Column first = table.columns.get(0);
                first.generated = "";
            }
        }
        indexes.removeIf(index -> missing(index.table, index.columns));
        for (int before = -1; before != views.size(); ) {
            before = views.size();
            views.removeIf(view -> missing(view.of, view.columns));
        }
        triggers.removeIf(
                trigger -> missing(trigger.table, List.of(trigger.column)) || generated(trigger.table, trigger.column));
        return this;
    }

    private boolean generated(String table, String column) {
        return tables.stream()
                .filter(each -> each.name.equals(table))
                .flatMap(each -> each.columns.stream())
                .anyMatch(each -> each.name.equals(column) && !each.generated.isEmpty());
    }

    private boolean missing(String of, List<String> columns) {
        return tables.stream()
                        .noneMatch(
                                table -> table.name.equals(of) && table.names().containsAll(columns))
                && views.stream().noneMatch(view -> view.name.equals(of) && view.columns.containsAll(columns));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
