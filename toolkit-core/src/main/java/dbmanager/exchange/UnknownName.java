package dbmanager.exchange;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.List;

/** A table or column was named that is not there. */
public final class UnknownName extends Problem {
    private static final long serialVersionUID = 1L;

    private UnknownName(String happened, String wanted, List<String> known) {
        super(
                Kind.USAGE,
                happened,
                "nothing was changed",
                NearestName.of(wanted, known)
                        .map(name -> "did you mean " + name + "? There is " + String.join(", ", known))
                        .orElse(known.isEmpty() ? "there is none" : "there is " + String.join(", ", known)));
    }

    /** @param where who names it */
    static UnknownName table(String where, String wanted, List<Table> known) {
        return new UnknownName(
                where + ": there is no table \"" + wanted + "\"",
                wanted,
                known.stream().map(Table::name).toList());
    }

    static UnknownName column(String where, Table table, String wanted) {
        return new UnknownName(
                where + ": the table " + table.name() + " has no column \"" + wanted + "\"",
                wanted,
                table.columnNames());
    }
}
