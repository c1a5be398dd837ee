package dbmanager.sql.sqlite;

import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks into a backup without touching a database. */
final class SqliteInspection {
    private SqliteInspection() {}

    /** What is wrong with the databases in a backup. */
    static List<Finding> inspect(BackupReader backup) {
        List<Finding> findings = new ArrayList<>();
        for (Part part : backup.manifest().parts()) {
            if (part.kind() == Part.Kind.DATABASE) {
                try (SqliteCopy copy = SqliteCopy.of(backup, part);
                        Connection connection = copy.openForOneCheck()) {
                    findings.addAll(findings(connection, part));
                } catch (PartDamaged e) {
                    findings.add(new Finding(part.name(), e.getMessage()));
                } catch (SQLException e) {
                    findings.add(new Finding(part.name(), SqliteDatabase.message(e)));
                }
            }
        }
        return findings;
    }

    /** Damage, and counts that are not the part's. Rows without their parent are no damage: the source had them too. */
    static List<Finding> findings(Connection copy, Part part) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Finding damage : SqliteIntegrity.damage(copy)) {
            findings.add(new Finding(part.name(), damage.what()));
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        SqliteSchema.Counts counts = SqliteSchema.counts(copy);
        part.contents().forEach((table, rows) -> {
            Long found = counts.rows().get(table);
            if (!rows.equals(found)) {
                findings.add(new Finding(
                        part.name(), "table " + table + " " + has(counts, table, found) + " instead of " + rows));
            }
        });
        return findings;
    }

    private static String has(SqliteSchema.Counts counts, String table, Long found) {
        if (found != null) {
            return "has %,d rows".formatted(found);
        }
        String unknown = counts.unknown().get(table);
        return unknown == null ? "is not in it" : "cannot be counted (" + unknown + ")";
    }
}
