package dbmanager.sql.sqlite.schema;

import java.util.Optional;
import java.util.Set;

/**
 * A key, a foreign key or a check of a table. It is the same whether it stands behind its column or behind all columns.
 *
 * @param column folded, where it stands behind one: it comes and goes with that column
 * @param names folded, of everything that it mentions
 * @param text canonical, its own name in front
 */
record Constraint(Kind kind, Optional<String> column, Set<String> names, String text) {
    enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        FOREIGN_KEY
    }

    boolean isKey() {
        return kind == Kind.PRIMARY_KEY || kind == Kind.UNIQUE;
    }
}
