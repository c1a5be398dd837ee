package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.cli.Printer;
import dbmanager.cli.Step;
import dbmanager.cli.Toolkit;
import dbmanager.migration.History;
import dbmanager.migration.PromotionPlan;
import dbmanager.migration.PromotionPlan.Fate;
import dbmanager.migration.PromotionPlan.Item;
import dbmanager.migration.Version;
import dbmanager.operation.Promotion;
import dbmanager.operation.Rehearsal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells of a promotion while it goes on: a headline for each database whenever the talk comes to another one. */
final class PromotionLines implements Promotion.Told {
    private final Printer out;
    private final PromotionCommands commands;
    private final Map<String, Toolkit> targets = new HashMap<>();
    private final Map<String, BackupId> backups = new HashMap<>();
    private final List<String> warned = new ArrayList<>();
    private String headline = "";
    private Instant last;

    /** @param targets the databases that are promoted to; the journal has each of their steps */
    PromotionLines(List<Toolkit> targets, PromotionCommands commands) {
        this.commands = commands;
        this.out = targets.get(0).printer();
        this.last = targets.get(0).surroundings().clock().instant();
        targets.forEach(target -> this.targets.put(target.database().name(), target));
    }

    static String version(Optional<Version> version) {
        return version.map(Version::toString).orElse("base");
    }

    void plan(String database, PromotionPlan plan) {
        String way = plan.plan().isEmpty()
                ? "nothing to promote: at " + version(plan.current())
                : version(plan.current()) + " -> " + version(plan.target());
        out.line("%s  %s", database, way);
        plan.items().forEach(this::item);
    }

    private void item(Item item) {
        String sign = item.fate() == Fate.CARRIED ? "+" : item.fate() == Fate.LEFT_OUT ? "." : out.bad("x");
        String reason = item.reason().isEmpty() ? "" : "  " + Words.plain(item.fate()) + ": " + item.reason();
        out.line("  %s %s%s", sign, item.migration(), reason);
    }

    /** One database is backed up after the other, so each backup took the time since what was told before it. */
    @Override
    public void secured(String database, Optional<BackupId> backup) {
        Toolkit target = targets.get(database);
        Instant now = target.surroundings().clock().instant();
        backup.ifPresent(id -> {
            backups.put(database, id);
            target.record(new Step("backup", "done", Duration.between(last, now), Json.texts("backup", id)));
        });
        last = now;
        out.line(
                "%s",
                backup.map(id -> "backup of " + database + "  " + id + ", verified")
                        .orElse("no backup of " + database + ": nothing is in it"));
    }

    @Override
    public void warned(String warning) {
        out.warn(warning);
        warned.add(warning);
    }

    @Override
    public void overtaken(String database, PromotionPlan now) {
        String news = database + ": nothing is left to promote, somebody else brought it to " + version(now.current())
                + " meanwhile; see " + commands.history(database);
        out.line("%s", news);
        warned.add(news);
    }

    /** All warnings, and what else a program should hear, that were printed as they came. */
    List<String> warned() {
        return List.copyOf(warned);
    }

    @Override
    public void rehearsed(String database, Rehearsal.Step step) {
        head("rehearsal of " + database);
        RehearsalView.line(step, out);
        RehearsalView.record(step, backups.get(database), targets.get(database));
    }

    @Override
    public void begun(RestorePoint point) {
        head("restore point " + point.id());
    }

    @Override
    public void migrated(String database, History.Entry step) {
        head(database);
        MigrationView.live(targets.get(database)).accept(step);
    }

    private void head(String text) {
        if (!text.equals(headline)) {
            out.line("%s", text);
            headline = text;
        }
    }
}
