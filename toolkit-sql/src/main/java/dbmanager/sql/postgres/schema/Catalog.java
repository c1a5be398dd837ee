package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a database defines: neither what belongs to an extension nor what db-manager and Flyway keep for themselves. The server writes every
 * expression, with all names qualified, so that two catalogs can be compared as texts.
 */
public final class Catalog {
    private final String home;
    private final Map<Address, Definition> definitions;

    private Catalog(String home, Map<Address, Definition> definitions) {
        this.home = home;
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    /** @param home the schema whose name goes without saying */
    public static Catalog read(Connection connection, String home) throws SQLException {
        Map<Address, Definition> found = new LinkedHashMap<>();
        String path = Sql.texts(connection, "SHOW search_path").get(0);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
            for (CatalogQuery query : CatalogQuery.ALL) {
                read(statement, query, found);
            }
            statement.execute("SELECT set_config('search_path', " + Sql.literal(path) + ", false)");
        }
        return new Catalog(home, found);
    }

    /** Has the server count what it defines, which it would else guess, and read a large catalog hundreds of times over. */
    public static void analyze(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_attrdef, pg_catalog.pg_depend,"
                            + " pg_catalog.pg_constraint, pg_catalog.pg_index");
        }
    }

    private static void read(Statement statement, CatalogQuery query, Map<Address, Definition> into)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery(query.sql())) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, String> traits = new LinkedHashMap<>();
                for (int i = 4; i <= columns.getColumnCount(); i++) {
                    String value = rows.getString(i);
                    if (value != null) {
                        traits.put(columns.getColumnLabel(i), value);
                    }
                }
                Address key = new Address(query.kind(), rows.getString(1), rows.getString(2), rows.getString(3));
                into.put(key, new Definition(key, traits));
            }
        }
    }

    String home() {
        return home;
    }

    /** The same with another home. */
    public Catalog at(String schema) {
        return new Catalog(schema, definitions);
    }

    Map<Address, Definition> definitions() {
        return definitions;
    }

    Optional<Definition> find(Address key) {
        return Optional.ofNullable(definitions.get(key));
    }

    List<Definition> of(Kind kind) {
        return definitions.values().stream().filter(each -> each.kind() == kind).toList();
    }

    /** Columns, constraints or whatever of a table, in the order of the catalog. */
    List<Definition> of(Kind kind, Address table) {
        return definitions.values().stream()
                .filter(each -> each.kind() == kind && each.key().ofTable().equals(table))
                .toList();
    }

    String shown(Address key) {
        return key.shown(home);
    }

    /** Whether both define the same. */
    public boolean isLike(Catalog other) {
        return definitions.equals(other.definitions);
    }

    /** This in the words of a copy: the texts of what stands here as it stands in an original are put as the copy of the original has them. */
    public Catalog inWordsOf(Catalog copy, Catalog original) {
        Map<Address, Definition> words = new LinkedHashMap<>();
        definitions.forEach((key, each) -> words.put(
                key,
                each.equals(original.definitions.get(key))
                        ? copy.find(key).map(each::inWordsOf).orElse(each)
                        : each));
        return new Catalog(home, words);
    }

    /** This, where another one has it so too, and the rest in the words of a third. */
    public Catalog orInWordsOf(Catalog third, Catalog other) {
        Map<Address, Definition> words = new LinkedHashMap<>();
        definitions.forEach((key, each) -> words.put(
                key, each.equals(other.definitions.get(key)) ? each : third.definitions.getOrDefault(key, each)));
        return new Catalog(home, words);
    }
}
