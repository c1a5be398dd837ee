package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.util.List;
import java.util.Map;

/**
 * Of which promotion the databases were brought back.
 *
 * @param done whether all of them are at their restore point now
 * @param warnings what did not work beside the databases themselves
 */
record WayBackSummary(RestorePoint point, boolean dryRun, boolean done, List<String> warnings) implements View {
    @Override
    public Map<String, Object> json() {
        return Json.of(
                "promotion", point.id(),
                "source", point.source(),
                "dry_run", dryRun,
                "taken_back", done,
                "warnings", warnings);
    }

    @Override
    public void text(Printer out) {
        warnings.forEach(out::warn);
        if (dryRun) {
            out.line("nothing done yet");
        }
        if (done) {
            out.line("%s promotion %s", out.good("taken back:"), point.id());
        }
    }
}
