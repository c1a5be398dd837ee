package dbmanager.sql.postgres.schema;

import dbmanager.backend.Rename;
import dbmanager.backend.Rename.BadRename;
import dbmanager.backend.SchemaChange;
import dbmanager.problem.NearestName;
import dbmanager.sql.postgres.schema.Definition.Kind;
import dbmanager.sql.schema.RenameHints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Renames that can be carried out one after the other: columns under the old name of their table, then tables. */
public final class Renames {
    /**
     * @param key of the table or column in the database
     * @param said as it was put
     */
    private record Move(Address key, String to, Rename said) {}

    private final Catalog database;
    private final Catalog model;
    private final List<Move> columns = new ArrayList<>();
    private final List<Move> tables = new ArrayList<>();

    private Renames(Catalog database, Catalog model) {
        this.database = database;
        this.model = model;
    }

    /**
     * What a user said, and what the model says in comments where the database has the old name still and the new one not yet.
     *
     * @throws BadRename when one cannot be meant
     */
    public static Renames of(List<Rename> said, String ddl, Catalog database, Catalog model) {
        Renames renames = new Renames(database, model);
        List<Rename> hints = RenameHints.in(ddl);
        said.stream().filter(rename -> renames.isOfTable(rename)).forEach(renames::table);
        hints.stream()
                .filter(hint -> hint.from().size() == 1)
                .filter(hint -> renames.table(hint.old(), database).isPresent()
                        && renames.table(hint.to(), database).isEmpty())
                .forEach(renames::table);
        said.stream().filter(rename -> !renames.isOfTable(rename)).forEach(renames::column);
        hints.stream()
                .filter(hint -> hint.from().size() == 2)
                .flatMap(hint -> renames.open(hint).stream())
                .forEach(renames::column);
        return renames;
    }

    public boolean isEmpty() {
        return columns.isEmpty() && tables.isEmpty();
    }

    private List<Move> all() {
        return Stream.concat(columns.stream(), tables.stream()).toList();
    }

    /** As changes, for the reader. */
    public List<SchemaChange> changes() {
        return all().stream()
                .map(move -> SchemaChange.safe(
                        move.key().kind().word(),
                        database.shown(move.key()),
                        SchemaChange.Deed.RENAME,
                        "to " + move.to()))
                .toList();
    }

    public List<String> statements() {
        return all().stream()
                .map(move -> move.key().kind() == Kind.TABLE
                        ? alter(move.key()) + " RENAME TO " + Sql.quote(move.to())
                        : alter(move.key().ofTable()) + " RENAME COLUMN "
                                + Sql.quote(move.key().name()) + " TO " + Sql.quote(move.to()))
                .toList();
    }

    /** Takes {@link #statements} back. */
    public List<String> reverseStatements() {
        List<Move> reverse = new ArrayList<>(all());
        Collections.reverse(reverse);
        return reverse.stream()
                .map(move -> move.key().kind() == Kind.TABLE
                        ? alter(new Address(Kind.TABLE, move.key().schema(), "", move.to())) + " RENAME TO "
                                + Sql.quote(move.key().name())
                        : alter(move.key().ofTable()) + " RENAME COLUMN " + Sql.quote(move.to()) + " TO "
                                + Sql.quote(move.key().name()))
                .toList();
    }

    private static String alter(Address table) {
        return "ALTER TABLE " + table.sql();
    }

    /** Of a table under its name of the model: what the database calls it, as a statement has it. */
    public String tableBefore(String schema, String name) {
        return keyBefore(schema, name).sql();
    }

    Address keyBefore(String schema, String name) {
        return tables.stream()
                .filter(move -> move.key().schema().equals(schema) && move.to().equals(name))
                .map(Move::key)
                .findFirst()
                .orElse(new Address(Kind.TABLE, schema, "", name));
    }

    /** The same of its column, without quotes. */
    public String columnBefore(String schema, String table, String column) {
        Address before = keyBefore(schema, table);
        return columns.stream()
                .filter(move -> move.key().ofTable().equals(before) && move.to().equals(column))
                .map(move -> move.key().name())
                .findFirst()
                .orElse(column);
    }

    /** One name is a table's; of two, the first may be a schema. */
    private boolean isOfTable(Rename rename) {
        List<String> from = rename.from();
        return from.size() == 1
                || (from.size() == 2
                        && table(from.get(0), database).isEmpty()
                        && (inSchema(from.get(0), from.get(1), database).isPresent()
                                || database.of(Kind.SCHEMA).stream()
                                        .anyMatch(each -> each.key().name().equals(folded(from.get(0))))));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A table by its name: as it stands, else as the server folds it; in the home schema, else in the only schema that has one. */
    private Optional<Definition> table(String name, Catalog in) {
        Optional<Definition> home = inSchema(in.home(), name, in);
        if (home.isPresent()) {
            return home;
        }
        List<Definition> elsewhere = in.of(Kind.TABLE).stream()
                .filter(each ->
                        each.key().name().equals(name) || each.key().name().equals(folded(name)))
                .toList();
        return elsewhere.size() == 1 ? Optional.of(elsewhere.get(0)) : Optional.empty();
    }

    private static Optional<Definition> inSchema(String schema, String name, Catalog in) {
        return in.find(new Address(Kind.TABLE, schema, "", name))
                .or(() -> in.find(new Address(Kind.TABLE, folded(schema), "", folded(name))));
    }

    private static Optional<Definition> column(Address table, String name, Catalog in) {
        return in.find(new Address(Kind.COLUMN, table.schema(), table.name(), name))
                .or(() -> in.find(new Address(Kind.COLUMN, table.schema(), table.name(), folded(name))));
    }

    /** A hint whose deed is still to be done, with the table under its name in the database. */
    private Optional<Rename> open(Rename hint) {
        return table(hint.from().get(0), model)
                .map(inModel -> keyBefore(inModel.key().schema(), inModel.key().name()))
                .filter(table -> column(table, hint.old(), database).isPresent()
                        && column(table, hint.to(), database).isEmpty())
                .map(table -> new Rename(List.of(table.schema(), table.name(), hint.old()), hint.to()));
    }

    private void table(Rename rename) {
        List<String> known = database.of(Kind.TABLE).stream()
                .map(each -> database.shown(each.key()))
                .toList();
        Optional<Definition> found = rename.from().size() == 1
                ? table(rename.old(), database)
                : inSchema(rename.from().get(0), rename.old(), database);
        Address old = found.orElseThrow(() -> BadRename.because(
                        rename,
                        "names a table that the database has not",
                        NearestName.suggest(rename.old(), known) + "it has " + String.join(", ", known)))
                .key();
        require(
                inSchema(old.schema(), rename.to(), database).isEmpty(),
                rename,
                "cannot be: the database has " + rename.to() + " already",
                "leave it out, or rename or drop that one first, in a migration of its own");
        Address now = inSchema(old.schema(), rename.to(), model)
                .orElseThrow(() -> BadRename.because(
                        rename, "leads to a table that the model has not", "define " + rename.to() + " in the model"))
                .key();
        require(
                model.find(old).isEmpty(),
                rename,
                "cannot be: the model still has " + rename.old(),
                "remove " + rename.old() + " from the model, or leave the rename out");
        add(tables, new Move(old, now.name(), rename));
    }

    private void column(Rename rename) {
        int names = rename.from().size();
        require(
                names == 2 || names == 3,
                rename,
                "has too many names",
                "write TABLE:NEW or TABLE.COLUMN:NEW, with the schema before it if need be; names with dots in double quotes");
        String name = rename.from().get(names - 2);
        List<String> known = database.of(Kind.TABLE).stream()
                .map(each -> database.shown(each.key()))
                .toList();
        Address table = (names == 3 ? inSchema(rename.from().get(0), name, database) : table(name, database))
                .orElseThrow(() -> BadRename.because(
                        rename,
                        "names a table that the database has not",
                        NearestName.suggest(name, known) + "it has " + String.join(", ", known)))
                .key();
        List<String> there = database.of(Kind.COLUMN, table).stream()
                .map(each -> each.key().name())
                .toList();
        Address old = column(table, rename.old(), database)
                .orElseThrow(() -> BadRename.because(
                        rename,
                        "names a column that the database has not",
                        NearestName.suggest(rename.old(), there) + name + " has " + String.join(", ", there)))
                .key();
        require(
                column(table, rename.to(), database).isEmpty(),
                rename,
                "cannot be: " + name + " has " + rename.to() + " already",
                "leave it out, or rename or drop that one first, in a migration of its own");
        String after = tables.stream()
                .filter(move -> move.key().equals(table))
                .map(Move::to)
                .findFirst()
                .orElse(table.name());
        Address inModel = new Address(Kind.TABLE, table.schema(), "", after);
        Address now = column(inModel, rename.to(), model)
                .orElseThrow(() -> BadRename.because(
                        rename,
                        "leads to a column that the model has not",
                        "define " + rename.to() + " of " + after + " in the model"))
                .key();
        require(
                model.find(new Address(Kind.COLUMN, inModel.schema(), inModel.name(), old.name()))
                        .isEmpty(),
                rename,
                "cannot be: the model still has " + rename.old() + " of " + after,
                "remove it from the model, or leave the rename out");
        add(columns, new Move(old, now.name(), rename));
    }

    /** The very same may be said twice. */
    private static void add(List<Move> moves, Move move) {
        for (Move other : moves) {
            boolean sameOld = other.key().equals(move.key());
            boolean sameNew = other.key().ofTable().equals(move.key().ofTable())
                    && other.key().schema().equals(move.key().schema())
                    && other.to().equals(move.to());
            if (sameOld && sameNew) {
                return;
            }
            require(
                    !sameOld && !sameNew,
                    move.said(),
                    "contradicts the rename " + other.said(),
                    "say only one of them, on the command line or as -- renamed_from in the model");
        }
        moves.add(move);
    }

    private static void require(boolean holds, Rename rename, String why, String next) {
        if (!holds) {
            throw BadRename.because(rename, why, next);
        }
    }
}
