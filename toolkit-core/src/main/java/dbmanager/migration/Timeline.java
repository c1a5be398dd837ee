package dbmanager.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The migrations that the project ships and those that the database has been through, joined: one {@link Moment} each, in order.
 *
 * @param moments by version, then the repeatable ones by description
 * @param current the newest version in force
 */
public record Timeline(List<Moment> moments, Optional<Version> current, History history) {

    /**
     * @throws OrphanScript when an undo or verify script belongs to a migration that neither the project nor this history has; what is left
     *     of one that the history has is named by its moment
     */
    public static Timeline of(Migrations shipped, History history, LockFile lock) {
        shipped.orphans().stream()
                .filter(orphan -> !history.mentions(orphan.key()))
                .findFirst()
                .ifPresent(orphan -> {
                    throw new OrphanScript(orphan);
                });
        Map<MigrationKey, History.Entry> unfinished = byKey(history.unfinished());
        Map<MigrationKey, History.Entry> inForce = byKey(history.inForce());
        Optional<Version> current = history.current();
        List<Moment> moments = new ArrayList<>();
        Judge judge = new Judge(lock, current, history.baseline());
        shipped.stream()
                .map(m -> judge.shipped(m, unfinished.get(m.key()), inForce.get(m.key())))
                .forEach(moments::add);
        Map<MigrationKey, History.Entry> last = new HashMap<>(inForce);
        last.putAll(unfinished);
        last.values().stream()
                .filter(entry -> shipped.find(entry.key()).isEmpty())
                .map(entry -> Judge.unshipped(entry, shipped.orphans()))
                .forEach(moments::add);
        moments.sort(Comparator.comparing(Moment::key));
        return new Timeline(List.copyOf(moments), current, history);
    }

    /**
     * That of a database which has been through every version up to one of them, and nothing else: made from the files alone.
     *
     * @throws UnreachableTarget when no file has that version, or several could be meant
     */
    public static Timeline supposing(Migrations shipped, Target place, LockFile lock) {
        Timeline untouched = of(shipped, History.empty(), lock);
        Predicate<Version> isIn;
        if (place instanceof Target.At at) {
            Version newest = untouched.resolve(at);
            isIn = version -> version.compareTo(newest) <= 0;
        } else {
            isIn = version -> place instanceof Target.Latest;
        }
        History history = History.empty();
        for (Migration migration : shipped.versioned()
                .filter(m -> isIn.test(m.version().orElseThrow()))
                .toList()) {
            history = history.plus(History.Entry.supposed(history.nextRank(), migration));
        }
        return of(shipped, history, lock);
    }

    /** @throws UnreachableTarget when it is the beginning of none, or of several */
    Version resolve(Target.At target) {
        List<Version> known = moments.stream()
                .flatMap(moment -> moment.key().version().stream())
                .toList();
        Version exact = Version.parse(target.version());
        if (known.contains(exact)) {
            return known.get(known.indexOf(exact));
        }
        List<Version> candidates = known.stream()
                .filter(version -> version.toString().startsWith(target.version()))
                .toList();
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        throw candidates.isEmpty()
                ? UnreachableTarget.unknown(target, known)
                : UnreachableTarget.ambiguous(target, candidates);
    }

    private static Map<MigrationKey, History.Entry> byKey(List<History.Entry> entries) {
        Map<MigrationKey, History.Entry> map = new HashMap<>();
        entries.forEach(entry -> map.put(entry.key(), entry));
        return map;
    }

    public Stream<Moment> in(State state) {
        return moments.stream().filter(moment -> moment.state() == state);
    }

    /** What a plan toward latest would run, in order. */
    public Stream<Moment> waiting() {
        return moments.stream()
                .filter(m ->
                        m.state() == State.PENDING || m.state() == State.OUT_OF_ORDER || m.isInterrupted(Direction.UP));
    }

    /** What stands in the way of every plan. */
    public Stream<Moment> blocking() {
        return moments.stream().filter(moment -> moment.state().blocks());
    }

    /** What somebody should look at before the next plan: what blocks every plan, and what a strict one refuses. */
    public Stream<Moment> objections() {
        return moments.stream()
                .filter(moment -> moment.state().blocks()
                        || moment.state() == State.OUT_OF_ORDER
                        || moment.state() == State.INTERRUPTED);
    }

    public Optional<Moment> find(MigrationKey key) {
        return moments.stream().filter(moment -> moment.key().equals(key)).findFirst();
    }

    /**
     * The newest ends of the line: the newest version of all and, when there are branches, the newest file that another branch left behind
     * it. More than one means that two people added migrations without knowing of each other.
     */
    public List<Moment> heads() {
        List<Moment> heads = new ArrayList<>();
        newest(moments.stream().filter(m -> m.state() != State.OUT_OF_ORDER)).ifPresent(heads::add);
        newest(in(State.OUT_OF_ORDER)).ifPresent(heads::add);
        return heads;
    }

    private static Optional<Moment> newest(Stream<Moment> moments) {
        return moments.filter(m -> !m.key().isRepeatable()).max(Comparator.comparing(Moment::key));
    }

    /**
     * One migration's place.
     *
     * @param shipped the migration, unless it is missing
     * @param entry its last event in force or unfinished, if there was one
     * @param reason why the state is what it is, for the reader; empty when the state says all
     */
    public record Moment(
            MigrationKey key, Optional<Migration> shipped, Optional<History.Entry> entry, State state, String reason) {

        /** Whether it stopped half-way in this direction, and can go on. */
        public boolean isInterrupted(Direction direction) {
            return state == State.INTERRUPTED
                    && entry.filter(e -> e.direction() == direction).isPresent();
        }
    }

    private record Judge(LockFile lock, Optional<Version> current, Optional<Version> baseline) {

        static Moment unshipped(History.Entry entry, List<Orphan> orphans) {
            boolean finished = entry.outcome() == History.Outcome.SUCCEEDED;
            State state = !finished ? State.FAILED : entry.baseline() ? State.BASELINE : State.MISSING;
            String reason = switch (state) {
                case FAILED -> "began at " + entry.when() + " and did not end well";
                case MISSING ->
                    "applied at " + entry.when() + ", and the folder has no file for it" + leftovers(entry, orphans);
                default -> "the history begins here";
            };
            return new Moment(entry.key(), Optional.empty(), Optional.of(entry), state, reason);
        }

        private static String leftovers(History.Entry entry, List<Orphan> orphans) {
            String paths = orphans.stream()
                    .filter(orphan -> orphan.key().equals(entry.key()))
                    .map(orphan -> orphan.script().path())
                    .collect(Collectors.joining(" and "));
            return paths.isEmpty() ? "" : ", only " + paths;
        }

        Moment shipped(Migration migration, History.Entry unfinished, History.Entry inForce) {
            if (unfinished != null) {
                return unfinished(migration, unfinished);
            }
            Optional<Script> resealed =
                    migration.scripts().stream().filter(lock::contradicts).findFirst();
            if (migration.isRepeatable()) {
                return repeatable(migration, inForce);
            }
            if (inForce != null && inForce.baseline()) {
                return moment(migration, inForce, State.BASELINE, "the history begins here");
            }
            if (inForce != null && inForce.contradicts(migration.script().checksum())) {
                return moment(
                        migration,
                        inForce,
                        State.CHANGED,
                        migration.script().path() + " was edited after it was applied");
            }
            if (resealed.isPresent()) {
                return moment(
                        migration, inForce, State.CHANGED, resealed.get().path() + " differs from " + LockFile.NAME);
            }
            if (inForce != null) {
                return moment(migration, inForce, State.APPLIED, "");
            }
            return waiting(migration);
        }

        private static Moment unfinished(Migration migration, History.Entry entry) {
            if (!entry.resumable()) {
                return moment(migration, entry, State.FAILED, "began at " + entry.when() + " and did not end well");
            }
            boolean up = entry.direction() == Direction.UP;
            if (up && entry.contradicts(migration.script().checksum())) {
                return moment(
                        migration,
                        entry,
                        State.FAILED,
                        "began at " + entry.when() + ", did not end, and "
                                + migration.script().path() + " was edited since");
            }
            String way = up ? "migrate" : "rollback";
            return moment(
                    migration,
                    entry,
                    State.INTERRUPTED,
                    (up ? "began at " : "its rollback began at ") + entry.when() + " and did not end; `db-manager "
                            + way + "` goes on where it stopped");
        }

        private Moment repeatable(Migration migration, History.Entry inForce) {
            if (inForce == null) {
                return moment(migration, null, State.PENDING, "");
            }
            return inForce.contradicts(migration.script().checksum())
                    ? moment(migration, inForce, State.PENDING, "its text changed")
                    : moment(migration, inForce, State.APPLIED, "");
        }

        private Moment waiting(Migration migration) {
            Version version = migration.version().orElseThrow();
            if (baseline.filter(b -> version.compareTo(b) <= 0).isPresent()) {
                return moment(migration, null, State.BASELINE, "at or below the baseline " + baseline.get());
            }
            return current.filter(newer -> version.compareTo(newer) < 0)
                    .map(newer -> moment(migration, null, State.OUT_OF_ORDER, "not applied, but " + newer + " is"))
                    .orElseGet(() -> moment(migration, null, State.PENDING, ""));
        }

        private static Moment moment(Migration migration, History.Entry entry, State state, String reason) {
            return new Moment(migration.key(), Optional.of(migration), Optional.ofNullable(entry), state, reason);
        }
    }
}
