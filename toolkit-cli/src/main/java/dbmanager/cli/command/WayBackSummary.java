package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.util.Map;

/**
 * Of which promotion the databases were brought back.
 *
 * @param done whether all of them are at their restore point now
 */
record WayBackSummary(RestorePoint point, boolean dryRun, boolean done) implements View {
    @Override
    public Map<String, Object> json() {
        return Json.of("promotion", point.id(), "source", point.source(), "dry_run", dryRun, "taken_back", done);
    }

    @Override
    public void text(Printer out) {
        if (dryRun) {
            out.line("nothing done yet");
        }
        if (done) {
            out.line("%s promotion %s", out.good("taken back:"), point.id());
        }
    }
}
