package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import dbmanager.backup.Manifest;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.environment.RecoverySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How much work would be lost if the database died now, how long it would be away, and what was promised.
 *
 * @param verified the newest backup that was verified
 * @param drill the last time that a recovery was tried out
 */
record Readiness(Optional<Backup> verified, Optional<Drill> drill, RecoverySettings promised, Instant now) {
    static Readiness of(Toolkit toolkit) {
        return new Readiness(
                toolkit.backups().newestVerified(),
                toolkit.backups().drills().findFirst(),
                toolkit.settings().recovery(),
                toolkit.surroundings().clock().instant());
    }

    private Optional<Duration> lost() {
        return verified.flatMap(Backup::manifest)
                .map(Manifest::asOf)
                .map(asOf -> Duration.ofSeconds(Words.seconds(asOf, now)));
    }

    private Optional<Duration> recoveryTime() {
        return drill.filter(Drill::succeeded).map(Drill::recoveryTime);
    }

    /** Also where nothing is verified: then all of the work is at risk. */
    boolean losesTooMuch() {
        return promised.rpo()
                .filter(goal -> lost().map(lost -> lost.compareTo(goal) > 0).orElse(true))
                .isPresent();
    }

    /** What was never measured is not known to be missed. */
    boolean isTooSlow() {
        return promised.rto()
                .filter(goal ->
                        recoveryTime().filter(took -> took.compareTo(goal) > 0).isPresent())
                .isPresent();
    }

    boolean failedItsDrill() {
        return drill.filter(last -> !last.succeeded()).isPresent();
    }

    Map<String, Object> json() {
        return Json.of(
                "newest_verified_backup", verified.map(Backup::id),
                "newest_verified_level", verified.flatMap(Backup::verified).map(v -> Words.name(v.level())),
                "rpo_seconds", lost().map(Duration::toSeconds),
                "rpo_goal_seconds", promised.rpo().map(Duration::toSeconds),
                "rpo_missed", losesTooMuch(),
                "rto_ms", recoveryTime().map(Duration::toMillis),
                "rto_goal_seconds", promised.rto().map(Duration::toSeconds),
                "rto_missed", isTooSlow(),
                "last_drill", drill.map(Drill::begun),
                "last_drill_succeeded", drill.map(Drill::succeeded));
    }

    void text(Printer out) {
        if (verified.isPresent() || promised.rpo().isPresent()) {
            out.line("rpo        %s%s", rpo(), goal(promised.rpo(), losesTooMuch(), out));
        }
        if (drill.isPresent() || promised.rto().isPresent()) {
            out.line("rto        %s%s", rto(out), goal(promised.rto(), isTooSlow(), out));
        }
    }

    private String rpo() {
        return verified.map(backup -> Words.span(lost().orElseThrow()) + ": " + backup.id() + " is the newest verified ("
                        + backup.verified().map(v -> Words.name(v.level())).orElseThrow() + ")")
                .orElse("no backup is verified");
    }

    private String rto(Printer out) {
        return drill.map(last -> last.succeeded()
                        ? Words.span(last.recoveryTime()) + ", measured " + Words.age(last.begun(), now) + " ago"
                        : out.bad("the last drill FAILED, " + Words.age(last.begun(), now) + " ago"))
                .orElse("never measured: `db-manager test-recovery`");
    }

    private static String goal(Optional<Duration> goal, boolean missed, Printer out) {
        return goal.map(Words::span)
                .map(span -> missed ? out.bad("; MISSED: the goal is " + span) : "; the goal is " + span)
                .orElse("");
    }
}
