package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.RestorePoint.Place;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.backup.RestorePoints;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.StoreFailure;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.MigrationLock;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings the databases of a promotion back to its restore point: those that it has changed, and no others. All are judged, each byte of each backup
 * included, before the first is touched. What stops it in the middle is gone on with by doing it again.
 */
public final class WayBack {
    private final RestorePoint point;
    private final RestorePoints points;
    private final String who;
    private final BiConsumer<String, RestoreStep> told;
    private final Progress progress;

    /** @param told the steps of each database, by its name, as soon as they are over */
    public WayBack(
            RestorePoint point,
            RestorePoints points,
            String who,
            BiConsumer<String, RestoreStep> told,
            Progress progress) {
        this.point = point;
        this.points = points;
        this.who = who;
        this.told = told;
        this.progress = progress;
    }

    /** What has to be done to a database. */
    public enum Way {
        /** Nothing: it is at its restore point. */
        LEAVE,
        RESTORE,
        /** Nothing was in it at the restore point, so everything goes. */
        ERASE
    }

    /**
     * What was found out about one database.
     *
     * @param standing where it is; empty when it cannot be read
     * @param problem why it cannot be brought back; then none is
     */
    public record Judged(
            Target target,
            Way way,
            Optional<Standing> standing,
            Optional<BackupId> backup,
            Optional<Problem> problem) {}

    /** A database of the promotion, and its backups. */
    public record Target(DatabaseBackend database, Backups backups) {
        public String name() {
            return database.name();
        }
    }

    /**
     * What became of one database.
     *
     * @param done whether it was brought back; it may also have been at its restore point all the time
     * @param safety the backup of what was there
     * @param keptAside where that lies which was replaced and is in no backup
     * @param problem why it stopped here; what follows was not begun
     */
    public record Result(
            Judged judged, boolean done, Optional<BackupId> safety, List<String> keptAside, Optional<Problem> problem) {
        public Result {
            keptAside = List.copyOf(keptAside);
        }
    }

    /**
     * @param results one for each database
     * @param warnings what did not work beside the databases themselves
     */
    public record Outcome(List<Result> results, List<String> warnings) {
        public Outcome {
            results = List.copyOf(results);
            warnings = List.copyOf(warnings);
        }
    }

    /** Where a database is, and what has to be done to it. */
    private record Look(Presence presence, Way way, Optional<Standing> standing) {
        boolean canBeAsked() {
            return presence == Presence.FILLED || presence == Presence.EMPTY;
        }

        Judged judged(Target target, Member member, Optional<Problem> problem) {
            return new Judged(target, way, standing, member.backup(), problem);
        }
    }

    /** Looks at each database and its backup, and changes nothing. */
    public List<Judged> judge(List<Target> targets) {
        return targets.stream().map(this::judge).toList();
    }

    private Judged judge(Target target) {
        Member member = member(target);
        Look look = new Look(Presence.UNREADABLE, wayOf(member), Optional.empty());
        try {
            look = look(target);
            refuseOtherwise(target, look);
            Optional<Problem> problem = look.way() == Way.RESTORE
                    ? target.backups().refusal(open(target, member.backup().orElseThrow()), wish(), progress)
                    : Optional.empty();
            return look.judged(target, member, problem);
        } catch (Problem e) {
            return look.judged(target, member, Optional.of(e));
        }
    }

    private Member member(Target target) {
        return point.member(target.name()).orElseThrow();
    }

    private static Way wayOf(Member member) {
        return member.backup().isPresent() ? Way.RESTORE : Way.ERASE;
    }

    private Look look(Target target) {
        Member member = member(target);
        Look unasked = new Look(target.database().presence(), wayOf(member), Optional.empty());
        if (!unasked.canBeAsked()) {
            return unasked;
        }
        Standing standing = member.standing(target.database().history());
        Way way = standing.place() == Place.NOT_BEGUN ? Way.LEAVE : unasked.way();
        return new Look(unasked.presence(), way, Optional.of(standing));
    }

    /** Whatever the way: also a database that is at its restore point may be one that the promotion is just about to begin with. */
    private void refuseOtherwise(Target target, Look look) {
        if (look.canBeAsked()) {
            if (look.presence() == Presence.FILLED) {
                refuseAnother(target);
            }
            if (look.way() != Way.LEAVE) {
                refuseBeyond(target);
            }
            refuseWhileARunnerHasIt(target.database());
        }
    }

    /** What was put into a database that is another one by now was never the promotion's. */
    private void refuseAnother(Target target) {
        DatabaseIdentity then = member(target).database();
        DatabaseIdentity now = target.database().identity();
        if (!then.sameAs(now)) {
            throw RestoreRefused.otherMember(point, then, now);
        }
    }

    private void refuseBeyond(Target target) {
        Member member = member(target);
        List<Applied> then = member.backup()
                .map(backup -> open(target, backup).manifest().schema().applied())
                .orElse(List.of());
        List<MigrationKey> beyond = member.beyond(then, target.database().history());
        if (!beyond.isEmpty()) {
            throw new ChangedSince(target.name(), point, member, beyond);
        }
    }

    private static void refuseWhileARunnerHasIt(DatabaseBackend database) {
        try (MigrationLock free = database.lock("promote --back", Duration.ZERO)) {
            free.ensureHeld();
        }
    }

    private static BackupReader open(Target target, BackupId backup) {
        return target.backups().open(backup.text());
    }

    private static RestoreWish wish() {
        return new RestoreWish(Selection.all(), LoadPolicy.of(LoadMode.REPLACE), true, false, true);
    }

    /**
     * Carries out what was judged; none of it may have a problem. Ends where one fails.
     *
     * @throws PromotionOvertaken when a database is not where it was then, as somebody was asked meanwhile
     */
    public Outcome run(List<Judged> judged) {
        judged.forEach(this::refuseUnlessAsJudged);
        List<Result> results = new ArrayList<>();
        boolean stopped = false;
        for (Judged one : judged) {
            Result result = stopped ? untouched(one, Optional.empty()) : bringBack(one);
            results.add(result);
            stopped = stopped || result.problem().isPresent();
        }
        return new Outcome(results, stopped ? List.of() : recordEnd());
    }

    private void refuseUnlessAsJudged(Judged judged) {
        Look now = look(judged.target());
        if (now.way() != judged.way() || !now.standing().equals(judged.standing())) {
            throw PromotionOvertaken.goingBack(point, judged.target().name());
        }
        refuseOtherwise(judged.target(), now);
    }

    /** All is brought back by now, as in a promotion that came to its end. */
    private List<String> recordEnd() {
        try {
            points.end(point, RestorePoints.End.TAKEN_BACK, who);
            return List.of();
        } catch (StoreFailure e) {
            return List.of("everything is brought back, but that promotion " + point.id()
                    + " was taken back is not recorded: " + e.getMessage() + "; run the same command again");
        }
    }

    private Result bringBack(Judged one) {
        Consumer<RestoreStep> steps = step -> told.accept(one.target().name(), step);
        try {
            return switch (one.way()) {
                case LEAVE -> untouched(one, Optional.empty());
                case RESTORE -> {
                    Backups backups = one.target().backups();
                    BackupReader backup = open(one.target(), one.backup().orElseThrow());
                    Backups.Restored restored = backups.restore(backup, wish(), steps, progress);
                    yield new Result(one, true, restored.safety(), restored.keptAside(), Optional.empty());
                }
                case ERASE -> {
                    Backups.Erased erased = one.target()
                            .backups()
                            .erase("before the way back of promotion " + point.id(), steps, progress);
                    List<String> keptAside = erased.keptAside().stream().toList();
                    yield new Result(one, true, erased.safety(), keptAside, Optional.empty());
                }
            };
        } catch (Problem e) {
            return untouched(one, Optional.of(e));
        }
    }

    private static Result untouched(Judged one, Optional<Problem> problem) {
        return new Result(one, false, Optional.empty(), List.of(), problem);
    }

    /** Migrations came after the promotion; the way back would take them along without anybody having said so. */
    public static final class ChangedSince extends Problem {
        private static final long serialVersionUID = 1L;

        ChangedSince(String database, RestorePoint point, Member member, List<MigrationKey> beyond) {
            super(
                    Kind.CONFLICT,
                    database + " has more since than promotion " + point.id() + " brought: "
                            + beyond.stream().map(MigrationKey::toString).collect(Collectors.joining(", ")),
                    "nothing was changed",
                    "take that back first (`db-manager rollback --env " + point.environment() + " --db " + database
                            + "`)"
                            + member.backup()
                                    .map(backup -> "; or, if it may go too, `db-manager restore " + backup + " --env "
                                            + point.environment() + " --db " + database + "`")
                                    .orElse(""));
        }
    }
}
