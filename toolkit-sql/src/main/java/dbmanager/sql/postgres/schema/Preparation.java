package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import dbmanager.sql.postgres.schema.Difference.Pair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What can be had for less than dropping and making anew, and keeps what that would lose: a constraint, an index or a sequence that only has
 * another name; values of an enum that changes; numbers that come from a sequence, or from an identity, and go on where they were.
 */
public final class Preparation {
    private static final String SUPPORTS = """
            SELECT kn.nspname, kc.relname, k.conname, un.nspname, uc.relname, u.conname
              FROM pg_constraint k JOIN pg_constraint u ON u.conindid = k.conindid AND u.conrelid = k.confrelid AND u.contype IN ('p', 'u')
              JOIN pg_class kc ON kc.oid = k.conrelid JOIN pg_namespace kn ON kn.oid = kc.relnamespace
              JOIN pg_class uc ON uc.oid = u.conrelid JOIN pg_namespace un ON un.oid = uc.relnamespace
             WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 1, 2, 3""";

    private final Difference difference;
    private final List<String> statements = new ArrayList<>();
    private final Set<Address> renamed = new HashSet<>();

    private Preparation(Difference difference) {
        this.difference = difference;
    }

    /**
     * Statements to be run before the rest is written; none where there is nothing of the kind.
     *
     * @param from to the first side
     */
    public static List<String> of(Difference difference, Connection from) throws SQLException {
        Preparation preparation = new Preparation(difference);
        preparation.enums(from);
        preparation.numbers();
        preparation.newNames(
                Kind.CONSTRAINT,
                (old, now) -> "ALTER TABLE " + old.key().ofTable().sql() + " RENAME CONSTRAINT "
                        + Sql.quote(old.key().name()) + " TO "
                        + Sql.quote(now.key().name()));
        preparation.newNames(
                Kind.INDEX,
                (old, now) -> "ALTER INDEX " + old.key().sql() + " RENAME TO "
                        + Sql.quote(now.key().name()));
        preparation.newNames(
                Kind.SEQUENCE,
                (old, now) -> "ALTER SEQUENCE " + old.key().sql() + " RENAME TO "
                        + Sql.quote(now.key().name()));
        preparation.foreignKeys(from);
        return preparation.statements;
    }

    private void newNames(Kind kind, BiFunction<Definition, Definition, String> statement) {
        List<Definition> come = new ArrayList<>(
                difference.added().stream().filter(each -> each.kind() == kind).toList());
        for (Definition old : difference.dropped()) {
            if (old.kind() == kind && (kind != Kind.SEQUENCE || old.has("owned by"))) {
                come.stream()
                        .filter(now -> now.traits().equals(old.traits())
                                && now.key().schema().equals(old.key().schema())
                                && now.key().owner().equals(old.key().owner()))
                        .findFirst()
                        .ifPresent(now -> {
                            statements.add(statement.apply(old, now));
                            renamed.add(old.key());
                            come.remove(now);
                        });
            }
        }
    }

    /** A foreign key stands on one constraint of the other table; when that one goes, both go first, and the rest is made anew. */
    private void foreignKeys(Connection from) throws SQLException {
        Set<String> supports = new LinkedHashSet<>();
        try (Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery(SUPPORTS)) {
            while (rows.next()) {
                Address key = new Address(Kind.CONSTRAINT, rows.getString(1), rows.getString(2), rows.getString(3));
                Address support = new Address(Kind.CONSTRAINT, rows.getString(4), rows.getString(5), rows.getString(6));
                if (stays(key) && !stays(support) && !renamed.contains(support)) {
                    statements.add(drop(key));
                    supports.add(drop(support));
                }
            }
        }
        statements.addAll(supports);
    }

    private static String drop(Address constraint) {
        return "ALTER TABLE " + constraint.ofTable().sql() + " DROP CONSTRAINT " + constraint.sql();
    }

    private boolean stays(Address key) {
        Optional<Definition> before = difference.from().find(key);
        return before.isPresent() && before.equals(difference.to().find(key));
    }

    private void enums(Connection from) throws SQLException {
        for (Pair pair : difference.kept()) {
            if (pair.from().kind() == Kind.TYPE
                    && pair.changes("values")
                    && EnumChange.isNeeded(difference, pair.from(), pair.to())) {
                statements.addAll(EnumChange.statements(from, pair.from(), pair.to()));
            }
        }
    }

    private void numbers() {
        for (Pair pair : difference.kept()) {
            if (pair.from().kind() == Kind.COLUMN && !pair.changes("type")) {
                if (!pair.from().has("identity") && pair.to().has("identity")) {
                    owned(difference.from(), pair.from()).ifPresent(sequence -> toIdentity(pair, sequence));
                } else if (pair.from().has("identity") && !pair.to().has("identity")) {
                    owned(difference.to(), pair.to()).ifPresent(sequence -> toSequence(pair, sequence));
                }
            }
        }
    }

    private static Optional<Definition> owned(Catalog catalog, Definition column) {
        return catalog.of(Kind.SEQUENCE).stream()
                .filter(each -> each.key().schema().equals(column.key().schema())
                        && column.trait("default").startsWith("nextval(")
                        && Objects.equals(each.trait("owned by"), bare(column)))
                .findFirst();
    }

    /** As a sequence says whose it is: quotes only where the server wants them, so that odd names are left to the rest. */
    private static String bare(Definition column) {
        return column.key().schema() + "." + column.key().owner() + "."
                + column.key().name();
    }

    private void toIdentity(Pair column, Definition sequence) {
        String old = sequence.key().name() + "_before";
        Identity identity = Identity.parse(column.to().trait("sequence"));
        String alter = alter(column);
        statements.add(alter + " DROP DEFAULT");
        if (!column.from().has("not null")) {
            statements.add(alter + " SET NOT NULL");
        }
        statements.add("ALTER SEQUENCE " + sequence.key().sql() + " OWNED BY NONE");
        statements.add("ALTER SEQUENCE " + sequence.key().sql() + " RENAME TO " + Sql.quote(old));
        Address oldKey = new Address(Kind.SEQUENCE, sequence.key().schema(), "", old);
        Address newKey = new Address(Kind.SEQUENCE, sequence.key().schema(), "", identity.name());
        statements.add(alter + " ADD GENERATED " + column.to().trait("identity").toUpperCase(Locale.ROOT)
                + " AS IDENTITY (SEQUENCE NAME " + newKey.sql() + " " + identity.options() + ")");
        statements.add(goOn(oldKey, newKey));
        statements.add("DROP SEQUENCE " + oldKey.sql());
    }

    private void toSequence(Pair column, Definition sequence) {
        Address made = new Address(
                Kind.SEQUENCE, sequence.key().schema(), "", sequence.key().name() + "_after");
        Identity identity = Identity.parse(column.from().trait("sequence"));
        Address old = new Address(Kind.SEQUENCE, column.from().key().schema(), "", identity.name());
        String alter = alter(column);
        statements.add(
                "CREATE SEQUENCE " + made.sql() + " AS " + sequence.trait("type") + " " + Identity.options(sequence));
        statements.add(goOn(old, made));
        statements.add(alter + " DROP IDENTITY");
        statements.add("ALTER SEQUENCE " + made.sql() + " RENAME TO "
                + Sql.quote(sequence.key().name()));
        statements.add("ALTER SEQUENCE " + sequence.key().sql() + " OWNED BY "
                + column.to().key().ofTable().sql() + "." + column.to().key().sql());
        statements.add(alter + " SET DEFAULT " + column.to().trait("default"));
    }

    private static String alter(Pair column) {
        return "ALTER TABLE " + column.from().key().ofTable().sql() + " ALTER COLUMN "
                + column.from().key().sql();
    }

    private static String goOn(Address from, Address to) {
        Function<Address, String> literal = key -> Sql.literal(key.sql());
        return "SELECT pg_catalog.setval(" + literal.apply(to) + ", last_value, is_called) FROM " + from.sql();
    }

    /**
     * The sequence of an identity column, as {@link CatalogQuery} writes it.
     *
     * @param options behind {@code SEQUENCE NAME}
     */
    record Identity(String name, String options) {
        private static final int NUMBERS = 7;

        static Identity parse(String trait) {
            String[] words = trait.split(" ");
            int first = words.length - NUMBERS;
            String name = String.join(" ", List.of(words).subList(0, first));
            return new Identity(
                    name,
                    options(
                            words[first + 1],
                            words[first + 2],
                            words[first + 3],
                            words[first + 4],
                            words[first + 5],
                            words[first + 6].startsWith("t")));
        }

        static String options(Definition sequence) {
            return options(
                    sequence.trait("start"),
                    sequence.trait("increment"),
                    sequence.trait("minimum"),
                    sequence.trait("maximum"),
                    sequence.trait("cache"),
                    sequence.has("cycle"));
        }

        private static String options(
                String start, String increment, String minimum, String maximum, String cache, boolean cycle) {
            return "START WITH " + start + " INCREMENT BY " + increment + " MINVALUE " + minimum + " MAXVALUE "
                    + maximum + " CACHE " + cache + (cycle ? " CYCLE" : " NO CYCLE");
        }
    }
}
