package dbmanager.migration;

import dbmanager.problem.Problem;

/** A version below the current one waits to be applied: two branches went on side by side. */
public final class OutOfOrder extends Problem {
    private static final long serialVersionUID = 1L;

    private OutOfOrder(String happened) {
        super(
                Kind.CONFLICT,
                happened,
                "nothing was run",
                "run `db-manager merge` to renumber it after the newest one, or, if the order does not matter, repeat with"
                        + " --out-of-order");
    }

    OutOfOrder(MigrationKey waiting, Version current) {
        this("there are two heads: migration " + waiting + " is not applied, but the newer " + current + " is");
    }

    static OutOfOrder notNext(MigrationKey wanted, MigrationKey earlier) {
        return new OutOfOrder("migration " + wanted + " is not the next one: " + earlier + " comes before it");
    }
}
