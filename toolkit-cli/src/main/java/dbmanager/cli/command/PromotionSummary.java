package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.Promotion;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a promotion came to, over all its databases.
 *
 * @param ended whether it came to its end, or there was nothing to do
 * @param told whether somebody else tells how it stopped
 * @param places where each database is
 * @param warned what somebody was warned of as it came
 * @param warnings that were not printed yet
 */
record PromotionSummary(
        PromotionCommands commands,
        boolean dryRun,
        Optional<RestorePoint> point,
        boolean ended,
        boolean told,
        List<String> places,
        List<String> warned,
        List<String> warnings)
        implements View {

    static PromotionSummary notBegun(PromotionCommands commands, boolean dryRun) {
        return new PromotionSummary(commands, dryRun, Optional.empty(), false, true, List.of(), List.of(), List.of());
    }

    static PromotionSummary of(PromotionCommands commands, Promotion.Outcome outcome, List<String> warned) {
        return new PromotionSummary(
                commands,
                false,
                outcome.point(),
                outcome.ended(),
                outcome.stopped().isPresent(),
                outcome.places(),
                warned,
                outcome.warnings());
    }

    @Override
    public int exitCode() {
        return ended || told || dryRun ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "source", commands.source(),
                "dry_run", dryRun,
                "promotion", point.map(RestorePoint::id),
                "goes_on", point.flatMap(RestorePoint::goesOn),
                "rehearsed", point.map(RestorePoint::rehearsed),
                "ended", ended,
                "back", point.map(begun -> commands.backPlain(begun.id())),
                "warnings", Stream.concat(warned.stream(), warnings.stream()).toList());
    }

    @Override
    public void text(Printer out) {
        warnings.forEach(out::warn);
        if (dryRun) {
            out.line("nothing done yet");
        }
        point.filter(any -> !told).ifPresent(begun -> tell(begun, out));
    }

    private void tell(RestorePoint begun, Printer out) {
        String where = String.join(", ", places);
        if (ended) {
            out.line("%s from %s: %s", out.good("promoted"), commands.source(), where);
            out.line("way back: %s", commands.back(begun.id()));
            return;
        }
        out.line("promotion %s came to no end: %s", begun.id(), where);
        out.line("go on: %s", commands.goOn());
        out.line("or bring all back to the restore point: %s", commands.back(begun.id()));
    }
}
