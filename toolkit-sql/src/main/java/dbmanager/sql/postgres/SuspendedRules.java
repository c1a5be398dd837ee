package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;
import static dbmanager.sql.postgres.PostgresDatabase.quote;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Foreign keys from and to tables, and their triggers, taken away within a transaction and put back before its end, when the server judges every row
 * anew. Cascades would delete rows of tables that are not loaded at all. Only the tables' owner can do so.
 */
final class SuspendedRules {
    private static final String FOREIGN_KEYS = """
            SELECT format('%%I.%%I', n.nspname, c.relname), k.conname, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE k.contype = 'f' AND k.conparentid = 0 AND (k.conrelid IN (%1$s) OR k.confrelid IN (%1$s)) ORDER BY k.oid""";

    private static final String TRIGGERS = """
            SELECT c.oid::regclass::text, g.tgname, g.tgenabled FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
             WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgrelid IN (%s) ORDER BY g.oid""";

    private final Connection connection;
    private final List<String> back = new ArrayList<>();

    private SuspendedRules(Connection connection) {
        this.connection = connection;
    }

    static SuspendedRules of(Connection connection, List<Relation> tables) throws SQLException {
        SuspendedRules rules = new SuspendedRules(connection);
        if (!tables.isEmpty()) {
            String oids =
                    tables.stream().map(table -> String.valueOf(table.oid())).collect(Collectors.joining(", "));
            rules.run(rules.foreignKeys(oids));
            rules.run(rules.triggers(oids));
        }
        return rules;
    }

    private List<String> foreignKeys(String oids) throws SQLException {
        List<String> drop = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FOREIGN_KEYS.formatted(oids))) {
            while (rows.next()) {
                String table = rows.getString(1);
                String name = quote(rows.getString(2));
                drop.add("ALTER TABLE " + table + " DROP CONSTRAINT " + name);
                back.add("ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + rows.getString(3));
                if (rows.getString(4) != null) {
                    back.add("COMMENT ON CONSTRAINT " + name + " ON " + table + " IS " + literal(rows.getString(4)));
                }
            }
        }
        return drop;
    }

    private List<String> triggers(String oids) throws SQLException {
        List<String> disable = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TRIGGERS.formatted(oids))) {
            while (rows.next()) {
                String table = "ALTER TABLE " + rows.getString(1);
                String name = quote(rows.getString(2));
                disable.add(table + " DISABLE TRIGGER " + name);
                back.add(table
                        + switch (rows.getString(3)) {
                            case "A" -> " ENABLE ALWAYS TRIGGER ";
                            case "R" -> " ENABLE REPLICA TRIGGER ";
                            default -> " ENABLE TRIGGER ";
                        }
                        + name);
            }
        }
        return disable;
    }

    /** Puts everything back, and with it every row to the test. */
    void resume() throws SQLException {
        run(back);
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
