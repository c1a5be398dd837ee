package dbmanager.cli.command;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DryRun;
import dbmanager.backend.DryRun.StepPreview;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.Plan;
import java.util.List;
import java.util.Map;

/**
 * What would be done.
 *
 * @param steps with what each would change, where the engine can tell
 */
record PlanView(Direction direction, List<Step> steps) implements View {

    private record Step(Plan.Step planned, List<StepPreview> changes) {}

    static PlanView of(Plan plan) {
        return new PlanView(
                plan.direction(),
                plan.steps().stream().map(step -> new Step(step, List.of())).toList());
    }

    static PlanView of(Plan plan, DatabaseBackend backend) {
        return backend.feature(DryRun.class)
                .map(dry -> new PlanView(
                        plan.direction(),
                        plan.steps().stream()
                                .map(step -> new Step(
                                        step,
                                        dry.preview(step.migration(), plan.direction())
                                                .steps()))
                                .toList()))
                .orElseGet(() -> of(plan));
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "direction",
                Words.name(direction),
                "plan",
                steps.stream().map(PlanView::json).toList());
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
                                        "samples", change.samples()))
                                .toList());
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
            }
        }
    }
}
