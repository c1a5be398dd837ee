package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.migration.PromotionPlan;
import dbmanager.operation.MigrationReport;
import dbmanager.operation.Promotion;
import dbmanager.operation.Rehearsal;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of one database of a promotion; its plan and its steps were printed as they came.
 *
 * @param plan empty when there is none, for a reason that is told elsewhere
 * @param promotion its id, once it has begun
 */
record PromotionView(
        Optional<PromotionPlan> plan,
        String source,
        Optional<String> promotion,
        Optional<BackupId> backup,
        Optional<Rehearsal.Report> rehearsal,
        Optional<MigrationReport> migrated,
        Optional<Standing> standing,
        List<Finding> findings)
        implements View {

    /** Nothing was done. */
    static PromotionView planned(Promotion.Judged judged, String source) {
        return new PromotionView(
                judged.plan(),
                source,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static PromotionView of(Promotion.Result result, String source, Optional<RestorePoint> point) {
        List<Finding> findings = Stream.concat(
                        result.migrated().stream().flatMap(report -> report.findings().stream()),
                        result.findings().stream())
                .toList();
        return new PromotionView(
                Optional.of(result.plan()),
                source,
                point.map(RestorePoint::id),
                result.backup(),
                result.rehearsal(),
                result.migrated(),
                result.standing(),
                findings);
    }

    @Override
    public int exitCode() {
        return findings.isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "from", plan.flatMap(PromotionPlan::current),
                "to", plan.flatMap(PromotionPlan::target),
                "plan",
                        plan.map(PromotionPlan::items).orElse(List.of()).stream()
                                .map(PromotionView::json)
                                .toList(),
                "backup", backup,
                "rehearsal_sound", rehearsal.map(Rehearsal.Report::isSound),
                "rehearsal_ms", rehearsal.map(report -> report.took().toMillis()),
                "steps", EntryJson.of(migrated.map(MigrationReport::done).orElse(List.of())),
                "standing", standing.map(where -> Words.name(where.place())),
                "version", standing.flatMap(Standing::version),
                "findings", FindingsView.json(findings));
    }

    private static Map<String, Object> json(PromotionPlan.Item item) {
        return Json.of(
                "version", item.migration().version(),
                "description", item.migration().description(),
                "fate", Words.name(item.fate()),
                "reason", item.reason());
    }

    @Override
    public Map<String, String> deeds() {
        return migrated.filter(report -> !report.done().isEmpty())
                .map(report -> Json.texts(
                        "promotion",
                        promotion,
                        "source",
                        source,
                        "from",
                        PromotionLines.version(report.from()),
                        "to",
                        PromotionLines.version(report.to()),
                        "steps",
                        report.done().size(),
                        "backup",
                        backup))
                .orElse(Map.of());
    }

    @Override
    public void text(Printer out) {
        findings.forEach(finding -> out.line("%s %s", out.bad("x"), finding));
    }
}
