package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.Plan;
import java.util.Map;

/** What would be done. */
record PlanView(Plan plan) implements View {
    @Override
    public Map<String, Object> json() {
        return Json.of(
                "direction", Words.name(plan.direction()),
                "plan",
                        plan.steps().stream()
                                .map(step -> Json.of(
                                        "version", step.migration().version(),
                                        "description", step.migration().description(),
                                        "script", step.migration().script().path(),
                                        "reason", step.reason()))
                                .toList());
    }

    @Override
    public void text(Printer out) {
        if (plan.isEmpty()) {
            out.line("nothing to do");
            return;
        }
        out.line("%s, nothing done yet:", Words.count(plan.steps().size(), "step"));
        String sign = plan.direction() == Direction.UP ? "+" : "-";
        for (Plan.Step step : plan.steps()) {
            String reason = step.reason().isEmpty() ? "" : "  " + step.reason();
            out.line("  %s %s%s", sign, step.migration(), reason);
        }
    }
}
