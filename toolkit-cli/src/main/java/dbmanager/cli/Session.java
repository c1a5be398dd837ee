package dbmanager.cli;

import dbmanager.environment.Consent;
import dbmanager.environment.Danger;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.operation.Journal;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One command over the databases of one environment: one report, one exit code, and what failed is named. A database that fails does not keep
 * the others from their turn; the exit code is that of the first failure.
 */
final class Session {
    private final String command;
    private final Surroundings surroundings;
    private final Settings settings;
    private final Environment environment;
    private final Consent consent;
    private final Printer printer;

    Session(
            String command,
            Surroundings surroundings,
            Settings settings,
            Optional<String> environment,
            Consent consent,
            Printer printer) {
        this.command = command;
        this.surroundings = surroundings;
        this.settings = settings;
        this.environment = settings.environment(settings.environmentName(environment));
        this.consent = consent;
        this.printer = printer;
    }

    int each(List<String> names, Function<Toolkit, View> work) {
        Toolkit.require(environment, Danger.READ, consent, settings, surroundings);
        List<DatabaseSettings> databases = environment.select(names);
        if (databases.isEmpty()) {
            throw new UsageProblem(
                    "environment " + environment.name() + " has no database",
                    "write a db-manager.yaml (`db-manager init` makes one), set DATABASE_URL, or give --url");
        }
        List<Map<String, Object>> answers = new ArrayList<>();
        int exitCode = 0;
        for (DatabaseSettings database : databases) {
            if (databases.size() > 1) {
                printer.line("%s  %s", database.name(), database.url());
            }
            Answer answer = answer(database, work);
            answers.add(answer.json());
            exitCode = exitCode == 0 ? answer.exitCode() : exitCode;
        }
        if (printer.isJson()) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("command", command);
            whole.put("environment", environment.name());
            whole.put("exit_code", exitCode);
            whole.put("databases", answers);
            printer.json(whole);
        }
        return exitCode;
    }

    private record Answer(Map<String, Object> json, int exitCode) {}

    private Answer answer(DatabaseSettings database, Function<Toolkit, View> work) {
        Instant begun = surroundings.clock().instant();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("database", database.name());
        try (Toolkit toolkit = new Toolkit(surroundings, settings, environment, database, consent, printer)) {
            View view = work.apply(toolkit);
            if (!printer.isJson()) {
                view.text(printer);
            }
            json.putAll(view.json());
            record(toolkit, begun, view.exitCode() == 0 ? "done" : "negative", "");
            return new Answer(json, view.exitCode());
        } catch (Problem problem) {
            if (!printer.isJson()) {
                printer.problem(problem);
            }
            json.put("error", Printer.json(problem));
            record(database.name(), begun, problem.kind().name().toLowerCase(Locale.ROOT), problem.getMessage());
            return new Answer(json, problem.kind().exitCode());
        }
    }

    private void record(Toolkit toolkit, Instant begun, String outcome, String message) {
        record(toolkit.database().name(), begun, outcome, message);
    }

    /** Only commands that can change something are worth a line. */
    private void record(String database, Instant begun, String outcome, String message) {
        if (!CommandTable.isJournalled(command)) {
            return;
        }
        Map<String, String> facts = message.isEmpty() ? Map.of() : Map.of("message", message);
        new Journal(settings.journal(), surroundings.clock())
                .append(new Journal.Event(
                        command,
                        environment.name(),
                        database,
                        surroundings.who(),
                        outcome,
                        Duration.between(begun, surroundings.clock().instant()),
                        facts))
                .ifPresent(printer::warn);
    }
}
