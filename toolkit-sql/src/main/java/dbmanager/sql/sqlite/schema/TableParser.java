package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import dbmanager.sql.sqlite.schema.ColumnDefinition.Default;
import dbmanager.sql.sqlite.schema.Constraint.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the text of a {@code CREATE TABLE} that SQLite has accepted (sqlite.org/lang_createtable.html), so what is no column is a constraint,
 * and nothing here is an error.
 */
final class TableParser {
    private static final Set<String> TABLE_CONSTRAINTS = Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");
    private static final Set<String> COLUMN_CONSTRAINTS = Set.of(
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "GENERATED",
            "AS",
            "DEFERRABLE");

    private final String sql;
    private final List<Token> tokens;
    private int at;

    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private Canonical canonical = Canonical.text();

    TableParser(String sql) {
        this.sql = sql;
        this.tokens = Token.of(sql);
    }

    TableDefinition parse() {
        at = 1; // CREATE
        skip("TABLE");
        Token name = next();
        int open = at;
        int close = Canonical.closing(tokens, open);
        List<List<Token>> items = items(open + 1, close);
        canonical = new Canonical(items.stream()
                .filter(item -> !isTableConstraint(item))
                .map(item -> Token.folded(item.get(0).name()))
                .collect(Collectors.toSet()));
        for (List<Token> item : items) {
            if (isTableConstraint(item)) {
                new Reader(item).tableConstraints();
            } else {
                columns.add(new Reader(item).column());
            }
        }
        return new TableDefinition(
                name.name(),
                sql,
                sql.substring(name.end()),
                List.copyOf(columns),
                List.copyOf(constraints),
                options(close));
    }

    private Token next() {
        return tokens.get(at++);
    }

    private void skip(String word) {
        if (tokens.get(at).is(word)) {
            at++;
        }
    }

    private static boolean isTableConstraint(List<Token> item) {
        Token first = item.get(0);
        return first.kind() == Token.Kind.WORD
                && TABLE_CONSTRAINTS.contains(first.text().toUpperCase(Locale.ROOT));
    }

    private Set<String> options(int close) {
        Set<String> options = new TreeSet<>();
        List<Token> rest = tokens.subList(close + 1, tokens.size());
        if (rest.stream().anyMatch(token -> token.is("STRICT"))) {
            options.add("STRICT");
        }
        if (rest.stream().anyMatch(token -> token.is("ROWID"))) {
            options.add("WITHOUT ROWID");
        }
        return options;
    }

    /** What stands between the commas. */
    private List<List<Token>> items(int from, int to) {
        List<List<Token>> items = new ArrayList<>();
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i < to && tokens.get(i).is("(")) {
                i = Canonical.closing(tokens, i);
            } else if (i == to || tokens.get(i).is(",")) {
                if (i > start) {
                    items.add(tokens.subList(start, i));
                }
                start = i + 1;
            }
        }
        return items;
    }

    /** One item of the list: a column with its constraints, or constraints of the table. */
    private final class Reader {
        private final List<Token> item;
        private int next;
        private String named = "";

        Reader(List<Token> item) {
            this.item = item;
        }

        private boolean isAt(String word) {
            return next < item.size() && item.get(next).is(word);
        }

        private boolean take(String word) {
            boolean there = isAt(word);
            if (there) {
                next++;
            }
            return there;
        }

        private String takeName() {
            return Canonical.name(item.get(next++).name());
        }

        /** A parenthesis with all in it. */
        private List<Token> takeGroup() {
            int close = Canonical.closing(item, next);
            List<Token> group = item.subList(next, close + 1);
            next = close + 1;
            return group;
        }

        /** SQLite wants no comma between them. */
        void tableConstraints() {
            while (next < item.size()) {
                int start = next;
                named = take("CONSTRAINT") ? "constraint " + takeName() + " " : named;
                if (take("PRIMARY")) {
                    take("KEY");
                    List<Token> group = takeGroup();
                    boolean autoincrement = group.stream().anyMatch(token -> token.is("AUTOINCREMENT"));
                    add(
                            Kind.PRIMARY_KEY,
                            Optional.empty(),
                            start,
                            "primary key " + keyColumns(group) + conflict() + (autoincrement ? " autoincrement" : ""));
                } else if (take("UNIQUE")) {
                    add(Kind.UNIQUE, Optional.empty(), start, "unique " + keyColumns(takeGroup()) + conflict());
                } else if (take("CHECK")) {
                    add(Kind.CHECK, Optional.empty(), start, check() + conflict());
                } else if (take("FOREIGN")) {
                    take("KEY");
                    String child = nameList(takeGroup());
                    take("REFERENCES");
                    add(Kind.FOREIGN_KEY, Optional.empty(), start, reference(child));
                } else {
                    next++;
                }
            }
        }

        ColumnDefinition column() {
            String name = item.get(next++).name();
            Optional<String> me = Optional.of(Token.folded(name));
            String self = "(" + Canonical.name(name) + ")";
            String type = type();
            Optional<String> notNull = Optional.empty();
            Optional<Default> defaultText = Optional.empty();
            Optional<String> collation = Optional.empty();
            Optional<String> expression = Optional.empty();
            while (next < item.size()) {
                int start = next;
                if (take("CONSTRAINT")) {
                    named = "constraint " + takeName() + " ";
                } else if (take("PRIMARY")) {
                    take("KEY");
                    take("ASC");
                    // not the same as DESC in a key of the table, behind which the column can still be the row id
                    String order = take("DESC") ? "(" + Canonical.name(name) + " desc, no row id)" : self;
                    String conflict = conflict();
                    add(
                            Kind.PRIMARY_KEY,
                            me,
                            start,
                            "primary key " + order + conflict + (take("AUTOINCREMENT") ? " autoincrement" : ""));
                } else if (take("NOT")) {
                    if (take("NULL")) {
                        notNull = Optional.of("NOT NULL" + conflict().toUpperCase(Locale.ROOT));
                        named = "";
                    }
                } else if (take("UNIQUE")) {
                    add(Kind.UNIQUE, me, start, "unique " + self + conflict());
                } else if (take("CHECK")) {
                    add(Kind.CHECK, me, start, check() + conflict());
                } else if (take("DEFAULT")) {
                    defaultText = Optional.of(defaultValue())
                            .filter(d -> !d.canonical().equals("null"));
                } else if (take("COLLATE")) {
                    collation = Optional.of(takeName().toUpperCase(Locale.ROOT)).filter(c -> !c.equals("BINARY"));
                } else if (take("REFERENCES")) {
                    add(Kind.FOREIGN_KEY, me, start, reference(self));
                } else if (take("AS")) {
                    String of = canonical.of(Canonical.unwrapped(takeGroup()));
                    expression = Optional.of("(" + of + ") " + (take("STORED") ? "STORED" : "VIRTUAL"));
                } else {
                    next++;
                }
            }
            Token last = item.get(item.size() - 1);
            return new ColumnDefinition(
                    name,
                    sql.substring(item.get(0).at(), last.end()),
                    type,
                    notNull,
                    defaultText,
                    collation,
                    expression,
                    ColumnDefinition.names(item.subList(1, item.size())));
        }

        private void add(Kind kind, Optional<String> column, int start, String text) {
            constraints.add(
                    new Constraint(kind, column, ColumnDefinition.names(item.subList(start, next)), named + text));
            named = "";
        }

        private String type() {
            StringBuilder type = new StringBuilder();
            while (next < item.size()) {
                Token token = item.get(next);
                if (token.is("(")) {
                    type.append(canonical.of(takeGroup()).replace(" ", ""));
                } else if (token.kind() == Token.Kind.WORD
                        && COLUMN_CONSTRAINTS.contains(token.text().toUpperCase(Locale.ROOT))) {
                    break;
                } else {
                    type.append(type.isEmpty() ? "" : " ").append(token.name());
                    next++;
                }
            }
            return type.toString().toUpperCase(Locale.ROOT);
        }

        private Default defaultValue() {
            int start = next;
            boolean group = isAt("(");
            if (group) {
                takeGroup();
            } else {
                if (isAt("+") || isAt("-")) {
                    next++;
                }
                next++;
            }
            List<Token> value = item.subList(start, Math.min(next, item.size()));
            List<Token> inner = Canonical.unwrapped(value);
            String text =
                    sql.substring(value.get(0).at(), value.get(value.size() - 1).end());
            return new Default(
                    isText(inner) ? Token.literal(inner.get(0).name()) : text, canonical.of(inner), isConstant(inner));
        }

        /** A bare or quoted name here is a text to SQLite, and would be a column in another place. */
        private static boolean isText(List<Token> value) {
            Token first = value.get(0);
            return value.size() == 1
                    && (first.kind() == Token.Kind.QUOTED
                            || (first.kind() == Token.Kind.WORD
                                    && !first.text().matches("(?i)[0-9.].*|true|false|null|current_.*")));
        }

        private static boolean isConstant(List<Token> value) {
            Token last = value.get(value.size() - 1);
            boolean signed =
                    value.size() == 2 && (value.get(0).is("-") || value.get(0).is("+"));
            return (value.size() == 1 || signed)
                    && last.isName()
                    && !Token.folded(last.text()).startsWith("current_");
        }

        /** {@code ON CONFLICT ABORT} is what is done anyhow. */
        private String conflict() {
            if (!isAt("ON") || next + 1 >= item.size() || !item.get(next + 1).is("CONFLICT")) {
                return "";
            }
            next += 2;
            String resolution = takeName();
            return resolution.equals("abort") ? "" : " on conflict " + resolution;
        }

        private String check() {
            return "check (" + canonical.of(Canonical.unwrapped(takeGroup())) + ")";
        }

        private String keyColumns(List<Token> group) {
            return "("
                    + group.subList(1, group.size() - 1).stream()
                            .filter(token -> !token.is("ASC") && !token.is("AUTOINCREMENT"))
                            .map(token -> token.is(",") ? ", " : token.is("DESC") ? " desc" : shown(token))
                            .collect(Collectors.joining())
                    + ")";
        }

        private static String shown(Token token) {
            return token.is("COLLATE") ? " collate " : Canonical.name(token.name());
        }

        private String nameList(List<Token> group) {
            return "("
                    + group.stream()
                            .filter(Token::isName)
                            .map(token -> Canonical.name(token.name()))
                            .collect(Collectors.joining(", "))
                    + ")";
        }

        /** Actions in one order, and without those that are done anyhow. Only one way of saying DEFERRABLE defers. */
        private String reference(String child) {
            String parent = takeName();
            String key = isAt("(") ? " " + nameList(takeGroup()) : "";
            Set<String> actions = new TreeSet<>();
            boolean deferred = false;
            while (next < item.size()) {
                if (isAt("ON") && next + 2 < item.size() && !item.get(next + 1).is("CONFLICT")) {
                    next++;
                    String event = takeName();
                    String action = takeName();
                    action += action.equals("set") || action.equals("no") ? " " + takeName() : "";
                    if (!action.equals("no action")) {
                        actions.add(" on " + event + " " + action);
                    }
                } else if (take("MATCH")) {
                    next++;
                } else if (isAt("NOT")
                        && next + 1 < item.size()
                        && item.get(next + 1).is("DEFERRABLE")) {
                    next += 2;
                    next += take("INITIALLY") ? 1 : 0;
                } else if (take("DEFERRABLE")) {
                    deferred = take("INITIALLY") && isAt("DEFERRED");
                    next += isAt("DEFERRED") || isAt("IMMEDIATE") ? 1 : 0;
                } else {
                    break;
                }
            }
            return "foreign key " + child + " references " + parent + key + String.join("", actions)
                    + (deferred ? " deferred" : "");
        }
    }
}
