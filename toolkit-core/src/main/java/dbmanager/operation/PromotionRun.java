package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Presence;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Member;
import dbmanager.backup.RestorePoint.Place;
import dbmanager.backup.RestorePoints;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.StoreFailure;
import dbmanager.exchange.Content;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Plan;
import dbmanager.migration.PromotionPlan;
import dbmanager.migration.Proof;
import dbmanager.migration.Script;
import dbmanager.migration.Timeline;
import dbmanager.operation.Promotion.Judged;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import dbmanager.operation.Promotion.Result;
import dbmanager.operation.Promotion.Stop;
import dbmanager.operation.Promotion.Told;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One promotion, from its backups to its end. */
final class PromotionRun {
    private final Promotion.Scope scope;
    private final List<Judged> all;
    private final Optional<RestorePoint> before;
    private final Told told;
    private final String id;
    private final Instant begun;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Rehearsal.Report> rehearsals = new LinkedHashMap<>();
    private final Map<String, MigrationReport> migrations = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param before the promotion that this one goes on with */
    PromotionRun(Promotion.Scope scope, List<Judged> all, Optional<RestorePoint> before, Told told) {
        this.scope = scope;
        this.id = scope.points().nextId(scope.environment());
        this.begun = scope.runner().clock().instant();
        this.all = all;
        this.before = before;
        this.told = told;
    }

    /** @throws Problem why nothing was begun; what stops it later is in the outcome */
    Outcome carryOut(boolean rehearsing, Locks locks) {
        if (steps().isEmpty()) {
            return end(before);
        }
        secure();
        if (rehearsing) {
            rehearse();
        }
        RestorePoint point = begin(rehearsing);
        return migrate(point, locks).orElseGet(() -> end(Optional.of(point)));
    }

    /** A verified backup of each; where an earlier promotion has begun to change a database, the one that was taken before that. */
    private void secure() {
        Map<String, Member> inherited = new LinkedHashMap<>();
        all.forEach(judged -> before.flatMap(point -> inherited(point, judged.pair()))
                .ifPresent(member -> inherited.put(judged.pair().name(), member)));
        requireRoom(steps().stream()
                .map(Judged::pair)
                .filter(pair -> !inherited.containsKey(pair.name()))
                .toList());
        for (Judged judged : all) {
            Optional<Member> had =
                    Optional.ofNullable(inherited.get(judged.pair().name()));
            if (had.isPresent() || judged.hasSteps()) {
                members.put(
                        judged.pair().name(),
                        had.map(member -> longer(member, judged)).orElseGet(() -> member(judged)));
            }
        }
    }

    /** For the backups of all of these together, as far as their engines know before what they will need; each alone is looked at again when it is taken. */
    private static void requireRoom(List<Pair> pairs) {
        Map<String, Long> needed = new LinkedHashMap<>();
        pairs.stream()
                .filter(pair -> pair.to().presence() == Presence.FILLED)
                .forEach(pair -> pair.to().dumpBytes().ifPresent(bytes -> needed.put(pair.name(), bytes)));
        pairs.stream().findFirst().ifPresent(any -> any.backups().requireRoom(needed));
    }

    private Optional<Member> inherited(RestorePoint point, Pair pair) {
        Optional<Member> begun = point.member(pair.name())
                .filter(member -> member.standing(pair.to().history()).place() != Place.NOT_BEGUN);
        Optional<Member> same =
                begun.filter(member -> member.database().sameAs(pair.to().identity()));
        if (begun.isPresent() && same.isEmpty()) {
            told.warned(pair.name() + " is another database than promotion " + point.id() + " changed, which was "
                    + begun.get().database().location()
                    + begun.get()
                            .backup()
                            .map(id -> ": backup " + id + " is of that one")
                            .orElse(""));
        }
        same.flatMap(Member::backup).ifPresent(pair.backups()::requireSound);
        return same;
    }

    private Member longer(Member member, Judged judged) {
        List<Applied> more = Stream.concat(
                        member.migrations().stream(),
                        applied(judged.plan().orElseThrow().plan()).stream())
                .distinct()
                .toList();
        if (judged.hasSteps()) {
            told.secured(judged.pair().name(), member.backup());
        }
        return new Member(member.database(), member.backup(), member.version(), more);
    }

    private Member member(Judged judged) {
        Pair pair = judged.pair();
        PromotionPlan plan = judged.plan().orElseThrow();
        Optional<BackupId> backup = pair.to().presence() == Presence.FILLED
                ? Optional.of(pair.backups().takeVerified("before promotion " + id))
                : Optional.empty();
        backup.ifPresent(id -> warnIfSuspect(pair, id));
        told.secured(pair.name(), backup);
        return new Member(pair.to().identity(), backup, plan.current().map(Object::toString), applied(plan.plan()));
    }

    private void warnIfSuspect(Pair pair, BackupId id) {
        pair.backups()
                .find(id.text())
                .suspicion()
                .ifPresent(why -> told.warned(pair.name() + " was suspect when it was backed up (" + id + "): " + why));
    }

    private static List<Applied> applied(Plan plan) {
        return plan.steps().stream().map(step -> applied(step.migration())).toList();
    }

    private static Applied applied(Migration migration) {
        return new Applied(
                migration.version().map(Object::toString),
                migration.description(),
                Optional.of(migration.script().checksum().sha256()));
    }

    /** Each on its backup of the restore point, with exactly what is to be carried. @throws RehearsalUnsound when one of them is not sound */
    private void rehearse() {
        for (Judged judged : steps()) {
            Pair pair = judged.pair();
            Optional<BackupId> backup = members.get(pair.name()).backup();
            if (backup.isPresent()) {
                BackupReader reader = pair.backups().open(backup.get().text());
                Rehearsal rehearsal = new Rehearsal(
                        pair.to(),
                        pair.migrations(),
                        pair.checks(),
                        scope.runner().clock(),
                        scope.runner().progress());
                Rehearsal.Report report =
                        rehearsal.run(reader, 0, planning(judged), step -> told.rehearsed(pair.name(), step));
                rehearsals.put(pair.name(), report);
                if (!report.isSound()) {
                    throw new RehearsalUnsound(pair.name(), scope.environment(), report);
                }
            }
        }
    }

    /** What of this is carried is decided anew by the files of that moment, but by the same proof. */
    private Function<Timeline, Plan> planning(Judged judged) {
        Proof proof = judged.proof().orElseThrow();
        return timeline ->
                PromotionPlan.of(proof, timeline).orRefuse(scope.source()).plan();
    }

    /** The same, if it comes to what was judged, rehearsed and recorded: the files may have changed since. */
    private Function<Timeline, Plan> asJudged(Judged judged) {
        List<List<Script>> wanted = scripts(judged.plan().orElseThrow().plan());
        return planning(judged).andThen(plan -> {
            if (!scripts(plan).equals(wanted)) {
                throw new MigrationsChanged(judged.pair().name());
            }
            return plan;
        });
    }

    private static List<List<Script>> scripts(Plan plan) {
        return plan.steps().stream().map(step -> step.migration().scripts()).toList();
    }

    private List<Judged> steps() {
        return all.stream().filter(Judged::hasSteps).toList();
    }

    private RestorePoint begin(boolean rehearsed) {
        RestorePoint point = new RestorePoint(
                id,
                begun,
                scope.source(),
                scope.environment(),
                scope.runner().who(),
                scope.runner().tool(),
                rehearsed,
                before.map(RestorePoint::id),
                List.copyOf(members.values()));
        if (!scope.points().begin(point)) {
            throw PromotionOvertaken.beginning(scope.environment());
        }
        told.begun(point);
        return point;
    }

    /** @return where it stopped, if it did */
    private Optional<Outcome> migrate(RestorePoint point, Locks locks) {
        for (Judged judged : steps()) {
            Pair pair = judged.pair();
            String backup = members.get(pair.name())
                    .backup()
                    .map(taken -> ", backup " + taken)
                    .orElse("");
            try {
                MigrationReport report = scope.migrator(pair, "promotion " + id + " from " + scope.source() + backup)
                        .migrate(locks.of(pair.to()), asJudged(judged), step -> told.migrated(pair.name(), step));
                migrations.put(pair.name(), report);
                warnings.addAll(report.warnings());
            } catch (Problem e) {
                return Optional.of(outcome(Optional.of(point), Map.of(), Optional.of(new Stop(pair.name(), e))));
            }
        }
        return Optional.empty();
    }

    /**
     * Everything that was judged is migrated. It is promoted if each database has what it was to get, and the checks of the configuration hold.
     *
     * @throws Problem why they cannot be asked, where there is nothing to which a way back could lead
     */
    private Outcome end(Optional<RestorePoint> point) {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        for (Judged judged : all) {
            Pair pair = judged.pair();
            try {
                findings.put(pair.name(), check(pair));
            } catch (Problem e) {
                if (point.isEmpty()) {
                    throw e;
                }
                return outcome(point, findings, Optional.of(new Stop(pair.name(), e)));
            }
        }
        Outcome outcome = outcome(point, findings, Optional.empty());
        return outcome.ended() ? outcome.warning(point.map(this::recordEnd).orElse(List.of())) : outcome;
    }

    /** All is promoted by now: a record that cannot be written is worth a warning, and is made up for by the next promotion. */
    private List<String> recordEnd(RestorePoint point) {
        try {
            scope.points().end(point, RestorePoints.End.PROMOTED, scope.runner().who());
            return List.of();
        } catch (StoreFailure e) {
            return List.of("everything is promoted, but that promotion " + point.id()
                    + " came to its end is not recorded: " + e.getMessage() + "; run the same command again");
        }
    }

    private static List<Finding> check(Pair pair) {
        if (pair.checks().isEmpty()) {
            return List.of();
        }
        try (Content content = pair.to().live()) {
            return pair.checks().judge(content);
        }
    }

    private Outcome outcome(Optional<RestorePoint> point, Map<String, List<Finding>> findings, Optional<Stop> stopped) {
        return new Outcome(
                point,
                all.stream().map(judged -> result(judged, point, findings)).toList(),
                stopped,
                warnings);
    }

    private Result result(Judged judged, Optional<RestorePoint> point, Map<String, List<Finding>> findings) {
        Pair pair = judged.pair();
        Optional<Member> member = point.flatMap(known -> known.member(pair.name()));
        return new Result(
                pair,
                judged.plan().orElseThrow(),
                member.flatMap(Member::backup),
                Optional.ofNullable(rehearsals.get(pair.name())),
                Optional.ofNullable(migrations.get(pair.name())),
                member.flatMap(known -> Promotion.standing(known, pair.to())),
                findings.getOrDefault(pair.name(), List.of()));
    }

    /** The locks of all the databases that are to be changed, for as long as that takes. */
    static final class Locks implements AutoCloseable {
        private final Promotion.Runner runner;
        private final Map<DatabaseBackend, MigrationLock> taken = new LinkedHashMap<>();

        Locks(Promotion.Runner runner) {
            this.runner = runner;
        }

        void take(DatabaseBackend database) {
            taken.put(database, database.lock(runner.who(), runner.patience()));
        }

        boolean has(DatabaseBackend database) {
            return taken.containsKey(database);
        }

        MigrationLock of(DatabaseBackend database) {
            return taken.get(database);
        }

        /** Gives all of them back. @return which could not be, and why */
        List<String> release() {
            List<String> warnings = new ArrayList<>();
            closeAll()
                    .forEach((database, failure) -> warnings.add("the lock of " + database.name()
                            + " could not be given back, and ends with this process: " + failure.getMessage()));
            return warnings;
        }

        private Map<DatabaseBackend, RuntimeException> closeAll() {
            Map<DatabaseBackend, RuntimeException> failures = new LinkedHashMap<>();
            taken.forEach((database, lock) -> {
                try {
                    lock.close();
                } catch (RuntimeException e) {
                    failures.put(database, e);
                }
            });
            taken.clear();
            return failures;
        }

        @Override
        public void close() {
            closeAll().values().stream()
                    .reduce((first, another) -> {
                        first.addSuppressed(another);
                        return first;
                    })
                    .ifPresent(failure -> {
                        throw failure;
                    });
        }
    }
}
