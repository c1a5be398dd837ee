package dbmanager.casdoor;

import dbmanager.environment.CasdoorMapping;
import dbmanager.exchange.Table;
import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.Collection;

/** The database, or what Casdoor lists, is not as the mapping of the configuration has it. */
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

    /** @param known fields that it has */
    static BadMapping noField(Listing what, CasdoorMapping mapping, String field, Collection<String> known) {
        return new BadMapping(
                "casdoor: names the field " + field + " for " + mapping.table() + ", which none of the " + what
                        + " that Casdoor lists has",
                NearestName.suggest(field, known) + "correct fields: of " + mapping.table()
                        + "; the names are those of Casdoor's API, upper and lower case count");
    }

    static BadMapping movingKey(Table table, String column, CasdoorMapping mapping) {
        return new BadMapping(
                "casdoor: gives " + table.name() + "." + column + " a value, which tells rows of " + table.name()
                        + " apart, but rows are found by " + mapping.key(),
                "write key: " + column + ", or take " + column + " out of what casdoor: fills");
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
