package dbmanager.cli.command;

import dbmanager.casdoor.CasdoorSync;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sync did, or would do. */
record SyncView(String source, CasdoorSync.Plan plan, boolean dryRun) implements View {
    @Override
    public Map<String, Object> json() {
        return Json.of(
                "source", source,
                "dry_run", dryRun,
                "lists",
                        plan.counts().stream()
                                .map(counts -> Json.of(
                                        "what", counts.what(),
                                        "table", counts.table(),
                                        "created", counts.created(),
                                        "updated", counts.updated(),
                                        "deactivated", counts.deactivated(),
                                        "unchanged", counts.unchanged()))
                                .toList());
    }

    @Override
    public Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>();
        if (!dryRun && !plan.isEmpty()) {
            plan.counts()
                    .forEach(counts -> deeds.put(
                            counts.table(),
                            counts.created() + " created, " + counts.updated() + " updated, " + counts.deactivated()
                                    + " deactivated"));
        }
        return deeds;
    }

    @Override
    public void text(Printer out) {
        plan.counts()
                .forEach(counts -> out.line(
                        "%s -> %s: %d created, %d updated, %d deactivated, %d as they were",
                        counts.what(),
                        counts.table(),
                        counts.created(),
                        counts.updated(),
                        counts.deactivated(),
                        counts.unchanged()));
        if (plan.isEmpty()) {
            out.line("nothing to do: all rows are as %s has them", source);
        } else if (dryRun) {
            out.line("nothing was changed: this was a dry run");
        }
    }
}
