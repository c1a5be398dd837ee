package dbmanager.cli.reliability.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/fault-matrix.md}: the cells as tables, with what came of each. */
final class Page {
    private static final String OPENING = """
        # Fault matrix

        What db-manager does when something goes wrong: each fault, on each engine, in each operation. The words are results of tests. `FaultMatrixTest` makes a shop, runs the command into the
        fault, and looks at database, folders and store with other means than db-manager's own; whatever the outcome, it asserts that

        - the database is the old or the new one (a Firestore may be in between), and so are its folders, which follow it;
        - every backup that was good before is good after, byte for byte;
        - nothing is called done that is not: exit code 0, or the line that says so on standard output, only when it is there;
        - a failure has one of the documented exit codes, and says what to do next;
        - what is left of the run is gone with it, or after the next run if it was killed; no lock stays behind. A kill may leave hidden notes of some hundred bytes, beside `migrations.lock` or in the folder of a backup,
          which go when they are a day old, and what a restore had set aside, of which the next command tells;
        - the next run, without the fault, does what it always does.

        | outcome | |
        | --- | --- |
        %s

        A cell with two words has several strikes: at several steps, bytes, offsets or statuses (seeded, so always the same). Where a fault could have struck at more places than it did, a cell says at how many of them
        it did. Steps are those of Java code, which a file system of the test's own counts and stops; what SQLite and PostgreSQL do inside a transaction is theirs to get right.

        `mvn -pl toolkit-cli -am test -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false -Dreliability=all -Dfault-matrix.write=true` runs every strike of every cell (a long while)
        and writes what came of them here; `-Dreliability='killed.*SQLite'` runs the cells in whose name that is found, and leaves the others as they were; `-Dreliability.strikes=2` strikes each
        of them twice at most. Without `-Dfault-matrix.write` a run fails
        where an outcome is not one of this page, as does the part of it that belongs to every build: a sample with a strike at each fault. A cell with a question mark has not been run whole yet, or
        did not hold: nothing is promised of it. Where several threads or processes race, a strike may end in another of the outcomes than those of this page; the rules above hold all the same. A cell that is not possible has a number that says why.
        """;
    private static final String NO = "–";
    private final Map<String, Result> results;

    private Page(Map<String, Result> results) {
        this.results = results;
    }

    /** The same with what came of some cells now. */
    Page with(Map<Cell, Result> seen) {
        Map<String, Result> all = new TreeMap<>(results);
        seen.forEach((cell, result) -> all.put(cell.key(), result));
        return new Page(all);
    }

    /** What a page says; it may lack cells, and have others. */
    static Page parse(String text) {
        Map<String, Result> found = new TreeMap<>();
        String engine = "";
        List<String> columns = List.of();
        for (String line : text.lines().toList()) {
            List<String> row =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            if (line.startsWith("## ")) {
                engine = line.substring(3);
            } else if (line.startsWith("| fault ")) {
                columns = row;
            } else if (line.startsWith("| ") && !line.startsWith("| ---") && !engine.isEmpty()) {
                for (int i = 2; i < row.size(); i++) {
                    Result result = Result.parse(row.get(i));
                    if (!result.equals(Result.NONE)) {
                        found.put(engine + " | " + row.get(1) + " | " + columns.get(i), result);
                    }
                }
            }
        }
        return new Page(found);
    }

    Set<Outcome> outcomes(Cell cell) {
        return results.getOrDefault(cell.key(), Result.NONE).outcomes();
    }

    /** What it would be for the cells that there are; one without an outcome has a question mark. */
    String text() {
        StringBuilder text = new StringBuilder(OPENING.formatted(Stream.of(Outcome.values())
                .map(outcome -> "| " + outcome + " | " + outcome.meaning() + " |")
                .collect(Collectors.joining("\n"))));
        for (Engine engine : Engine.values()) {
            text.append("\n## ").append(engine.title()).append("\n\n").append(table(engine));
        }
        return text.toString();
    }

    private String table(Engine engine) {
        StringBuilder text = new StringBuilder("| fault | ");
        List<Operation> operations = List.of(Operation.values());
        text.append(operations.stream().map(Operation::title).collect(Collectors.joining(" | ")))
                .append(" |\n|")
                .append(" --- |".repeat(operations.size() + 1))
                .append('\n');
        List<String> reasons = new ArrayList<>();
        Map<String, List<String>> nowhere = new LinkedHashMap<>();
        for (Fault fault : Fault.all()) {
            Optional<String> always = reasonEverywhere(engine, fault);
            if (always.isPresent()) {
                nowhere.computeIfAbsent(always.get(), any -> new ArrayList<>()).add(fault.title());
            } else {
                text.append("| ").append(fault.title()).append(" | ");
                text.append(operations.stream()
                                .map(operation -> words(new Cell(fault, engine, operation), reasons))
                                .collect(Collectors.joining(" | ")))
                        .append(" |\n");
            }
        }
        for (int i = 0; i < reasons.size(); i++) {
            text.append(i == 0 ? "\n" : "")
                    .append(i + 1)
                    .append(". ")
                    .append(reasons.get(i))
                    .append('\n');
        }
        nowhere.forEach((reason, faults) -> text.append("\nNot here, since ")
                .append(reason)
                .append(": ")
                .append(String.join("; ", faults))
                .append(".\n"));
        return text.toString();
    }

    private static Optional<String> reasonEverywhere(Engine engine, Fault fault) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Operation operation : Operation.values()) {
            reasons.add(fault.unless(engine, operation).orElse(""));
        }
        return reasons.size() == 1
                ? reasons.stream().filter(reason -> !reason.isEmpty()).findFirst()
                : Optional.empty();
    }

    private String words(Cell cell, List<String> reasons) {
        Optional<String> why = cell.fault().unless(cell.engine(), cell.operation());
        if (why.isPresent()) {
            if (!reasons.contains(why.get())) {
                reasons.add(why.get());
            }
            return NO + "<sup>" + (reasons.indexOf(why.get()) + 1) + "</sup>";
        }
        return results.getOrDefault(cell.key(), Result.NONE).toString();
    }

    Set<String> keys() {
        return Collections.unmodifiableSet(results.keySet());
    }
}
