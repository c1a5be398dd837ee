package dbmanager.exchange;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The rows of a backup as they pass by, for work that makes something else of each of them. */
public interface SavedRows extends AutoCloseable {
    /** By name. An {@link Table#open open} table has all columns that its rows have between them. */
    List<Table> tables();

    /** Hands out every row of every table, table by table, in no order that means anything. May be called again. */
    void forEach(BiConsumer<Table, Row> each);

    @Override
    void close();

    /** Those of a content, which is closed with them. */
    static SavedRows of(Content content) {
        return of(content, content.tables());
    }

    /** Those of some tables of a content, which is closed with them. */
    static SavedRows of(Content content, List<Table> tables) {
        return new SavedRows() {
            @Override
            public List<Table> tables() {
                return tables;
            }

            @Override
            public void forEach(BiConsumer<Table, Row> each) {
                for (Table table : tables) {
                    try (Stream<Row> rows = content.rows(table)) {
                        rows.forEach(row -> each.accept(table, row));
                    }
                }
            }

            @Override
            public void close() {
                content.close();
            }
        };
    }
}
