package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.environment.Environment;
import dbmanager.problem.Problem;
import dbmanager.schedule.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What comes next by the schedule of the environment, and how much room there is for it.
 *
 * @param unreadable why nobody knows what comes next
 * @param space empty where it cannot be told
 */
record Outlook(Optional<Agenda.Run> next, Optional<String> unreadable, Optional<Long> space, Instant now) {
    static Outlook of(Toolkit toolkit) {
        Instant now = toolkit.surroundings().clock().instant();
        Optional<Long> space = toolkit.store().freeBytes();
        try {
            Environment environment = toolkit.environment();
            Optional<Agenda.Run> next = toolkit.settings()
                    .schedule(environment.name())
                    .map(schedule -> Agenda.of(
                            schedule,
                            environment.name(),
                            toolkit.surroundings().machine(),
                            toolkit.surroundings().zone()))
                    .map(agenda -> agenda.upcoming(now).get(0));
            return new Outlook(next, Optional.empty(), space, now);
        } catch (Problem e) {
            return new Outlook(Optional.empty(), Optional.of(e.getMessage() + "; " + e.next()), space, now);
        }
    }

    Map<String, Object> json() {
        return Json.of(
                "next_run",
                next.map(run -> Json.of("job", run.job().key(), "at", run.at())),
                "space_left_bytes",
                space);
    }

    void text(Printer out) {
        next.ifPresent(run -> out.line(
                "next run   %s at %s, in %s", run.job().key(), run.at(), Words.span(Duration.between(now, run.at()))));
        unreadable.ifPresent(why -> out.line("next run   %s", out.bad("unknown: " + why)));
        space.ifPresent(left -> out.line("space      %s left for backups", Words.bytes(left)));
    }
}
