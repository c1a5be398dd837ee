package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An index, a view, a trigger or a virtual table.
 *
 * @param owner folded: the table or view that an index or a trigger is on; else its own name
 * @param sql as SQLite keeps it
 * @param columns of a view or a virtual table, as SQLite names them; case counts, since programs read by these names
 * @param broken whether SQLite cannot use it as it is: what it refers to is not there
 * @param names folded, of everything that it mentions
 */
record Definition(
        Kind kind, String name, String owner, String sql, List<String> columns, boolean broken, Set<String> names) {
    enum Kind {
        INDEX,
        VIEW,
        TRIGGER,
        VIRTUAL_TABLE;

        String word() {
            return this == VIRTUAL_TABLE ? "virtual table" : name().toLowerCase(Locale.ROOT);
        }

        /** As DROP calls it. */
        String sqlWord() {
            return this == VIRTUAL_TABLE ? "TABLE" : name();
        }
    }

    String folded() {
        return Token.folded(name);
    }

    static Definition of(Kind kind, String name, String owner, String sql, List<String> columns, boolean broken) {
        return new Definition(kind, name, owner, sql, columns, broken, ColumnDefinition.names(Token.of(sql)));
    }

    /** Whether it is an index of some rows only, on expressions, or in an order of its own: for that a model of tables may have no words. */
    boolean isUncommonIndex() {
        List<Token> tokens = Token.of(sql);
        return kind == Kind.INDEX
                && (tokens.stream().filter(token -> token.is("(")).count() > 1
                        || tokens.stream().anyMatch(token -> token.is("WHERE") || token.is("COLLATE")));
    }

    boolean isLike(Definition other) {
        return kind == other.kind
                && name.equals(other.name)
                && columns.equals(other.columns)
                && canonical().equals(other.canonical());
    }

    /** {@code ASC} and {@code FOR EACH ROW} are what is meant anyhow. The arguments of a virtual table are its module's, so there every letter counts. */
    private String canonical() {
        List<Token> tokens = new ArrayList<>(Token.of(sql));
        if (kind == Kind.INDEX) {
            tokens.removeIf(token -> token.is("ASC"));
        }
        if (kind == Kind.TRIGGER) {
            for (int i = 0; i + 2 < tokens.size(); i++) {
                if (tokens.get(i).is("FOR")
                        && tokens.get(i + 1).is("EACH")
                        && tokens.get(i + 2).is("ROW")) {
                    tokens.subList(i, i + 3).clear();
                }
            }
        }
        return kind == Kind.VIRTUAL_TABLE ? joined(tokens) : Canonical.text().of(tokens);
    }

    private static String joined(List<Token> tokens) {
        int using = 0;
        while (using < tokens.size() && !tokens.get(using).is("USING")) {
            using++;
        }
        return String.join(
                " ",
                tokens.subList(using, tokens.size()).stream().map(Token::text).toList());
    }
}
