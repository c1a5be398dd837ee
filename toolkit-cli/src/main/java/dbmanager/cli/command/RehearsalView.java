package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.operation.Loss;
import dbmanager.operation.Rehearsal.Report;
import dbmanager.operation.Rehearsal.Step;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a rehearsal showed; its steps were printed one by one. */
record RehearsalView(Report report) implements View {
    private static final int SHOWN = 10;

    static void line(Step step, Printer out) {
        String up = step.failed().isPresent() && step.up().isZero() ? "" : "  up " + ms(step.up());
        String down = step.down().map(took -> ", down " + ms(took)).orElse("");
        String verdict = step.failed()
                .map(out::bad)
                .orElseGet(() -> !step.reversible()
                        ? "no way back: it has no undo"
                        : step.losses().isEmpty()
                                ? out.good("a true inverse")
                                : out.bad("its undo is no true inverse"));
        out.line("  %s %s%s%s  %s", step.isSound() ? "+" : "x", step.migration(), up, down, verdict);
        losses(step.losses(), out);
    }

    /** Puts it into the journal: the way up, and where there is one, the way down. */
    static void record(Step step, BackupId backup, Toolkit toolkit) {
        String outcome = step.isSound() ? "done" : "failed";
        Duration took = step.up().plus(step.down().orElse(Duration.ZERO));
        toolkit.record(new dbmanager.cli.Step(
                "rehearse " + step.migration(),
                outcome,
                took,
                Json.texts(
                        "backup", backup,
                        "up_ms", step.up().toMillis(),
                        "down_ms", step.down().map(Duration::toMillis))));
    }

    private static void losses(List<Loss> losses, Printer out) {
        losses.stream().limit(SHOWN).forEach(loss -> {
            String samples = loss.samples().isEmpty() ? "" : ", such as " + String.join("; ", loss.samples());
            out.line("      %s %s%s", loss.where(), loss.what(), samples);
        });
        if (losses.size() > SHOWN) {
            out.line("      and %d more; --output json has them all", losses.size() - SHOWN);
        }
    }

    private static String ms(Duration took) {
        return took.toMillis() + " ms";
    }

    @Override
    public int exitCode() {
        return report.isSound() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, String> deeds() {
        return Json.texts(
                "backup", report.backup(),
                "steps", report.steps().size(),
                "sound", report.isSound());
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "backup", report.backup(),
                "sound", report.isSound(),
                "nothing_to_rehearse", report.isEmpty(),
                "from", report.from(),
                "to", report.to(),
                "rolled_back_first",
                        report.rolledBackFirst().stream().map(Object::toString).toList(),
                "lost_by_rollback",
                        report.lostByRollback().stream()
                                .map(RehearsalView::json)
                                .toList(),
                "steps", report.steps().stream().map(RehearsalView::json).toList(),
                "together_failed", report.togetherFailed(),
                "together", report.together().stream().map(RehearsalView::json).toList(),
                "findings", FindingsView.json(report.findings()),
                "restore_ms", report.restored().toMillis(),
                "took_ms", report.took().toMillis());
    }

    private static Map<String, Object> json(Step step) {
        return Json.of(
                "version", step.migration().version(),
                "description", step.migration().description(),
                "sound", step.isSound(),
                "reversible", step.reversible(),
                "up_ms", step.up().toMillis(),
                "down_ms", step.down().map(Duration::toMillis),
                "failed", step.failed(),
                "losses", step.losses().stream().map(RehearsalView::json).toList());
    }

    private static Map<String, Object> json(Loss loss) {
        return Json.of(
                "where", loss.where(),
                "kind", Words.name(loss.kind()),
                "what", loss.what(),
                "rows", loss.rows(),
                "samples", loss.samples());
    }

    @Override
    public void text(Printer out) {
        if (report.isEmpty()) {
            out.line(
                    "nothing to rehearse: the backup is at %s, and nothing is pending; --last 1 rehearses the undo of the newest",
                    report.to().orElse("base"));
            return;
        }
        if (!report.lostByRollback().isEmpty()) {
            out.line("taking back what is in the backup, and migrating again, would not give back what was there:");
            losses(report.lostByRollback(), out);
        }
        report.togetherFailed()
                .ifPresent(why -> out.line("%s", out.bad("all the way down and up again does not go: " + why)));
        if (!report.together().isEmpty()) {
            out.line("%s", out.bad("all the way down does not end where it began:"));
            losses(report.together(), out);
        }
        report.findings().forEach(finding -> out.line("%s %s", out.bad("x"), finding));
        String verdict = report.isSound() ? out.good("sound") : out.bad("UNSOUND");
        out.line(
                "%s: %s, restored in %s, %s in all",
                verdict,
                Words.count(report.steps().size(), "migration"),
                Words.span(report.restored()),
                Words.span(report.took()));
    }
}
