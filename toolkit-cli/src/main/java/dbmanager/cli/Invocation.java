package dbmanager.cli;

import dbmanager.environment.Danger;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import java.time.Instant;
import java.util.List;

/** One command, the databases of one environment that it is over, and where it tells what became of them. */
record Invocation(
        String command,
        Surroundings surroundings,
        Settings settings,
        Environment environment,
        List<DatabaseSettings> databases,
        Printer printer,
        CommandJournal journal,
        CommandReport report) {

    static Invocation of(
            String command,
            Surroundings surroundings,
            Settings settings,
            Environment environment,
            List<DatabaseSettings> databases,
            Printer printer) {
        return new Invocation(
                command,
                surroundings,
                settings,
                environment,
                databases,
                printer,
                new CommandJournal(command, environment.name(), settings.journal(), surroundings, printer),
                new CommandReport(command, environment.name(), printer));
    }

    /** Refuses what the guard does not even let look. */
    void admit(Terms terms) {
        Toolkit.require(environment, Danger.READ, terms.consent(), settings, surroundings);
    }

    Toolkit open(DatabaseSettings database, Terms terms) {
        return new Toolkit(
                surroundings,
                settings,
                environment,
                database,
                terms.consent(),
                printer,
                terms.patience(),
                step -> journal.record(database, step));
    }

    Instant now() {
        return surroundings.clock().instant();
    }
}
