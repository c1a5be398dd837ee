package dbmanager.migration;

import dbmanager.migration.History.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A project and the past of one of its databases, told in the order in which things happened. A migration is named by its version, or, when
 * the name has no digit, it is a repeatable one.
 */
final class Story {
    private final TreeMap<MigrationKey, Migration> shipped = new TreeMap<>();
    private final List<Orphan> orphans = new ArrayList<>();
    private History history = History.empty();
    private LockFile lock = LockFile.empty();

    static Story shipping(String... names) {
        return new Story().ships(names);
    }

    /** Adds migrations that can be undone. */
    Story ships(String... names) {
        for (String name : names) {
            ship(name, "text of " + name, "undo of " + name);
        }
        return this;
    }

    Story irreversible(String... names) {
        for (String name : names) {
            ship(name, "text of " + name, "");
        }
        return this;
    }

    Story edited(String name) {
        return ship(name, "other text of " + name, "undo of " + name);
    }

    Story undoEdited(String name) {
        return ship(name, "text of " + name, "other undo of " + name);
    }

    Story removed(String name) {
        shipped.remove(key(name));
        return this;
    }

    /** Removed, but for its undo script. */
    Story removedExceptUndo(String name) {
        orphans.add(new Orphan(key(name), script("undo/U" + name + "__step.sql", "undo of " + name)));
        return removed(name);
    }

    private Story ship(String name, String text, String undo) {
        boolean reversible = !undo.isEmpty() && !key(name).isRepeatable();
        shipped.put(
                key(name),
                new Migration(
                        key(name).version(),
                        key(name).description(),
                        script("V" + name + "__step.sql", text),
                        reversible ? Optional.of(script("undo/U" + name + "__step.sql", undo)) : Optional.empty(),
                        Optional.empty(),
                        reversible));
        return this;
    }

    static Script script(String path, String text) {
        return new Script(path, Path.of(path), Checksum.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    Story applied(String... names) {
        return events(Direction.UP, Mode.EXECUTE, Outcome.SUCCEEDED, names);
    }

    Story undone(String... names) {
        return events(Direction.DOWN, Mode.EXECUTE, Outcome.SUCCEEDED, names);
    }

    Story stamped(String... names) {
        return events(Direction.UP, Mode.RECORD_ONLY, Outcome.SUCCEEDED, names);
    }

    Story begun(String name) {
        return events(Direction.UP, Mode.EXECUTE, Outcome.STARTED, name);
    }

    Story failed(String name) {
        return events(Direction.UP, Mode.EXECUTE, Outcome.FAILED, name);
    }

    Story failedToUndo(String name) {
        return events(Direction.DOWN, Mode.EXECUTE, Outcome.FAILED, name);
    }

    /** Stopped half-way on an engine that can go on from there. */
    Story interrupted(String name) {
        return event(name, Direction.UP, Mode.EXECUTE, Outcome.STARTED, true);
    }

    Story undoInterrupted(String name) {
        return event(name, Direction.DOWN, Mode.EXECUTE, Outcome.FAILED, true);
    }

    Story baseline(String version) {
        history = history.plus(new History.Entry(
                history.nextRank(),
                key(version),
                Direction.UP,
                Mode.RECORD_ONLY,
                Outcome.SUCCEEDED,
                true,
                Optional.empty(),
                OptionalInt.empty(),
                Attribution.unknown(),
                Instant.EPOCH,
                Duration.ZERO,
                false));
        return this;
    }

    /** Seals every script as it is now. */
    Story sealed() {
        lock = lock.with(
                shipped.values().stream().flatMap(m -> m.scripts().stream()).toList());
        return this;
    }

    /** Carries a plan out. */
    Story then(Plan plan) {
        plan.steps().forEach(step -> {
            History before = history;
            String name = name(step.migration().key());
            events(plan.direction(), Mode.EXECUTE, Outcome.SUCCEEDED, name);
            if (plan.direction() == Direction.DOWN) {
                before.repeatablesAfter(step.migration().version().orElseThrow())
                        .forEach(doubtful -> undone(name(doubtful.key())));
            }
        });
        return this;
    }

    private Story events(Direction direction, Mode mode, Outcome outcome, String... names) {
        for (String name : names) {
            event(name, direction, mode, outcome, false);
        }
        return this;
    }

    private Story event(String name, Direction direction, Mode mode, Outcome outcome, boolean resumable) {
        Optional<String> sha256 = Optional.ofNullable(shipped.get(key(name)))
                .map(migration -> migration.script().checksum().sha256());
        history = history.plus(new History.Entry(
                history.nextRank(),
                key(name),
                direction,
                mode,
                outcome,
                false,
                sha256,
                OptionalInt.empty(),
                Attribution.of("anna"),
                Instant.EPOCH.plusSeconds(history.nextRank()),
                Duration.ZERO,
                resumable));
        return this;
    }

    History history() {
        return history;
    }

    Timeline timeline() {
        return Timeline.of(Migrations.of(List.copyOf(shipped.values()), orphans), history, lock);
    }

    /** Such as {@code 1 APPLIED, 2 PENDING}. */
    List<String> states() {
        return timeline().moments().stream()
                .map(m -> name(m.key()) + " " + m.state())
                .toList();
    }

    /** The steps of the way up: {@code +1 +2}. */
    List<String> up(String target) {
        return steps(Plan.up(Target.parse(target), timeline(), Plan.Order.STRICT));
    }

    List<String> upInAnyOrder(String target) {
        return steps(Plan.up(Target.parse(target), timeline(), Plan.Order.OUT_OF_ORDER));
    }

    /** The steps of the way down: {@code -2 -1}. */
    List<String> down(String target) {
        return steps(Plan.down(Target.parse(target), timeline()));
    }

    List<String> stamp(String target) {
        return steps(Plan.stamp(Target.parse(target), timeline()));
    }

    List<String> stampOnly(Direction direction, String... versions) {
        return steps(Plan.stampOnly(Stream.of(versions).map(Target.At::new).toList(), direction, timeline()));
    }

    /** As if the database had been through what the files have, up to this place. */
    Story supposing(String place) {
        Migrations files = Migrations.of(List.copyOf(shipped.values()), orphans);
        history = Timeline.supposing(files, Target.parse(place), lock).history();
        return this;
    }

    List<String> only(String name) {
        return steps(Plan.only(shipped.get(key(name)), timeline(), Plan.Order.STRICT));
    }

    List<String> onlyInAnyOrder(String name) {
        return steps(Plan.only(shipped.get(key(name)), timeline(), Plan.Order.OUT_OF_ORDER));
    }

    List<String> repairs() {
        return Repair.of(timeline()).stream().map(Repair::toString).toList();
    }

    private static List<String> steps(Plan plan) {
        String sign = plan.direction() == Direction.UP ? "+" : "-";
        return plan.steps().stream()
                .map(step -> sign + name(step.migration().key()))
                .toList();
    }

    static MigrationKey key(String name) {
        return Version.isWellFormed(name)
                ? new MigrationKey(Optional.of(Version.parse(name)), "step")
                : new MigrationKey(Optional.empty(), name);
    }

    static String name(MigrationKey key) {
        return key.version().map(Version::toString).orElse(key.description());
    }

    static List<String> names(List<History.Entry> entries) {
        List<String> names = new ArrayList<>();
        entries.stream()
                .sorted(Comparator.comparingInt(History.Entry::rank))
                .forEach(entry -> names.add(name(entry.key())));
        return names;
    }
}
