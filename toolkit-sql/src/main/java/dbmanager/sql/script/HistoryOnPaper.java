package dbmanager.sql.script;

import dbmanager.migration.History;
import dbmanager.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Flyway's history as a script finds it when it runs: what is in force there is asked by SQL, so ranks and rows that come and go without changing
 * that do not matter.
 *
 * @param table qualified
 * @param literal writes a text as the engine reads it
 */
public record HistoryOnPaper(String table, UnaryOperator<String> literal) {

    /** A condition: whether exactly these versions are in force, and nothing failed. */
    public String has(History history) {
        List<String> versions = versions(history);
        return sound() + " AND " + none(versions, "") + " AND (" + number(versions) + ")";
    }

    /** The same where versions below a baseline need not be there. */
    public String hasOrBegan(History history) {
        List<String> versions = versions(history);
        String baseline = "EXISTS (SELECT 1 FROM (" + inForce() + ") b WHERE b.type LIKE '%BASELINE')";
        String newest = history.current()
                .map(version -> " AND "
                        + list(
                                "EXISTS (SELECT 1 FROM (" + inForce() + ") c WHERE c.version IN ",
                                List.of(version.toString()))
                        + ")")
                .orElse("");
        return sound() + " AND " + none(versions, " AND f.type NOT LIKE '%BASELINE'") + " AND (" + number(versions)
                + " OR " + baseline + newest + ")";
    }

    private String sound() {
        return "NOT EXISTS (SELECT 1 FROM " + table + " WHERE NOT success)";
    }

    /** No other version is in force. */
    private String none(List<String> versions, String but) {
        String others = versions.isEmpty() ? "" : list(" AND f.version NOT IN ", versions);
        return "NOT EXISTS (SELECT 1 FROM (" + inForce() + ") f WHERE true" + others + but + ")";
    }

    private String number(List<String> versions) {
        return versions.isEmpty()
                ? "true"
                : list("(SELECT count(*) FROM (" + inForce() + ") n WHERE n.version IN ", versions) + ") = "
                        + versions.size();
    }

    private String list(String before, List<String> versions) {
        return before + versions.stream().map(literal).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Version, type and rank: of each version the newest row that ended well, unless it takes the version back. */
    private String inForce() {
        return "SELECT h.version, h.type, h.installed_rank FROM " + table
                + " h WHERE h.version IS NOT NULL AND h.success"
                + " AND h.type <> 'DELETE' AND h.type NOT LIKE 'UNDO%' AND h.installed_rank = (SELECT max(l.installed_rank) FROM "
                + table + " l WHERE l.version = h.version AND l.success)";
    }

    /** An expression: the versions in force, for the reader, joined by this function of the engine. */
    public String shown(String join) {
        return "coalesce((SELECT " + join + "(s.version, ', ') FROM (" + inForce() + " ORDER BY 3) s), 'base')";
    }

    /** An expression that changes with every row that is added or taken away. */
    public String place() {
        return "(SELECT count(*) || '/' || coalesce(max(installed_rank), 0) FROM " + table + ")";
    }

    public String newestRank() {
        return "(SELECT max(installed_rank) FROM " + table + ")";
    }

    /**
     * Marks the repeatable migrations that last ran after this version came into force, as {@link History#repeatablesAfter} has them. Stands
     * behind the row that takes the version back.
     */
    public String doubt(Version version, String who) {
        String last = "SELECT max(l.installed_rank) FROM " + table + " l WHERE l.success AND ";
        return "INSERT INTO " + table + " (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) SELECT " + newestRank()
                + " + row_number() OVER (ORDER BY r.installed_rank), NULL, r.description, 'DELETE', r.script, r.checksum, "
                + literal.apply(who) + ", 0, true FROM " + table + " r WHERE r.version IS NULL AND r.success"
                + " AND r.type <> 'SCHEMA' AND r.type <> 'DELETE' AND r.type NOT LIKE 'UNDO%' AND r.installed_rank = ("
                + last + "l.version IS NULL AND l.description = r.description) AND r.installed_rank > (" + last
                + "l.version = " + literal.apply(version.toString())
                + " AND l.type <> 'DELETE' AND l.type NOT LIKE 'UNDO%')";
    }

    /** A condition on rows: those that {@link #doubt} added. */
    public String doubted(Version version) {
        return "installed_rank > (SELECT max(l.installed_rank) FROM " + table + " l WHERE l.version = "
                + literal.apply(version.toString()) + ")";
    }

    private static List<String> versions(History history) {
        return history.inForce().stream()
                .map(entry -> entry.key().version())
                .flatMap(Optional::stream)
                .map(Version::toString)
                .toList();
    }
}
