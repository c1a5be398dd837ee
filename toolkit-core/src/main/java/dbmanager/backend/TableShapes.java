package dbmanager.backend;

import dbmanager.exchange.Table;
import java.util.List;
import java.util.Optional;

/** What rows have to be like to be taken, where tables say that before there is one. */
public non-sealed interface TableShapes extends Feature {
    /** Of the users' tables, by name. */
    List<Shape> shapes();

    /** @param references only those of one column */
    record Shape(Table table, List<ColumnShape> columns, List<Reference> references) {
        public Shape {
            columns = List.copyOf(columns);
            references = List.copyOf(references);
        }

        public Optional<Reference> reference(String column) {
            return references.stream()
                    .filter(reference -> reference.column().equals(column))
                    .findFirst();
        }
    }

    /**
     * @param type as it is declared
     * @param required whether it takes no null
     * @param defaulted whether the database gives it a value by itself
     * @param unique whether no two rows may have the same
     * @param choices the only texts that it takes, as far as they can be told; else none
     */
    record ColumnShape(
            String name, String type, boolean required, boolean defaulted, boolean unique, List<String> choices) {
        public ColumnShape {
            choices = List.copyOf(choices);
        }
    }

    /** A foreign key of one column. */
    record Reference(String column, String table, String target) {}
}
