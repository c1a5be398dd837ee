package dbmanager.alembic;

import dbmanager.migration.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code alembic upgrade … --sql} or {@code downgrade … --sql} wrote, cut at the lines by which Alembic announces each revision. Its own
 * statements are left out: those on the table of its version, and the beginning and end of transactions.
 *
 * @param bodies by revision
 * @param versionTable that Alembic keeps its version in, as far as the script shows it
 */
public record AlembicScript(Map<String, Body> bodies, Optional<String> versionTable) {
    private static final Pattern MARK = Pattern.compile("-- Running (?:upgrade|downgrade) (?<from>.*?) -> ?(?<to>.*)");

    /** {@code version_num} is the one column of that table, whatever its name. */
    private static final Pattern VERSION = Pattern.compile(
            "(?:INSERT INTO|UPDATE|DELETE FROM)\\s+(?<table>\\S+)\\s.*\\bversion_num\\b.*'(?<id>[^']+)'.*;",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TRANSACTION =
            Pattern.compile("(?:BEGIN|COMMIT|BEGIN TRANSACTION);", Pattern.CASE_INSENSITIVE);

    /**
     * The statements of one revision.
     *
     * @param outsideTransaction where the revision leaves the transaction for some of them ({@code autocommit_block})
     */
    public record Body(String sql, boolean outsideTransaction) {
        /** Only comments and white space: a revision that joins branches, for example. */
        public boolean isEmpty() {
            return sql.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("--"));
        }
    }

    public AlembicScript {
        bodies = Map.copyOf(bodies);
    }

    public static AlembicScript empty() {
        return new AlembicScript(Map.of(), Optional.empty());
    }

    /** @param known a line that looks like Alembic's but names none of these is text of a statement */
    public static AlembicScript of(String text, Direction direction, Revisions known) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Optional<String> announced = announced(line, direction).filter(known::has);
            if (announced.isPresent()) {
                section = sections.computeIfAbsent(announced.get(), id -> new ArrayList<>());
            } else {
                section.add(line);
            }
        }
        Map<String, Body> bodies = new LinkedHashMap<>();
        Optional<String> table = Optional.empty();
        for (Map.Entry<String, List<String>> each : sections.entrySet()) {
            List<String> lines = each.getValue();
            int end = lines.size();
            for (int i = 0; i < lines.size(); i++) {
                Optional<String> versioned = versioned(lines.get(i), known);
                if (versioned.isPresent()) {
                    table = versioned;
                    end = Math.min(end, i);
                }
            }
            bodies.put(each.getKey(), body(lines.subList(0, end)));
        }
        return new AlembicScript(bodies, table);
    }

    private static Optional<String> announced(String line, Direction direction) {
        Matcher mark = MARK.matcher(line.strip());
        if (!mark.matches()) {
            return Optional.empty();
        }
        return Optional.of(mark.group(direction == Direction.UP ? "to" : "from").strip());
    }

    private static Optional<String> versioned(String line, Revisions known) {
        Matcher statement = VERSION.matcher(line.strip());
        return statement.matches() && known.has(statement.group("id"))
                ? Optional.of(statement.group("table").replace("\"", ""))
                : Optional.empty();
    }

    private static Body body(List<String> lines) {
        List<String> statements = lines.stream()
                .filter(line -> !TRANSACTION.matcher(line.strip()).matches())
                .toList();
        return new Body(String.join("\n", statements).strip(), statements.size() < lines.size());
    }
}
