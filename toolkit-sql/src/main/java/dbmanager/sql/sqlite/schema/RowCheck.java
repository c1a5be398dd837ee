package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the rows of a database with those that it had before a migration, which lie in an attached one called {@code before}. What the migration
 * takes away, computes or fills in is expected.
 */
public final class RowCheck {
    private final Connection connection;
    private final Renames renames;
    private final boolean undone;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> conversions = new ArrayList<>();
    private long rows;

    private RowCheck(Connection connection, Renames renames, boolean undone) {
        this.connection = connection;
        this.renames = renames;
        this.undone = undone;
    }

    /**
     * @param complaints empty when every row is as it should be
     * @param conversions values that are others in their new type
     * @param rows how many were compared
     */
    public record Result(List<String> complaints, List<String> conversions, long rows) {
        public Result {
            complaints = List.copyOf(complaints);
            conversions = List.copyOf(conversions);
        }
    }

    /**
     * @param difference what the migration did, behind its renames
     * @param undone whether it was taken back since
     */
    public static Result of(Connection connection, Difference difference, Renames renames, boolean undone)
            throws SQLException {
        RowCheck check = new RowCheck(connection, renames, undone);
        for (TableDefinition from : difference.from().tables().values()) {
            Optional<TableDefinition> to = difference.to().table(from.name());
            if (to.isPresent()) {
                check.table(new TableChange(from, to.get()));
            }
        }
        return new Result(check.complaints, check.conversions, check.rows);
    }

    private void table(TableChange change) throws SQLException {
        String before = renames.tableBefore(change.from().name());
        String now = undone ? before : change.to().name();
        String here = "main." + Token.quote(now);
        String there = "before." + Token.quote(before);
        long had = number("SELECT count(*) FROM " + there);
        long has = number("SELECT count(*) FROM " + here);
        rows += had;
        if (had != has) {
            complaints.add(now + " has " + has + " rows and had " + had);
            return;
        }
        Values same = new Values();
        Values all = new Values();
        for (TableChange.Kept kept : change.kept()) {
            boolean compared = kept.isCarried() && !(undone && kept.from().isGenerated());
            if (compared) {
                String old = Token.quote(
                        renames.columnBefore(change.from().name(), kept.from().name()));
                String fresh = undone ? old : Token.quote(kept.to().name());
                boolean converted = !kept.from().type().equals(kept.to().type());
                boolean text = converted && (kept.from().isText() || kept.to().isText());
                all.add(exact(kept.value(old), text), exact(fresh, text));
                if (!converted) {
                    same.add(exact(kept.value(old), false), exact(fresh, false));
                }
            }
        }
        long changed = missing(same, there, here);
        if (changed > 0) {
            complaints.add(now + ": values of " + changed + " of " + had + " rows are not what they were");
        } else {
            long converted = missing(all, there, here);
            if (converted > 0) {
                conversions.add(
                        now + ": " + converted + " of " + had + " rows have values that are others in their new type");
            }
        }
        if (change.from().isAutoincrement() && change.to().isAutoincrement()) {
            String sequence = "SELECT max(seq) FROM %s.sqlite_sequence WHERE name = %s";
            String wanted = text(sequence.formatted("before", Token.literal(before)));
            String kept = text(sequence.formatted("main", Token.literal(now)));
            if (!wanted.equals(kept)) {
                complaints.add(now + ": its sequence is at " + kept + " and was at " + wanted);
            }
        }
    }

    /** What is compared of each row. */
    private static final class Values {
        private final List<String> before = new ArrayList<>();
        private final List<String> now = new ArrayList<>();

        void add(String old, String fresh) {
            before.add(old);
            now.add(fresh);
        }
    }

    /** How many different rows of before are not there, or not as often. */
    private long missing(Values values, String there, String here) throws SQLException {
        return values.before.isEmpty()
                ? 0
                : number("SELECT count(*) FROM (" + counted(values.before, there) + " EXCEPT "
                        + counted(values.now, here) + ")");
    }

    /** Numbers that became texts, or the other way round, are the same when they read the same. */
    private static String exact(String value, boolean asText) {
        return asText ? "CAST(" + value + " AS TEXT)" : value + " COLLATE BINARY";
    }

    /** Rows that are the same count as many as they are. */
    private static String counted(List<String> values, String table) {
        return "SELECT " + String.join(", ", values) + ", count(*) FROM " + table + " GROUP BY "
                + String.join(", ", values);
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
