package dbmanager.casdoor;

import dbmanager.environment.CasdoorMapping;
import dbmanager.exchange.Table;
import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;

/** The database is not as the mapping of the configuration has it. */
public final class BadMapping extends Problem {
    private static final long serialVersionUID = 1L;

    private BadMapping(String happened, String next) {
        super(Kind.CONFIGURATION, happened, "nothing was changed", next);
    }

    static BadMapping noTable(CasdoorMapping mapping) {
        return new BadMapping(
                "casdoor: puts rows into " + mapping.table() + ", and there is no such table",
                "correct into:, or run `db-manager migrate` if a migration makes it");
    }

    static BadMapping noColumn(Table table, String column) {
        return new BadMapping(
                "casdoor: names the column " + column + ", which " + table.name() + " has not",
                NearestName.suggest(column, table.columnNames()) + "it has " + String.join(", ", table.columnNames()));
    }

    static BadMapping noKey(Table table) {
        return new BadMapping(
                table.name() + " has no primary key, so that its rows cannot be told apart",
                "give it one by a migration");
    }

    static BadMapping twice(CasdoorMapping mapping, String key) {
        return new BadMapping(
                "two rows of " + mapping.table() + " have the " + mapping.key() + " " + key,
                "make one of them, and give the column a unique index");
    }
}
