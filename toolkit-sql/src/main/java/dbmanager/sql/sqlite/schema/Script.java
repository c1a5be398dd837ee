package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import dbmanager.sql.sqlite.schema.Definition.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements that make one catalog of another: {@code ALTER TABLE} where it can, else a rebuild in the order of
 * sqlite.org/lang_altertable.html#otheralter, for one transaction with foreign keys off. First goes what is in the way, then tables change, then comes what
 * stands on them, with the text that the wanted catalog has for it.
 */
public final class Script {
    private static final String GUARD = """
            -- Ends here where foreign keys are enforced: dropping a table would then delete the rows of its children.
            CREATE TEMP TABLE dbm_guard (foreign_keys_are_off INTEGER CHECK (foreign_keys_are_off));
            INSERT INTO dbm_guard SELECT foreign_keys = 0 FROM pragma_foreign_keys;
            DROP TABLE temp.dbm_guard;
            """;

    private final Difference difference;
    private final Map<String, String> remarks;
    private final boolean undo;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> taken;

    private Script(Difference difference, Map<String, String> remarks, boolean undo) {
        this.difference = difference;
        this.remarks = remarks;
        this.undo = undo;
        this.taken = Stream.concat(
                        difference.from().tables().keySet().stream(), difference.to().tables().keySet().stream())
                .collect(Collectors.toSet());
    }

    /**
     * @param renames statements that come before everything else
     * @param remarks a comment for what happens to an object, by its name: {@code emp.email}
     */
    public static String up(Difference difference, List<String> renames, Map<String, String> remarks) {
        return new Script(difference, remarks, false).write(renames, List.of());
    }

    /**
     * The way back. A column that must have a value, and was dropped with the values that it had, gets back with one that stands in for them: else
     * there would be no way back as long as there are rows.
     *
     * @param renames statements that come after everything else
     */
    public static String undo(Difference difference, List<String> renames, Map<String, String> remarks) {
        return new Script(difference, remarks, true).write(List.of(), renames);
    }

    private String write(List<String> before, List<String> after) {
        Set<Definition> inTheWay = difference.inTheWay();
        List<TableChange> rebuilds = difference.rebuilds();
        if (!rebuilds.isEmpty() || !difference.tablesDropped().isEmpty()) {
            paragraph(GUARD);
            paragraph("\n");
        }
        before.forEach(this::statement);
        for (Kind kind : List.of(Kind.TRIGGER, Kind.VIEW)) {
            Stream<Definition> going =
                    Stream.concat(difference.dropped(kind).stream(), difference.changed(kind).stream());
            Stream<Definition> standing =
                    inTheWay.stream().filter(each -> each.kind() == kind).sorted(Script::byName);
            Stream.concat(going, standing).forEach(this::drop);
        }
        indexesThatGo(rebuilds).forEach(this::drop);
        difference.dropped(Kind.VIRTUAL_TABLE).forEach(this::drop);
        for (TableDefinition table : difference.tablesDropped()) {
            remark(table.name());
            statement("DROP TABLE " + Token.quote(table.name()));
        }
        difference.tablesAdded().forEach(table -> statement(table.sql()));
        difference.alterations().forEach(this::alter);
        rebuilds.forEach(this::rebuild);
        difference.changed(Kind.VIRTUAL_TABLE).forEach(this::change);
        difference.added(Kind.VIRTUAL_TABLE).forEach(each -> statement(each.sql()));
        indexesThatCome(rebuilds).forEach(index -> statement(index.sql()));
        for (Kind kind : List.of(Kind.VIEW, Kind.TRIGGER)) {
            Stream<Definition> coming =
                    Stream.concat(difference.added(kind).stream(), difference.changed(kind).stream());
            Stream<Definition> standing = inTheWay.stream()
                    .filter(each -> each.kind() == kind)
                    .map(each -> difference.to().of(kind).get(each.folded()))
                    .sorted(Script::byName);
            Stream.concat(coming, standing).forEach(each -> statement(each.sql()));
        }
        after.forEach(this::statement);
        return text.toString();
    }

    private static int byName(Definition one, Definition other) {
        return one.name().compareTo(other.name());
    }

    /** Those of a table that is dropped go with it, those of one that is rebuilt too. */
    private List<Definition> indexesThatGo(List<TableChange> rebuilds) {
        Set<String> gone = Stream.concat(
                        rebuilds.stream().map(change -> change.from().folded()),
                        difference.tablesDropped().stream().map(TableDefinition::folded))
                .collect(Collectors.toSet());
        return Stream.concat(
                        difference.dropped(Kind.INDEX).stream(),
                        difference.changed(Kind.INDEX).stream()
                                .map(index -> difference.from().of(Kind.INDEX).get(index.folded())))
                .filter(index -> !gone.contains(index.owner()))
                .toList();
    }

    private List<Definition> indexesThatCome(List<TableChange> rebuilds) {
        Map<String, Definition> coming = new LinkedHashMap<>();
        rebuilds.forEach(change ->
                difference.to().indexesOf(change.to().folded()).forEach(index -> coming.put(index.folded(), index)));
        Stream.concat(difference.added(Kind.INDEX).stream(), difference.changed(Kind.INDEX).stream())
                .forEach(index -> coming.put(index.folded(), index));
        return List.copyOf(coming.values());
    }

    /** Columns come first: the last one of a table cannot be dropped. */
    private void alter(TableChange change) {
        String table = "ALTER TABLE " + Token.quote(change.to().name());
        for (ColumnDefinition column : change.added()) {
            remark(change.to().name() + "." + column.name());
            statement(table + " ADD COLUMN " + column.text());
        }
        for (ColumnDefinition column : change.dropped()) {
            remark(change.to().name() + "." + column.name());
            statement(table + " DROP COLUMN " + Token.quote(column.name()));
        }
    }

    private void rebuild(TableChange change) {
        String old = Token.quote(change.from().name());
        String fresh = freeName("__new_" + change.to().name());
        paragraph("\n-- " + line(change.from().name())
                + " is rebuilt: copied into a table of the new shape that takes its place.\n");
        Stream.concat(change.to().columns().stream(), change.dropped().stream())
                .forEach(column -> remark(change.to().name() + "." + column.name()));
        statement("CREATE TABLE " + Token.quote(fresh) + change.to().bodyAs(fresh));
        copy(change, fresh);
        if (change.from().isAutoincrement() && change.to().isAutoincrement()) {
            statement("DELETE FROM sqlite_sequence WHERE name = " + Token.literal(fresh));
            statement("INSERT INTO sqlite_sequence (name, seq) SELECT " + Token.literal(fresh)
                    + ", seq FROM sqlite_sequence WHERE name = "
                    + Token.literal(change.from().name()));
        }
        statement("DROP TABLE " + old);
        statement("ALTER TABLE " + Token.quote(fresh) + " RENAME TO "
                + Token.quote(change.to().name()));
    }

    /** OR ABORT where a constraint of the table would rather skip or replace rows than complain. */
    private void copy(TableChange change, String fresh) {
        List<String> into = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (change.from().hasHiddenRowId() && change.to().hasHiddenRowId()) {
            into.add("rowid");
            values.add("rowid");
        }
        for (TableChange.Kept kept : change.kept()) {
            if (kept.isCarried()) {
                into.add(Token.quote(kept.to().name()));
                values.add(kept.value());
            }
        }
        if (undo) {
            for (ColumnDefinition column : change.added()) {
                if (change.to().wantsValue(column)) {
                    into.add(Token.quote(column.name()));
                    values.add(column.standIn());
                }
            }
        }
        if (into.isEmpty()) {
            paragraph("-- No column of the old table is in the new one, so no row is.\n");
            return;
        }
        String insert = change.to().says("CONFLICT") ? "INSERT OR ABORT INTO " : "INSERT INTO ";
        statement(insert + Token.quote(fresh) + " (" + String.join(", ", into) + ")\n    SELECT "
                + String.join(", ", values) + " FROM "
                + Token.quote(change.from().name()));
    }

    private void change(Definition table) {
        Definition old = difference.from().of(Kind.VIRTUAL_TABLE).get(table.folded());
        remark(old.name());
        VirtualCopy.of(old, table).ifPresentOrElse(copy -> paragraph(copy.script()), () -> {
            drop(old);
            statement(table.sql());
        });
    }

    private void drop(Definition definition) {
        if (definition.kind() == Kind.VIRTUAL_TABLE) {
            remark(definition.name());
        }
        statement("DROP " + definition.kind().sqlWord() + " " + Token.quote(definition.name()));
    }

    private String freeName(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(Token.folded(name)); i++) {
            name = wanted + i;
        }
        return name;
    }

    private void remark(String object) {
        String remark = remarks.get(object);
        if (remark != null) {
            paragraph("-- " + line(remark) + "\n");
        }
    }

    /** A name can hold a line break, which would end a comment. */
    static String line(String text) {
        return text.replaceAll("\\R", " ");
    }

    private void paragraph(String lines) {
        text.append(lines);
    }

    /** A last line that may hold a comment would swallow the end mark. */
    private void statement(String sql) {
        String last = sql.substring(sql.lastIndexOf('\n') + 1);
        text.append(sql).append(last.contains("--") ? "\n;\n" : ";\n");
    }
}
