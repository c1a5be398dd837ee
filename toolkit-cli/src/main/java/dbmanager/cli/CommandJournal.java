package dbmanager.cli;

import dbmanager.environment.DatabaseSettings;
import dbmanager.operation.Journal;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The lines of one command in the journal: what became of each database, and the steps that stay done whatever comes later. */
final class CommandJournal {
    private final String command;
    private final String environment;
    private final Path file;
    private final Surroundings surroundings;
    private final Printer printer;

    /** By which the lines of one command are found: when its first database had its turn. */
    private String run = "";

    CommandJournal(String command, String environment, Path file, Surroundings surroundings, Printer printer) {
        this.command = command;
        this.environment = environment;
        this.file = file;
        this.surroundings = surroundings;
        this.printer = printer;
    }

    /** A database has its turn; the first one begins the run. */
    void begin(Instant turn) {
        run = run.isEmpty() ? turn.toString() : run;
    }

    void record(Turn turn, Instant begun) {
        record(environment, turn, begun);
    }

    /**
     * Nothing, when the turn has no deeds to tell of.
     *
     * @param concerned the environment that the line is of
     */
    void record(String concerned, Turn turn, Instant begun) {
        Optional<Problem> problem = turn.problem();
        Map<String, String> facts = problem.map(p -> Map.of("message", Masked.text(p.getMessage())))
                .orElseGet(() -> turn.answer().map(View::deeds).orElse(Map.of()));
        if (facts.isEmpty()) {
            return;
        }
        String outcome = problem.map(p -> p.kind().name().toLowerCase(Locale.ROOT))
                .orElse(turn.exitCode() == 0 ? "done" : "negative");
        write(
                concerned,
                turn.database(),
                outcome,
                Duration.between(begun, surroundings.clock().instant()),
                facts);
    }

    void record(DatabaseSettings database, Step step) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("step", step.name());
        facts.putAll(step.facts());
        write(environment, database.name(), step.outcome(), step.took(), facts);
    }

    private void write(String concerned, String database, String outcome, Duration took, Map<String, String> facts) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("run", run);
        all.putAll(facts);
        new Journal(file, surroundings.clock())
                .append(new Journal.Event(command, concerned, database, surroundings.who(), outcome, took, all))
                .ifPresent(printer::warn);
    }
}
