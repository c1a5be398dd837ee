package dbmanager.sql;

import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks into a backup without touching a database. */
final class SqliteInspection {
    private SqliteInspection() {}

    /** What is wrong with the databases in a backup. */
    static List<Finding> inspect(BackupReader backup) {
        List<Finding> findings = new ArrayList<>();
        for (Part part : backup.manifest().parts()) {
            if (part.kind() == Part.Kind.DATABASE) {
                try (SqliteCopy copy = SqliteCopy.of(backup, part);
                        Connection connection = copy.open()) {
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
        Map<String, Long> counts = findings.isEmpty() ? SqliteSchema.counts(copy) : part.contents();
        part.contents().forEach((table, rows) -> {
            Long found = counts.get(table);
            if (!rows.equals(found)) {
                String has = found == null ? "is not in it" : "has %,d rows".formatted(found);
                findings.add(new Finding(part.name(), "table " + table + " " + has + " instead of " + rows));
            }
        });
        return findings;
    }
}
