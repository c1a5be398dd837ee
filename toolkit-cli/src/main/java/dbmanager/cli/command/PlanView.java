package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.migration.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What would be done. */
record PlanView(Plan plan) implements View {
    @Override
    public Map<String, Object> json() {
        return Map.of("direction", plan.direction().name().toLowerCase(Locale.ROOT), "plan", steps(plan));
    }

    static List<Map<String, Object>> steps(Plan plan) {
        return plan.steps().stream()
                .map(step -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("version", step.migration().version().map(Object::toString).orElse(null));
                    json.put("description", step.migration().description());
                    json.put("script", step.migration().script().path());
                    json.put("reason", step.reason());
                    return json;
                })
                .toList();
    }

    @Override
    public void text(Printer out) {
        if (plan.isEmpty()) {
            out.line("nothing to do");
            return;
        }
        out.line("%d step%s, nothing done yet:", plan.steps().size(), plan.steps().size() == 1 ? "" : "s");
        String sign = plan.direction() == Direction.UP ? "+" : "-";
        for (Plan.Step step : plan.steps()) {
            String reason = step.reason().isEmpty() ? "" : "  " + step.reason();
            out.line("  %s %s%s", sign, step.migration(), reason);
        }
    }
}
