package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.Migrator;
import java.time.Duration;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;

/** What every command that moves databases between versions takes: which ones, what the user agrees to, how long to wait for another runner. */
final class RunnerOptions extends DatabaseOptions {
    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Mixin
    private WaitOption wait = new WaitOption();

    /** Runs the work on each database of the session, once there is consent to a change. */
    int change(Session session, BiFunction<Toolkit, Migrator, View> work) {
        return consented(session, (toolkit, atMost) -> work.apply(toolkit, toolkit.migrator(atMost)));
    }

    /** The same for work that makes the folder of the migrations first. The work hears how long to wait for another runner. */
    int consented(Session session, BiFunction<Toolkit, Duration, View> work) {
        Duration atMost = wait.duration();
        return session.waiting(atMost).act(consent, toolkit -> {
            toolkit.require(Danger.CHANGE);
            return work.apply(toolkit, atMost);
        });
    }
}
