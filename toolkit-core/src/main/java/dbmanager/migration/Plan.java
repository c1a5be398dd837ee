package dbmanager.migration;

import dbmanager.migration.Timeline.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ordered steps from where a database is to a target. Pure: a plan either can be carried out as far as files and history tell, or it is
 * not made and a {@link dbmanager.problem.Problem} says why. An empty plan means that the target is reached already.
 *
 * @param steps UP by version, then the repeatable ones; DOWN newest applied first
 */
public record Plan(Direction direction, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** @param reason why this step is in the plan; empty for the plain case */
    public record Step(Migration migration, String reason) {}

    /** Whether an up plan may apply versions below the current one. */
    public enum Order {
        STRICT,
        OUT_OF_ORDER
    }

    /**
     * The way up. Repeatable migrations are held back until the plan reaches the newest version.
     *
     * @throws BlockedTimeline when something applied is changed, missing or failed
     * @throws OutOfOrder when a version below the current one is not applied, unless the order allows it
     * @throws UnreachableTarget when the target is unknown, ambiguous, behind, or further than there are migrations
     */
    public static Plan up(Target target, Timeline timeline, Order order) {
        refuseBlocked(timeline);
        refuseHalfRolledBack(timeline);
        List<Moment> waiting = timeline.waiting().toList();
        List<Moment> versions =
                waiting.stream().filter(m -> !m.key().isRepeatable()).toList();
        List<Moment> chosen = new ArrayList<>(chooseUp(target, timeline, versions));
        if (order == Order.STRICT) {
            chosen.stream()
                    .filter(m -> m.state() == State.OUT_OF_ORDER)
                    .findFirst()
                    .ifPresent(early -> {
                        throw new OutOfOrder(early.key(), timeline.current().orElseThrow());
                    });
        }
        if (chosen.size() == versions.size()) {
            waiting.stream().filter(m -> m.key().isRepeatable()).forEach(chosen::add);
        }
        return new Plan(Direction.UP, steps(chosen));
    }

    /**
     * The way up that takes only these of what waits, in order.
     *
     * @throws BlockedTimeline when something applied is changed, missing, failed or half rolled back
     */
    static Plan upWith(Collection<MigrationKey> chosen, Timeline timeline) {
        refuseBlocked(timeline);
        refuseHalfRolledBack(timeline);
        return new Plan(
                Direction.UP,
                steps(timeline.waiting()
                        .filter(moment -> chosen.contains(moment.key()))
                        .toList()));
    }

    /**
     * The way down, back to when the target was the newest applied one; it stays applied, and so does a higher version that was applied
     * before it. {@code -1} takes back the newest applied one; {@code base} ends at the baseline where there is one.
     *
     * @throws BlockedTimeline when something applied is changed, missing or failed
     * @throws Irreversible when one of the steps has no way back, or the target lies below the baseline; then none is taken
     * @throws UnreachableTarget when the target is not applied, unknown, ambiguous, or further back than base
     */
    public static Plan down(Target target, Timeline timeline) {
        refuseBlocked(timeline);
        List<Moment> newestFirst = appliedNewestFirst(timeline);
        List<Moment> chosen = chooseDown(target, timeline, newestFirst);
        refuseBaseline(chosen);
        for (Moment moment : chosen) {
            boolean halfDone = moment.state() == State.INTERRUPTED; // what was kept to go on can also take it back
            if (!halfDone && !moment.shipped().orElseThrow().reversible()) {
                throw new Irreversible(moment.shipped().get(), chosen.size());
            }
        }
        return new Plan(Direction.DOWN, steps(chosen));
    }

    /**
     * What a stamp writes down without running it: up or down to the target, out-of-order ones included, repeatable ones never (they run
     * when their turn comes). Where a version above the target is applied and one below it waits, the plan is the way down; made anew after
     * it, it is the way up.
     *
     * @throws BlockedTimeline when something applied is changed, missing or failed
     * @throws Irreversible when the target lies below the baseline
     * @throws UnreachableTarget when the target is unknown, ambiguous, or further than there are migrations
     */
    public static Plan stamp(Target target, Timeline timeline) {
        refuseBlocked(timeline);
        refuseInterrupted(timeline.in(State.INTERRUPTED));
        List<Moment> forward =
                timeline.waiting().filter(m -> !m.key().isRepeatable()).toList();
        List<Moment> newestFirst = appliedNewestFirst(timeline);
        if (target instanceof Target.At at) {
            Version wanted = timeline.resolve(at);
            List<Moment> above = newestFirst.stream()
                    .filter(m -> version(m).compareTo(wanted) > 0)
                    .toList();
            return above.isEmpty() ? new Plan(Direction.UP, steps(chooseUp(target, timeline, forward))) : back(above);
        }
        boolean up = target instanceof Target.Latest || (target instanceof Target.By by && by.steps() > 0);
        return up
                ? new Plan(Direction.UP, steps(chooseUp(target, timeline, forward)))
                : back(chooseDown(target, timeline, newestFirst));
    }

    /**
     * What a stamp of single versions writes down, whatever stands between them; repeatable migrations have no version.
     *
     * @param direction UP says that they are applied, DOWN that they are not
     * @throws BlockedTimeline when something applied is changed, missing or failed
     * @throws Irreversible when one of them is part of the baseline
     * @throws UnreachableTarget when one of them is unknown or ambiguous
     */
    public static Plan stampOnly(List<Target.At> versions, Direction direction, Timeline timeline) {
        refuseBlocked(timeline);
        refuseInterrupted(timeline.in(State.INTERRUPTED));
        List<Version> wanted = versions.stream().map(timeline::resolve).toList();
        Stream<Moment> candidates = direction == Direction.UP
                ? timeline.waiting().filter(m -> !m.key().isRepeatable())
                : appliedNewestFirst(timeline).stream();
        List<Moment> chosen =
                candidates.filter(m -> wanted.contains(version(m))).toList();
        return direction == Direction.UP ? new Plan(Direction.UP, steps(chosen)) : back(chosen);
    }

    /** The repeatable migrations that this way down puts in doubt, which the next way to latest runs again: no step, but not as before either. */
    public List<MigrationKey> pendingAgain(History history) {
        return direction == Direction.UP
                ? List.of()
                : steps.stream()
                        .flatMap(step -> step.migration().version().stream())
                        .flatMap(version -> history.repeatablesAfter(version).stream())
                        .map(History.Entry::key)
                        .distinct()
                        .toList();
    }

    private static Plan back(List<Moment> chosen) {
        refuseBaseline(chosen);
        return new Plan(Direction.DOWN, steps(chosen));
    }

    /** One migration alone, the next in line or, with leave, out of order. Running a repeatable one again is always allowed. */
    public static Plan only(Migration migration, Timeline timeline, Order order) {
        refuseBlocked(timeline);
        refuseHalfRolledBack(timeline);
        Moment moment = timeline.find(migration.key()).orElseThrow();
        if (migration.isRepeatable()) {
            return new Plan(Direction.UP, List.of(new Step(migration, "asked for")));
        }
        if (moment.state() == State.APPLIED || moment.state() == State.BASELINE) {
            return new Plan(Direction.UP, List.of());
        }
        if (order == Order.STRICT) {
            if (moment.state() == State.OUT_OF_ORDER) {
                throw new OutOfOrder(moment.key(), timeline.current().orElseThrow());
            }
            timeline.waiting()
                    .filter(m -> !m.key().isRepeatable() && m.key().compareTo(moment.key()) < 0)
                    .findFirst()
                    .ifPresent(earlier -> {
                        throw OutOfOrder.notNext(moment.key(), earlier.key());
                    });
        }
        return new Plan(Direction.UP, steps(List.of(moment)));
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    private static void refuseBlocked(Timeline timeline) {
        List<Moment> blocking = timeline.blocking().toList();
        if (!blocking.isEmpty()) {
            throw new BlockedTimeline(blocking);
        }
    }

    /** Half-way down there is only one way: on. */
    private static void refuseHalfRolledBack(Timeline timeline) {
        refuseInterrupted(timeline.in(State.INTERRUPTED).filter(m -> m.isInterrupted(Direction.DOWN)));
    }

    private static void refuseInterrupted(Stream<Moment> interrupted) {
        List<Moment> inTheWay = interrupted.toList();
        if (!inTheWay.isEmpty()) {
            throw new BlockedTimeline(inTheWay);
        }
    }

    private static void refuseBaseline(List<Moment> chosen) {
        chosen.stream().filter(m -> m.state() == State.BASELINE).findFirst().ifPresent(m -> {
            throw Irreversible.baseline(m.key());
        });
    }

    private static List<Moment> chooseUp(Target target, Timeline timeline, List<Moment> versions) {
        if (target instanceof Target.Latest) {
            return versions;
        }
        if (target instanceof Target.By by && by.steps() > 0) {
            if (by.steps() > versions.size()) {
                throw UnreachableTarget.tooFar(target, versions.size() + " pending");
            }
            return versions.subList(0, by.steps());
        }
        if (target instanceof Target.At at) {
            Version wanted = timeline.resolve(at);
            if (timeline.current()
                            .filter(current -> wanted.compareTo(current) < 0)
                            .isPresent()
                    && versions.stream().noneMatch(m -> version(m).equals(wanted))) {
                throw UnreachableTarget.wrongWay(target, timeline.current(), "rollback");
            }
            return versions.stream()
                    .filter(m -> version(m).compareTo(wanted) <= 0)
                    .toList();
        }
        throw UnreachableTarget.wrongWay(target, timeline.current(), "rollback");
    }

    private static List<Moment> chooseDown(Target target, Timeline timeline, List<Moment> newestFirst) {
        if (target instanceof Target.Base) {
            return newestFirst.stream().filter(m -> m.state() != State.BASELINE).toList();
        }
        if (target instanceof Target.By by && by.steps() < 0) {
            if (-by.steps() > newestFirst.size()) {
                throw UnreachableTarget.tooFar(target, newestFirst.size() + " applied");
            }
            return newestFirst.subList(0, -by.steps());
        }
        if (target instanceof Target.At at) {
            Version wanted = timeline.resolve(at);
            for (int i = 0; i < newestFirst.size(); i++) {
                if (version(newestFirst.get(i)).equals(wanted)) {
                    return newestFirst.subList(0, i);
                }
            }
            refuseBaseline(newestFirst.stream()
                    .filter(m -> version(m).compareTo(wanted) > 0)
                    .toList());
            throw UnreachableTarget.wrongWay(target, timeline.current(), "migrate");
        }
        throw UnreachableTarget.wrongWay(target, timeline.current(), "migrate");
    }

    /**
     * Newest applied, not newest version: what was applied last may rest on everything before it. What stopped half-way is the newest of all,
     * because nothing runs after it.
     */
    private static List<Moment> appliedNewestFirst(Timeline timeline) {
        return Stream.of(State.APPLIED, State.BASELINE, State.INTERRUPTED)
                .flatMap(timeline::in)
                .filter(m -> !m.key().isRepeatable() && m.entry().isPresent())
                .sorted(Collections.reverseOrder(
                        Comparator.comparingInt(m -> m.entry().orElseThrow().rank())))
                .toList();
    }

    private static Version version(Moment moment) {
        return moment.key().version().orElseThrow();
    }

    private static List<Step> steps(List<Moment> moments) {
        return moments.stream()
                .map(m -> new Step(m.shipped().orElseThrow(), m.reason()))
                .toList();
    }
}
