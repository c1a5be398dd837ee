package dbmanager.sql.sqlite.schema;

import dbmanager.backend.Rename;
import dbmanager.backend.Rename.BadRename;
import dbmanager.backend.SchemaChange;
import dbmanager.problem.NearestName;
import dbmanager.sql.schema.RenameHints;
import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Renames that can be carried out one after the other: columns under the old name of their table, then tables.
 *
 * @param columns each behind its table's name in the database
 */
public record Renames(List<Rename> columns, List<Rename> tables) {

    /**
     * What a user said, and what the model says in comments where the database has the old name still and the new one not yet.
     *
     * @throws BadRename when one cannot be meant
     */
    public static Renames of(List<Rename> said, String ddl, Catalog database, Catalog model) {
        Resolution resolution = new Resolution(database, model);
        List<Rename> hints = RenameHints.in(ddl);
        said.stream().filter(rename -> rename.from().size() == 1).forEach(resolution::table);
        hints.stream()
                .filter(hint -> hint.from().size() == 1 && resolution.isOpenTable(hint))
                .forEach(resolution::table);
        said.stream().filter(rename -> rename.from().size() != 1).forEach(resolution::column);
        hints.stream()
                .filter(hint -> hint.from().size() == 2)
                .flatMap(hint -> resolution.openColumn(hint).stream())
                .forEach(resolution::column);
        return new Renames(List.copyOf(resolution.columns), List.copyOf(resolution.tables));
    }

    public boolean isEmpty() {
        return columns.isEmpty() && tables.isEmpty();
    }

    List<Rename> all() {
        return Stream.concat(columns.stream(), tables.stream()).toList();
    }

    /** As changes, for the reader. */
    public List<SchemaChange> changes() {
        return all().stream()
                .map(rename -> SchemaChange.safe(
                        rename.from().size() == 1 ? "table" : "column",
                        String.join(".", rename.from()),
                        SchemaChange.Deed.RENAME,
                        "to " + rename.to()))
                .toList();
    }

    public List<String> statements() {
        return all().stream()
                .map(rename -> statement(rename.from(), rename.old(), rename.to()))
                .toList();
    }

    /** Takes {@link #statements} back. */
    public List<String> reverseStatements() {
        List<Rename> reverse = new ArrayList<>(all());
        Collections.reverse(reverse);
        return reverse.stream()
                .map(rename -> statement(
                        rename.from().size() == 1 ? List.of(rename.to()) : rename.from(), rename.to(), rename.old()))
                .toList();
    }

    private static String statement(List<String> path, String from, String to) {
        String column = path.size() == 1 ? "" : "COLUMN " + Token.quote(from) + " ";
        return "ALTER TABLE " + Token.quote(path.get(0)) + " RENAME " + column + "TO " + Token.quote(to);
    }

    /** Of a table that has its name of the model, what the database calls it. */
    public String tableBefore(String name) {
        return tables.stream()
                .filter(rename -> same(rename.to(), name))
                .map(Rename::old)
                .findFirst()
                .orElse(name);
    }

    /** The same of its column. */
    public String columnBefore(String table, String column) {
        return columns.stream()
                .filter(rename -> same(rename.from().get(0), tableBefore(table)) && same(rename.to(), column))
                .map(Rename::old)
                .findFirst()
                .orElse(column);
    }

    private static boolean same(String one, String other) {
        return Token.folded(one).equals(Token.folded(other));
    }

    private static final class Resolution {
        private final Catalog database;
        private final Catalog model;
        private final List<Rename> tables = new ArrayList<>();
        private final List<Rename> columns = new ArrayList<>();

        Resolution(Catalog database, Catalog model) {
            this.database = database;
            this.model = model;
        }

        /** Whether its deed is still to be done. */
        boolean isOpenTable(Rename hint) {
            return database.table(hint.old()).isPresent()
                    && database.table(hint.to()).isEmpty();
        }

        /** The same, with the table under its name in the database. */
        Optional<Rename> openColumn(Rename hint) {
            String inModel = hint.from().get(0);
            String inDatabase = tables.stream()
                    .filter(rename -> same(rename.to(), inModel))
                    .map(Rename::old)
                    .findFirst()
                    .orElse(inModel);
            return database.table(inDatabase)
                    .filter(table -> table.column(Token.folded(hint.old())).isPresent()
                            && table.column(Token.folded(hint.to())).isEmpty())
                    .map(table -> new Rename(List.of(table.name(), hint.old()), hint.to()));
        }

        void table(Rename rename) {
            if (isAmbiguous(rename, tables)) {
                return;
            }
            List<String> known = database.tables().values().stream()
                    .map(TableDefinition::name)
                    .toList();
            require(
                    database.table(rename.old()).isPresent(),
                    rename,
                    "names a table that the database has not",
                    NearestName.suggest(rename.old(), known) + "it has " + String.join(", ", known));
            require(
                    database.table(rename.to()).isEmpty(),
                    rename,
                    "cannot be: the database has " + rename.to() + " already",
                    "leave it out, or rename or drop that one first, in a migration of its own");
            require(
                    model.table(rename.to()).isPresent(),
                    rename,
                    "leads to a table that the model has not",
                    "define " + rename.to() + " in the model");
            require(
                    model.table(rename.old()).isEmpty(),
                    rename,
                    "cannot be: the model still has " + rename.old(),
                    "remove " + rename.old() + " from the model, or leave the rename out");
            tables.add(rename);
        }

        void column(Rename rename) {
            require(
                    rename.from().size() == 2,
                    rename,
                    "has too many names",
                    "write TABLE:NEW or TABLE.COLUMN:NEW; names with dots in double quotes");
            if (isAmbiguous(rename, columns)) {
                return;
            }
            String name = rename.from().get(0);
            List<String> known = database.tables().values().stream()
                    .map(TableDefinition::name)
                    .toList();
            TableDefinition table = database.table(name)
                    .orElseThrow(() -> BadRename.because(
                            rename,
                            "names a table that the database has not",
                            NearestName.suggest(name, known) + "it has " + String.join(", ", known)));
            List<String> there =
                    table.columns().stream().map(ColumnDefinition::name).toList();
            require(
                    table.column(Token.folded(rename.old())).isPresent(),
                    rename,
                    "names a column that the database has not",
                    NearestName.suggest(rename.old(), there) + name + " has " + String.join(", ", there));
            require(
                    table.column(Token.folded(rename.to())).isEmpty(),
                    rename,
                    "cannot be: " + name + " has " + rename.to() + " already",
                    "leave it out, or rename or drop that one first, in a migration of its own");
            String after = tables.stream()
                    .filter(each -> same(each.old(), name))
                    .map(Rename::to)
                    .findFirst()
                    .orElse(name);
            Optional<TableDefinition> wanted = model.table(after);
            require(
                    wanted.flatMap(each -> each.column(Token.folded(rename.to())))
                            .isPresent(),
                    rename,
                    "leads to a column that the model has not",
                    "define " + rename.to() + " of " + after + " in the model");
            require(
                    wanted.flatMap(each -> each.column(Token.folded(rename.old())))
                            .isEmpty(),
                    rename,
                    "cannot be: the model still has " + rename.old() + " of " + after,
                    "remove it from the model, or leave the rename out");
            columns.add(rename);
        }

        /** @return whether the very same was said before */
        private static boolean isAmbiguous(Rename rename, List<Rename> before) {
            for (Rename other : before) {
                boolean sameTable = rename.from().size() == 1
                        || same(rename.from().get(0), other.from().get(0));
                boolean sameOld = sameTable && same(rename.old(), other.old());
                boolean sameNew = sameTable && same(rename.to(), other.to());
                if (sameOld && sameNew) {
                    return true;
                }
                require(
                        !sameOld && !sameNew,
                        rename,
                        "contradicts the rename " + other,
                        "say only one of them, on the command line or as -- renamed_from in the model");
            }
            return false;
        }

        private static void require(boolean holds, Rename rename, String why, String next) {
            if (!holds) {
                throw BadRename.because(rename, why, next);
            }
        }
    }
}
