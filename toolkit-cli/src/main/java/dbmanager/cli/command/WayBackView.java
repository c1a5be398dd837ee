package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.cli.Printer;
import dbmanager.cli.Turn;
import dbmanager.cli.View;
import dbmanager.operation.WayBack;
import dbmanager.operation.WayBack.Way;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One database on the way back to a restore point.
 *
 * @param promotion its id
 * @param done whether it was brought back
 * @param safety the backup of what was there
 */
record WayBackView(
        String database,
        Optional<String> promotion,
        Way way,
        Optional<Standing> standing,
        Optional<BackupId> backup,
        boolean done,
        Optional<BackupId> safety,
        List<String> keptAside)
        implements View {

    static Turn turn(WayBack.Judged judged) {
        return turn(
                judged,
                judged.problem(),
                new WayBackView(
                        judged.target().name(),
                        Optional.empty(),
                        judged.way(),
                        judged.standing(),
                        judged.backup(),
                        false,
                        Optional.empty(),
                        List.of()));
    }

    static Turn turn(WayBack.Result result, RestorePoint point, PromotionCommands commands) {
        WayBack.Judged judged = result.judged();
        Optional<Problem> stopped = result.problem().map(cause -> new WayBackStopped(cause, commands, point.id()));
        return turn(
                judged,
                stopped,
                new WayBackView(
                        judged.target().name(),
                        Optional.of(point.id()),
                        judged.way(),
                        judged.standing(),
                        judged.backup(),
                        result.done(),
                        result.safety(),
                        result.keptAside()));
    }

    private static Turn turn(WayBack.Judged judged, Optional<Problem> problem, WayBackView view) {
        return new Turn(judged.target().name(), problem.isPresent() ? Optional.empty() : Optional.of(view), problem);
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "way", Words.name(way),
                "standing", standing.map(where -> Words.name(where.place())),
                "version", standing.flatMap(Standing::version),
                "backup", backup,
                "done", done,
                "safety_backup", safety,
                "kept_aside", keptAside);
    }

    @Override
    public Map<String, String> deeds() {
        return done ? Json.texts("promotion", promotion, "backup", backup, "safety_backup", safety) : Map.of();
    }

    @Override
    public void text(Printer out) {
        String what = switch (way) {
            case LEAVE -> "is at its restore point";
            case RESTORE -> (done ? "restored from " : "to be restored from ") + backup.orElseThrow();
            case ERASE -> (done ? "emptied" : "to be emptied") + ", as it was before";
        };
        out.line("%s  %s", database, what);
        safety.ifPresent(id -> out.line("  what was there is backup %s", id));
        keptAside.forEach(place -> out.line("  what was replaced lies in %s", place));
    }
}
