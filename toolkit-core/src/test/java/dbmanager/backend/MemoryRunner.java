package dbmanager.backend;

import dbmanager.exchange.Row;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.migration.Script;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The migrations of a database in memory: a step and what the history says of it. */
record MemoryRunner(MemoryDatabase database, Clock clock) {
    StepDone run(Migration migration, Direction direction, Mode mode, Attribution by) {
        MemoryState draft = database.read().copy();
        History before = draft.history;
        Entry started = entry(before.nextRank(), migration.key(), direction, mode, sha256(migration, direction), by);
        if (mode == Mode.EXECUTE && database.isTransactional()) {
            execute(migration, direction, draft, () -> {});
        } else if (mode == Mode.EXECUTE) {
            executeStepwise(migration, direction, draft, started);
        }
        Entry done = ended(started, Outcome.SUCCEEDED);
        draft.history = before.plus(done);
        if (direction == Direction.DOWN) {
            migration.version().stream()
                    .flatMap(version -> before.repeatablesAfter(version).stream())
                    .forEach(doubtful -> remove(doubtful.key(), draft, by));
        }
        database.publish(draft);
        return StepDone.of(done);
    }

    /** Each statement is there for good as soon as it is done; the record says that the step has begun, and how it failed. */
    private void executeStepwise(Migration migration, Direction direction, MemoryState draft, Entry started) {
        History before = draft.history;
        Runnable publish = () -> database.publish(draft.copy());
        draft.history = before.plus(ended(started, Outcome.STARTED));
        publish.run();
        try {
            execute(migration, direction, draft, publish);
        } catch (StepFailed e) {
            draft.history = before.plus(ended(started, Outcome.FAILED));
            publish.run();
            throw e;
        }
    }

    private void execute(Migration migration, Direction direction, MemoryState draft, Runnable publish) {
        Script script = direction == Direction.UP
                ? migration.script()
                : migration.undo().orElseThrow();
        try {
            MemoryScript.run(script.text(), draft, publish);
        } catch (MemoryScript.Failed e) {
            throw failed(migration, direction, script, e);
        }
        if (direction == Direction.UP) {
            migration.verify().ifPresent(verify -> verify(migration, verify, draft));
        }
    }

    private void verify(Migration migration, Script verify, MemoryState draft) {
        List<Row> rows;
        try {
            rows = MemoryScript.query(verify.text(), draft);
        } catch (MemoryScript.Failed e) {
            throw failed(migration, Direction.UP, verify, e);
        }
        if (!rows.isEmpty()) {
            List<String> shown = rows.stream().limit(3).map(Row::toString).toList();
            throw StepFailed.verification(migration.key(), Direction.UP, verify.path(), shown, rows.size());
        }
    }

    private StepFailed failed(Migration migration, Direction direction, Script script, MemoryScript.Failed why) {
        String state = database.isTransactional() ? StepFailed.rolledBack() : "what ran before this line stays";
        String where = script.path() + ", line " + why.line;
        return new StepFailed(migration.key(), direction, where, why.getMessage(), state, why);
    }

    void repair(Repair repair, Attribution by) {
        MemoryState draft = database.read().copy();
        if (repair instanceof Repair.ForgetFailure forget) {
            replace(draft, forget.entry(), Optional.empty());
        } else if (repair instanceof Repair.AcceptChange accept) {
            Entry old = accept.entry();
            Optional<String> sha256 =
                    Optional.of(accept.migration().script().checksum().sha256());
            replace(
                    draft,
                    old,
                    Optional.of(new Entry(
                            old.rank(),
                            old.key(),
                            old.direction(),
                            old.mode(),
                            old.outcome(),
                            old.baseline(),
                            sha256,
                            OptionalInt.empty(),
                            old.by(),
                            old.when(),
                            old.took(),
                            false)));
        } else {
            remove(repair.key(), draft, by);
        }
        database.publish(draft);
    }

    private static void replace(MemoryState draft, Entry old, Optional<Entry> by) {
        draft.history = new History(draft.history.entries().stream()
                .flatMap(entry -> entry.equals(old) ? by.stream() : Stream.of(entry))
                .toList());
    }

    private void remove(MigrationKey key, MemoryState draft, Attribution by) {
        Entry gone = entry(draft.history.nextRank(), key, Direction.DOWN, Mode.RECORD_ONLY, Optional.empty(), by);
        draft.history = draft.history.plus(ended(gone, Outcome.SUCCEEDED));
    }

    private Entry entry(
            int rank, MigrationKey key, Direction direction, Mode mode, Optional<String> sha256, Attribution by) {
        return new Entry(
                rank,
                key,
                direction,
                mode,
                Outcome.STARTED,
                false,
                sha256,
                OptionalInt.empty(),
                by,
                clock.instant(),
                Duration.ZERO,
                false);
    }

    private static Optional<String> sha256(Migration migration, Direction direction) {
        Optional<Script> script = direction == Direction.UP ? Optional.of(migration.script()) : migration.undo();
        return script.map(text -> text.checksum().sha256());
    }

    private Entry ended(Entry entry, Outcome outcome) {
        return new Entry(
                entry.rank(),
                entry.key(),
                entry.direction(),
                entry.mode(),
                outcome,
                entry.baseline(),
                entry.sha256(),
                entry.crc32(),
                entry.by(),
                entry.when(),
                Duration.between(entry.when(), clock.instant()),
                false);
    }
}
