package dbmanager.cli.reliability.matrix;

import java.util.ArrayList;
import java.util.List;

/** One fault on one engine in one operation. */
record Cell(Fault fault, Engine engine, Operation operation) {
    /** All of them, whether they are possible or not, in the order of the page. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Engine engine : Engine.values()) {
            for (Fault fault : Fault.all()) {
                for (Operation operation : Operation.values()) {
                    cells.add(new Cell(fault, engine, operation));
                }
            }
        }
        return cells;
    }

    boolean isPossible() {
        return fault.unless(engine, operation).isEmpty();
    }

    boolean isSlow() {
        return fault.isSlow(engine, operation);
    }

    String key() {
        return engine.title() + " | " + fault.title() + " | " + operation.title();
    }

    @Override
    public String toString() {
        return fault.title() + ", " + engine.title() + ", " + operation.title();
    }
}
