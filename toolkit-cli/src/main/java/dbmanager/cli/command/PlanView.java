package dbmanager.cli.command;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DryRun;
import dbmanager.backend.DryRun.StepPreview;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Plan;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What would be done.
 *
 * @param steps with what each would change, where the engine can tell
 * @param pendingAgain repeatable migrations that would have to run again
 */
record PlanView(Direction direction, List<Step> steps, List<MigrationKey> pendingAgain) implements View {

    private record Step(Plan.Step planned, List<StepPreview> changes) {}

    static PlanView of(Plan plan, History history) {
        return new PlanView(
                plan.direction(),
                plan.steps().stream().map(step -> new Step(step, List.of())).toList(),
                plan.pendingAgain(history));
    }

    static PlanView of(Plan plan, History history, DatabaseBackend backend) {
        return backend.feature(DryRun.class)
                .map(dry -> new PlanView(
                        plan.direction(),
                        plan.steps().stream()
                                .map(step -> new Step(
                                        step,
                                        dry.preview(step.migration(), plan.direction())
                                                .steps()))
                                .toList(),
                        plan.pendingAgain(history)))
                .orElseGet(() -> of(plan, history));
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "direction",
                Words.name(direction),
                "plan",
                steps.stream().map(PlanView::json).toList(),
                "pending_again",
                pendingAgain.stream().map(MigrationKey::toString).toList());
    }

    private static Map<String, Object> json(Step step) {
        return Json.of(
                "version", step.planned.migration().version(),
                "description", step.planned.migration().description(),
                "script", step.planned.migration().script().path(),
                "reason", step.planned.reason(),
                "changes",
                        step.changes.stream()
                                .map(change -> Json.of(
                                        "step", change.step(),
                                        "documents", change.changes(),
                                        "samples", change.samples(),
                                        "findings", FindingsView.json(change.findings()),
                                        "caveat", change.caveat()))
                                .toList());
    }

    /** As of the run itself: what a step would leave alone makes the answer a "no". */
    @Override
    public int exitCode() {
        boolean all = steps.stream()
                .flatMap(step -> step.changes.stream())
                .allMatch(change -> change.findings().isEmpty());
        return all ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public void text(Printer out) {
        if (steps.isEmpty()) {
            out.line("nothing to do");
            return;
        }
        out.line("%s, nothing done yet:", Words.count(steps.size(), "step"));
        String sign = direction == Direction.UP ? "+" : "-";
        for (Step step : steps) {
            String reason = step.planned.reason().isEmpty() ? "" : "  " + step.planned.reason();
            out.line("  %s %s%s", sign, step.planned.migration(), reason);
            for (StepPreview change : step.changes) {
                out.line("      %s: %s", change.step(), Words.count(change.changes(), "document"));
                change.samples().forEach(sample -> out.line("        %s", sample));
                change.findings().forEach(finding -> out.line("        %s", out.bad(finding.toString())));
                change.caveat().ifPresent(why -> out.line("        judged on the database as it is: %s before", why));
            }
        }
        pendingAgain.forEach(key -> out.line("  ~ %s  pending again", key));
    }
}
