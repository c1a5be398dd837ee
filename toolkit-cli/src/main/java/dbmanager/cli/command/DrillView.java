package dbmanager.cli.command;

import dbmanager.backup.Drill;
import dbmanager.backup.Latest.PassedOver;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.Backups.Drilled;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recovery that was tried out.
 *
 * @param passedOver newer backups that a recovery would not use
 */
record DrillView(Drilled drilled, List<PassedOver> passedOver) implements View {
    private Drill drill() {
        return drilled.drill();
    }

    static Map<String, Object> fields(Drill drill) {
        return Json.of(
                "backup", drill.backup(),
                "begun", drill.begun(),
                "as_of", drill.asOf(),
                "succeeded", drill.succeeded(),
                "recovery_time_ms", drill.recoveryTime().toMillis(),
                "rto_goal_seconds", drill.goals().rto().map(Duration::toSeconds),
                "rto_missed", drill.isTooSlow(),
                "lost_seconds", drill.lost().toSeconds(),
                "rpo_goal_seconds", drill.goals().rpo().map(Duration::toSeconds),
                "rpo_missed", drill.losesTooMuch(),
                "steps",
                        drill.steps().stream()
                                .map(step -> Json.of(
                                        "name", step.name(), "took_ms", step.took().toMillis()))
                                .toList(),
                "migrated", drill.migrated(),
                "findings", FindingsView.json(drill.findings()));
    }

    static List<Map<String, Object>> json(List<PassedOver> passedOver) {
        return passedOver.stream()
                .map(passed -> Json.of("backup", passed.backup().id(), "reason", passed.reason()))
                .toList();
    }

    @Override
    public int exitCode() {
        boolean well = drill().succeeded() && !drill().isTooSlow() && !drill().losesTooMuch();
        return well ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = fields(drill());
        json.put("passed_over", json(passedOver));
        json.put("evidence", drilled.evidence());
        return json;
    }

    @Override
    public Map<String, String> deeds() {
        return Json.texts(
                "backup", drill().backup(),
                "succeeded", drill().succeeded(),
                "recovery_time_ms", drill().recoveryTime().toMillis(),
                "evidence", drilled.evidence());
    }

    @Override
    public void text(Printer out) {
        passedOver.forEach(passed -> out.line("passed over %s", passed));
        out.line("backup %s", drill().backup());
        drill().steps().forEach(step -> out.line("  %-10s  %s", step.name(), Words.span(step.took())));
        drill().migrated().forEach(migration -> out.line("  + %s", migration));
        drill().findings().forEach(finding -> out.line("%s %s", out.bad("x"), finding));
        if (drill().succeeded()) {
            out.line(
                    "%s in %s%s",
                    out.good("recovered"),
                    Words.span(drill().recoveryTime()),
                    goal(drill().goals().rto(), drill().isTooSlow(), out));
        } else {
            out.line("%s", out.bad("NOT recovered"));
        }
        out.line(
                "lost would be the work of %s%s",
                Words.span(drill().lost()), goal(drill().goals().rpo(), drill().losesTooMuch(), out));
        out.line("evidence %s", drilled.evidence());
    }

    private static String goal(Optional<Duration> goal, boolean missed, Printer out) {
        return goal.map(Words::span)
                .map(span -> missed ? out.bad(", MISSED: the goal is " + span) : ", goal " + span)
                .orElse("");
    }
}
