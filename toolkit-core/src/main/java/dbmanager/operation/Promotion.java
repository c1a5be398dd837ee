package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.RestorePoint.Place;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.backup.RestorePoints;
import dbmanager.exchange.Checks;
import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.Mode;
import dbmanager.migration.PromotionPlan;
import dbmanager.migration.Proof;
import dbmanager.migration.Timeline;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Carries migrations that one environment has proven to the databases of another, as one piece of work: all are locked, backed up, verified and
 * rehearsed before the first is migrated. Where it stops in the middle, it says where each database is, and the next one goes on with it;
 * {@link WayBack} brings all back.
 */
public final class Promotion {
    private final Scope scope;

    /**
     * Who promotes, and how.
     *
     * @param tool name and version, for the record
     * @param patience how long to wait for another runner of a database
     */
    public record Runner(String who, String tool, Duration patience, Clock clock, Progress progress) {}

    /**
     * @param source the environment that proves the migrations
     * @param environment to which they go
     */
    public Promotion(String source, String environment, RestorePoints points, Runner runner) {
        this.scope = new Scope(source, environment, points, runner);
    }

    /** From where to where, and by whom. */
    record Scope(String source, String environment, RestorePoints points, Runner runner) {
        /** Of the target. It takes no backup of its own. */
        Migrator migrator(Pair pair, String note) {
            return new Migrator(
                    pair.to(),
                    pair.migrations(),
                    new Attribution(runner.who(), note),
                    runner.patience(),
                    Optional.empty(),
                    runner.progress());
        }
    }

    /**
     * The databases of one name on both sides.
     *
     * @param migrations the folder of the target's migrations
     * @param backups of the target
     * @param checks what must be true of the target at the end
     */
    public record Pair(DatabaseBackend from, DatabaseBackend to, Path migrations, Backups backups, Checks checks) {
        public String name() {
            return to.name();
        }
    }

    /**
     * What was found out about one pair.
     *
     * @param plan empty when there is a problem that leaves none
     * @param problem why nothing can be carried to it; then nothing is begun anywhere
     */
    public record Judged(Pair pair, Optional<Proof> proof, Optional<PromotionPlan> plan, Optional<Problem> problem) {
        boolean hasSteps() {
            return plan.filter(any -> !any.plan().isEmpty()).isPresent();
        }
    }

    /** Hears what is done, as soon as it is done. */
    public interface Told {
        /** @param backup of the restore point; empty where nothing is in the database */
        void secured(String database, Optional<BackupId> backup);

        /** Something that a person should know, whatever becomes of the promotion. */
        void warned(String warning);

        /**
         * Somebody else, most likely another promotion, has brought a database to where it was to go, since it was judged.
         *
         * @param now what is left to do there: nothing
         */
        void overtaken(String database, PromotionPlan now);

        void rehearsed(String database, Rehearsal.Step step);

        /** Everything is ready; the next thing is the first migration. */
        void begun(RestorePoint point);

        void migrated(String database, History.Entry step);
    }

    /**
     * What became of one database.
     *
     * @param standing where it is now, if this promotion or the one that it goes on with was to change it, and it can be read
     * @param findings what the checks of the configuration find wrong with it
     */
    public record Result(
            Pair pair,
            PromotionPlan plan,
            Optional<BackupId> backup,
            Optional<Rehearsal.Report> rehearsal,
            Optional<MigrationReport> migrated,
            Optional<Standing> standing,
            List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param point to which all can be brought back; empty when there was nothing to do
     * @param stopped the database at which it stopped, and why; empty when it came to its end
     * @param warnings what did not work beside the databases themselves
     */
    public record Outcome(
            Optional<RestorePoint> point, List<Result> results, Optional<Stop> stopped, List<String> warnings) {
        public Outcome {
            results = List.copyOf(results);
            warnings = List.copyOf(warnings);
        }

        /** Whether everything is where it should be: no check finds anything, and each database of the promotion has all that it was to get. */
        public boolean ended() {
            return stopped.isEmpty()
                    && results.stream().allMatch(result -> result.findings().isEmpty())
                    && members()
                            .allMatch(result -> result.standing()
                                    .filter(standing -> standing.place() == Place.PROMOTED)
                                    .isPresent());
        }

        /** The same, with more of what did not work. */
        Outcome warning(List<String> more) {
            return new Outcome(
                    point,
                    results,
                    stopped,
                    Stream.concat(warnings.stream(), more.stream()).toList());
        }

        private Stream<Result> members() {
            return results.stream()
                    .filter(result -> point.flatMap(
                                    begun -> begun.member(result.pair().name()))
                            .isPresent());
        }

        /** Where each database of the promotion is, in a few words. */
        public List<String> places() {
            return members()
                    .map(result -> result.standing()
                            .map(Standing::toString)
                            .orElseGet(() -> result.pair().name() + " cannot be asked where it is"))
                    .toList();
        }
    }

    public record Stop(String database, Problem cause) {}

    /** Looks at both sides of each pair, and changes nothing. */
    public List<Judged> judge(List<Pair> pairs) {
        return pairs.stream().map(this::judge).toList();
    }

    private Judged judge(Pair pair) {
        try {
            if (pair.from().presence() == Presence.ABSENT) {
                throw DatabaseUnavailable.absent(pair.from().identity().location());
            }
            Proof proof = new Proof(scope.source(), pair.from().history());
            Migrator migrator = scope.migrator(pair, "");
            Timeline here = migrator.timeline();
            PromotionPlan plan = PromotionPlan.of(proof, here);
            if (!plan.plan().isEmpty()) {
                migrator.refuseUnversioned(here, Mode.EXECUTE);
            }
            return new Judged(pair, Optional.of(proof), Optional.of(plan), refusal(plan));
        } catch (Problem e) {
            return new Judged(pair, Optional.empty(), Optional.empty(), Optional.of(e));
        }
    }

    private Optional<Problem> refusal(PromotionPlan plan) {
        try {
            plan.orRefuse(scope.source());
            return Optional.empty();
        } catch (PromotionPlan.NotPromotable e) {
            return Optional.of(e);
        }
    }

    /**
     * The earlier promotion that came to no end, and that this one goes on with.
     *
     * @throws PromotionUnfinished when this one cannot go on with it: it had another source, or databases that are not among these
     */
    public Optional<RestorePoint> goesOnWith(List<Pair> pairs) {
        Optional<RestorePoint> unfinished = scope.points().unfinished(scope.environment());
        unfinished.ifPresent(point -> {
            List<String> absent = point.members().stream()
                    .map(member -> member.database().name())
                    .filter(name -> pairs.stream().noneMatch(pair -> pair.name().equals(name)))
                    .toList();
            if (!point.source().equals(scope.source()) || !absent.isEmpty()) {
                throw new PromotionUnfinished(point, absent);
            }
        });
        return unfinished;
    }

    /**
     * Carries out what was judged, if it still is so under the locks of all the databases that are to be changed.
     *
     * @param rehearsing whether it is tried out first, on the backups that were just taken: they hold the rows that the migrations will meet
     * @throws Problem why nothing was begun; what stops it later is in the outcome
     */
    public Outcome run(List<Judged> judged, boolean rehearsing, Told told) {
        judged.forEach(Promotion::orThrow);
        List<Pair> pairs = judged.stream().map(Judged::pair).toList();
        try (PromotionRun.Locks locks = new PromotionRun.Locks(scope.runner())) {
            judged.stream()
                    .filter(Judged::hasSteps)
                    .forEach(one -> locks.take(one.pair().to()));
            Optional<RestorePoint> before = goesOnWith(pairs);
            List<Judged> now = judge(pairs);
            now.forEach(Promotion::orThrow);
            if (now.stream()
                    .anyMatch(one -> one.hasSteps() && !locks.has(one.pair().to()))) {
                throw PromotionOvertaken.waiting(scope.environment());
            }
            compare(judged, now, told);
            Outcome outcome = new PromotionRun(scope, now, before, told).carryOut(rehearsing, locks);
            return outcome.warning(locks.release());
        }
    }

    /** @throws PromotionOvertaken when the source has taken back what was to be carried */
    private void compare(List<Judged> before, List<Judged> now, Told told) {
        for (int i = 0; i < before.size(); i++) {
            String database = now.get(i).pair().name();
            PromotionPlan then = before.get(i).plan().orElseThrow();
            PromotionPlan plan = now.get(i).plan().orElseThrow();
            plan.withdrawnSince(then).ifPresent(migration -> {
                throw PromotionOvertaken.withdrawn(scope.source(), database, migration);
            });
            if (before.get(i).hasSteps() && !now.get(i).hasSteps()) {
                told.overtaken(database, plan);
            }
        }
    }

    private static void orThrow(Judged judged) {
        judged.problem().ifPresent(problem -> {
            throw problem;
        });
    }

    /** Where a database is now; empty when it cannot be asked. */
    static Optional<Standing> standing(Member member, DatabaseBackend database) {
        try {
            return Optional.of(member.standing(database.history()));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    /** Where the databases of a promotion are now, in its order; those that cannot be read are left out. */
    public static List<Standing> standings(RestorePoint point, List<Pair> pairs) {
        return pairs.stream()
                .flatMap(pair -> point.member(pair.name()).flatMap(member -> standing(member, pair.to())).stream())
                .toList();
    }
}
