package dbmanager.sql.postgres;

import dbmanager.exchange.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of a dump and the types of their columns, read off the statements that pg_dump writes: each column begins a line, and goes on over others where
 * the server lays out what it computes ({@code CASE}) or a text of it has several lines.
 */
final class DumpedDefinitions {
    /** The server puts each other name in quotes (quote_identifier in ruleutils.c). */
    private static final String NAME = "(?:\"(?:[^\"]|\"\")*\"|[a-z_][a-z0-9_]*)";

    private static final Pattern CREATE = Pattern.compile(
            "CREATE (?:UNLOGGED |FOREIGN )?TABLE (?<schema>" + NAME + ")\\.(?<table>" + NAME + ") \\(.*");
    /** Its attributes are written as the columns of a table are. */
    private static final Pattern CREATE_TYPE =
            Pattern.compile("CREATE TYPE (?<type>" + NAME + "\\." + NAME + ") AS \\(");
    /** What follows in parentheses says more of columns that the type has. */
    private static final Pattern CREATE_OF = Pattern.compile("CREATE (?:UNLOGGED )?TABLE (?<table>" + NAME + "\\."
            + NAME + ") OF (?<type>" + NAME + "\\." + NAME + ")(?<more> \\()?;?");

    private static final Pattern COLUMN = Pattern.compile(
            "(?:    |\t)(?<name>" + NAME
                    + ") (?<type>.+?)(?<more> (?:DEFAULT|NOT NULL|COLLATE|GENERATED|CONSTRAINT|CHECK|STORAGE|COMPRESSION) ?.*)?,?",
            Pattern.DOTALL);
    private static final Pattern ATTACH = Pattern.compile("ALTER TABLE ONLY (?<root>" + NAME + "\\." + NAME
            + ") ATTACH PARTITION (?<part>" + NAME + "\\." + NAME + ") .*");
    private static final Pattern INHERITS = Pattern.compile("INHERITS \\((?<parents>.*)\\);?");
    private static final Pattern QUALIFIED = Pattern.compile("(" + NAME + ")\\.(" + NAME + ")");

    private static final Set<String> OWN =
            Set.of(Bookkeeping.HISTORY, Bookkeeping.DETAILS, Bookkeeping.META, Bookkeeping.LEDGER);

    /** As the catalog of the server calls what {@code CREATE TABLE} calls otherwise. */
    private static final Map<String, String> BASES = Map.of(
            "smallint",
            "int2",
            "integer",
            "int4",
            "bigint",
            "int8",
            "real",
            "float4",
            "double precision",
            "float8",
            "boolean",
            "bool");

    private final Map<String, List<Column>> tables = new TreeMap<>();
    private final Map<String, String> roots = new HashMap<>();
    private final Map<String, List<Column>> types = new HashMap<>();
    private final Map<String, String> untyped = new TreeMap<>();
    private List<Column> open = List.of();
    private boolean inColumns;
    /** What was read of a column or constraint that is not at its end. */
    private String begun = "";

    private DumpedDefinitions() {}

    static DumpedDefinitions of(Archive archive) {
        DumpedDefinitions definitions = new DumpedDefinitions();
        archive.definitions(definitions::read);
        return definitions;
    }

    private void read(String line) {
        Matcher create = CREATE.matcher(line);
        Matcher createType = CREATE_TYPE.matcher(line);
        Matcher createOf = CREATE_OF.matcher(line);
        Matcher attach = ATTACH.matcher(line);
        Matcher inherits = INHERITS.matcher(line);
        if (create.matches()) {
            tables.put(name(create.group("schema") + "." + create.group("table")), columnsBegin());
        } else if (createType.matches()) {
            types.put(name(createType.group("type")), columnsBegin());
        } else if (createOf.matches()) {
            define(name(createOf.group("table")), name(createOf.group("type")));
            if (createOf.group("more") != null) {
                columnsBegin();
            }
        } else if (attach.matches()) {
            roots.put(name(attach.group("part")), name(attach.group("root")));
        } else if (inColumns && begun.isEmpty() && line.startsWith(")")) {
            inColumns = false;
        } else if (inColumns) {
            begun = begun.isEmpty() ? line : begun + "\n" + line;
            if (isWhole(begun)) {
                column(COLUMN.matcher(begun));
                begun = "";
            }
        } else if (inherits.matches()) {
            QUALIFIED
                    .matcher(inherits.group("parents"))
                    .results()
                    .forEach(parent -> inherit(tables.getOrDefault(name(parent.group()), List.of())));
        }
    }

    private void define(String table, String type) {
        if (types.containsKey(type)) {
            tables.put(table, types.get(type));
        } else {
            untyped.put(table, type);
        }
    }

    /** @return what they come into */
    private List<Column> columnsBegin() {
        open = new ArrayList<>();
        inColumns = true;
        return open;
    }

    /** Whether no text, name or parenthesis in it is still open. */
    private static boolean isWhole(String item) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
        return quote == 0 && depth <= 0;
    }

    private void column(Matcher item) {
        if (item.matches() && !isComputed(item.group("more"))) {
            open.add(new Column(DumpedRows.unquoted(item.group("name")), item.group("type")));
        }
    }

    /** Columns of one name are one column, whether several parents have it or the child declares it too. */
    private void inherit(List<Column> columns) {
        for (Column column : columns) {
            if (open.stream().noneMatch(own -> own.name().equals(column.name()))) {
                open.add(column);
            }
        }
    }

    private static boolean isComputed(String more) {
        return more != null && more.contains(" GENERATED ALWAYS AS (");
    }

    private static String name(String quoted) {
        Matcher parts = QUALIFIED.matcher(quoted);
        return parts.matches()
                ? DumpedRows.unquoted(parts.group(1)) + "." + DumpedRows.unquoted(parts.group(2))
                : quoted;
    }

    /** The users' tables with their columns, without partitions; by name with its schema. */
    Map<String, List<Column>> tables() {
        Map<String, List<Column>> whole = new TreeMap<>(tables);
        whole.keySet().removeIf(name -> roots.containsKey(name) || isOwn(name));
        return whole;
    }

    /** The tables of a type that the dump does not make, such as one of an extension, and that type: nobody can tell their columns. */
    Map<String, String> untyped() {
        return untyped;
    }

    /** Whether it is a table of db-manager or Flyway. */
    static boolean isOwn(String name) {
        return OWN.contains(name.substring(name.indexOf('.') + 1));
    }

    /** The table that a partition is a part of; of others, themselves. */
    String root(String name) {
        String root = name;
        while (roots.containsKey(root)) {
            root = roots.get(root);
        }
        return root;
    }

    /** Whether the dump makes this table; those of an extension are made with it. */
    boolean defines(String name) {
        return tables.containsKey(name);
    }

    /** How its values are read; a type that the dump defines itself is text. */
    PostgresType type(String table, String column) {
        return tables.getOrDefault(table, List.of()).stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .map(candidate -> candidate.type().replaceFirst("\\(.*", ""))
                .map(type -> PostgresType.of(BASES.getOrDefault(type, type)))
                .orElse(PostgresType.TEXT);
    }
}
