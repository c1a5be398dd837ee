package dbmanager.cli.command;

import dbmanager.backend.Presence;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupId;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Latest;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.environment.Environment;
import dbmanager.migration.State;
import dbmanager.migration.Timeline;
import dbmanager.migration.Timeline.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one database stands.
 *
 * @param latest what restore would take for {@code latest}
 * @param backups how many are complete, for JSON
 * @param readiness how a recovery would go
 * @param promotion one that came to no end, and has this database
 * @param outlook what comes next, and how much room there is
 */
record StatusView(
        Environment environment,
        DatabaseIdentity database,
        Presence presence,
        Timeline timeline,
        Latest latest,
        long backups,
        Readiness readiness,
        Optional<UnfinishedPromotion> promotion,
        Outlook outlook,
        Instant now,
        boolean strict)
        implements View {

    private List<Moment> inTheWay() {
        return timeline.objections().toList();
    }

    private List<Moment> pending() {
        return timeline.in(State.PENDING).toList();
    }

    @Override
    public int exitCode() {
        boolean well = promotion.isEmpty()
                && inTheWay().isEmpty()
                && pending().isEmpty()
                && !readiness.losesTooMuch()
                && !readiness.isTooSlow()
                && !readiness.failedItsDrill();
        return strict && !well ? 3 : 0;
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = Json.of(
                "location", database.location(),
                "engine", database.engine(),
                "id", database.id(),
                "presence", Words.name(presence),
                "protection", Words.name(environment.protection()),
                "current", timeline.current(),
                "pending", pending().stream().map(MomentJson::of).toList(),
                "in_the_way", inTheWay().stream().map(MomentJson::of).toList(),
                "backups", backups,
                "newest_backup", latest.choice().map(Backup::id),
                "newest_backup_verified",
                        latest.choice().flatMap(Backup::verified).map(v -> Words.name(v.level())),
                "newer_damaged_backups", ids(latest.damaged()),
                "newer_suspect_backups",
                        ids(latest.inDoubt().stream()
                                .filter(passed -> passed.why() == Latest.Why.SUSPECT)
                                .toList()));
        json.putAll(readiness.json());
        json.put(
                "unfinished_promotion", promotion.map(UnfinishedPromotion::json).orElse(null));
        json.putAll(outlook.json());
        return json;
    }

    private static List<BackupId> ids(List<Latest.PassedOver> passedOver) {
        return passedOver.stream().map(passed -> passed.backup().id()).toList();
    }

    @Override
    public void text(Printer out) {
        out.line("database   %s (%s)", database.location(), Words.plain(presence));
        out.line(
                "protection %s",
                environment.protectedBecause().map(why -> "guarded: " + why).orElse("open"));
        out.line("version    %s", timeline.current().map(Object::toString).orElse("base"));
        if (pending().isEmpty()) {
            out.line("pending    none");
        }
        for (Moment moment : pending()) {
            out.line("pending    %s%s", moment.key(), moment.reason().isEmpty() ? "" : ": " + moment.reason());
        }
        for (Moment moment : inTheWay()) {
            String state = Words.plain(moment.state());
            out.line("%s %s: %s", out.bad(String.format("%-10s", state)), moment.key(), moment.reason());
        }
        promotion.ifPresent(unfinished -> unfinished.text(out));
        out.line("backups    %s", backupLine());
        readiness.text(out);
        outlook.text(out);
    }

    private String backupLine() {
        return latest.choice()
                .map(backup -> "newest " + backup.id() + ", "
                        + Words.age(backup.id().time(), now) + " old, " + verified(backup))
                .orElse("none");
    }

    private static String verified(Backup backup) {
        return backup.failed()
                .map(v -> "verification FAILED at " + Words.name(v.level()))
                .or(() -> backup.verified().map(v -> "verified: " + Words.name(v.level())))
                .orElse("not verified");
    }
}
