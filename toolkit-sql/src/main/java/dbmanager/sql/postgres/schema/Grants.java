package dbmanager.sql.postgres.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who may do what with things that a script may have to make anew, which would take the rights away. */
public final class Grants {
    private static final String ALL = """
            WITH things AS (
                SELECT format('%1$I.%2$I', n.nspname, c.relname) AS name,
                       format('%3$s %1$I.%2$I', n.nspname, c.relname, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END) AS thing,
                       c.relacl AS acl, c.relowner AS owner
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('v', 'm', 'S') AND c.relacl IS NOT NULL AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                UNION ALL
                SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
                       format('ROUTINE %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), p.proacl, p.proowner
                  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE p.proacl IS NOT NULL AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                UNION ALL
                SELECT format('%I.%I', n.nspname, t.typname), format('TYPE %I.%I', n.nspname, t.typname), t.typacl, t.typowner
                  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE t.typacl IS NOT NULL AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            )
            SELECT name, CASE WHEN a.grantee = owner THEN NULL ELSE
                   format('GRANT %s ON %s TO %s%s', a.privilege_type, thing, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
                          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) END
              FROM things, aclexplode(acl) a ORDER BY 1, 2""";

    private final Map<String, List<String>> byName = new LinkedHashMap<>();

    private Grants() {}

    /** @param connection whose search path is another one afterwards */
    public static Grants of(Connection connection) throws SQLException {
        Grants grants = new Grants();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
            try (ResultSet rows = statement.executeQuery(ALL)) {
                while (rows.next()) {
                    List<String> of = grants.byName.computeIfAbsent(rows.getString(1), name -> new ArrayList<>());
                    if (rows.getString(2) != null) {
                        of.add(rows.getString(2));
                    }
                }
            }
        }
        return grants;
    }

    /** Statements that give back what goes when these are dropped. */
    List<String> lost(List<String> dropped) {
        return dropped.stream()
                .distinct()
                .flatMap(name -> byName.getOrDefault(name, List.of()).stream())
                .toList();
    }
}
