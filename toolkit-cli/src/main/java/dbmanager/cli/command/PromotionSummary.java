package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.Promotion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a promotion came to, over all its databases.
 *
 * @param ended whether it came to its end, or there was nothing to do
 * @param told whether somebody else tells how it stopped
 * @param places where each database is
 * @param warnings that were not printed yet
 */
record PromotionSummary(
        PromotionCommands commands,
        boolean dryRun,
        Optional<RestorePoint> point,
        boolean ended,
        boolean told,
        List<String> places,
        List<String> warnings)
        implements View {

    static PromotionSummary notBegun(PromotionCommands commands, boolean dryRun) {
        return new PromotionSummary(commands, dryRun, Optional.empty(), false, true, List.of(), List.of());
    }

    static PromotionSummary of(PromotionCommands commands, Promotion.Outcome outcome) {
        boolean sound =
                outcome.results().stream().allMatch(result -> result.findings().isEmpty());
        return new PromotionSummary(
                commands,
                false,
                outcome.point(),
                sound && outcome.stopped().isEmpty(),
                outcome.stopped().isPresent(),
                outcome.places(),
                outcome.warnings());
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
                "warnings", warnings);
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
