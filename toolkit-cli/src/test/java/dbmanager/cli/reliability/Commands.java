package dbmanager.cli.reliability;

import java.util.ArrayList;
import java.util.List;

/** Every command that works on a database, as one would type it. */
final class Commands {
    static final String[][] ALL = {
        {"status"},
        {"doctor"},
        {"list-migrations"},
        {"history"},
        {"current"},
        {"heads"},
        {"validate"},
        {"merge"},
        {"migrate"},
        {"rollback"},
        {"stamp", "1"},
        {"repair"},
        {"run", "migrations/V1__products.sql"},
        {"backup"},
        {"backup-all"},
        {"verify"},
        {"diff", "latest", "live"},
        {"restore", "latest", "--yes"},
        {"export"},
        {"import", "rows.csv", "--table", "product"},
        {"vacuum"},
        {"analyze"},
        {"integrity-check"},
        {"check-data"},
    };

    private Commands() {}

    static String[] with(String[] command, String... more) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }
}
