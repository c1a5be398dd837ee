package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.gateway.UnknownOutcome;
import dbmanager.migration.History;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The history of a database: the documents of {@code _migrations}, one for each run. A document that the Python tool of old wrote there is read as
 * the beginning of the history.
 */
public final class MigrationTracker {
    private static final int MOST_ATTEMPTS = 10;

    private final Gateway gateway;
    private final SessionValues values;
    private final String tool;

    /** @param tool name and version, for the record */
    public MigrationTracker(Gateway gateway, String tool) {
        this.gateway = gateway;
        this.values = new SessionValues(gateway.database());
        this.tool = tool;
    }

    String tool() {
        return tool;
    }

    /** What the database has been through, without what was forgotten. Reads only. */
    public History history() {
        return history(Optional.empty());
    }

    /** The same as of a moment. */
    public History history(Optional<Instant> readTime) {
        return read(readTime).history();
    }

    /**
     * All runs.
     *
     * @param runs by rank, those of the Python tool first; without what was forgotten
     * @param lastRank the highest that was ever given
     */
    record Log(List<Tracked> runs, int lastRank) {
        History history() {
            return new History(runs.stream().map(Tracked::entry).toList());
        }
    }

    Log read() {
        return read(Optional.empty());
    }

    private Log read(Optional<Instant> readTime) {
        List<Tracked> ours = new ArrayList<>();
        List<Tracked> old = new ArrayList<>();
        try (Stream<Document> documents =
                gateway.scan(new Scope.Collection(Bookkeeping.HISTORY), Range.all(), readTime)) {
            documents.map(this::tracked).forEach(run -> (run.isOurs() ? ours : old).add(run));
        }
        old.sort(Comparator.comparing(Tracked::executedAt));
        int first = ours.isEmpty() ? old.size() + 1 : ours.get(0).rank();
        List<Tracked> all = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            all.add(old.get(i).withRank(first - old.size() + i));
        }
        all.addAll(ours);
        int last = all.isEmpty() ? 0 : all.get(all.size() - 1).rank();
        all.removeIf(run -> run.status().equals(Tracked.FORGOTTEN));
        return new Log(List.copyOf(all), last);
    }

    private Tracked tracked(Document document) {
        Map<String, Object> fields = values.fromFields(document.getFieldsMap());
        DocumentPath path = DocumentPath.of(document.getName());
        int rank = fields.get("rank") instanceof Long number ? Math.toIntExact(number) : 0;
        return new Tracked(
                path, rank, fields, document.getUpdateTime(), SessionValues.instant(document.getCreateTime()));
    }

    /** Writes down what was or will be done. @throws Taken when somebody else took the rank */
    Tracked append(int rank, Map<String, Object> fields, List<Write> together) {
        List<Write> writes = new ArrayList<>();
        writes.add(created(rank, fields));
        writes.addAll(together);
        commit(writes);
        return tracked(gateway.get(path(rank)).orElseThrow());
    }

    static DocumentPath path(int rank) {
        return new DocumentPath("%s/%010d".formatted(Bookkeeping.HISTORY, rank));
    }

    Write created(int rank, Map<String, Object> fields) {
        return Write.newBuilder()
                .setUpdate(document(path(rank), fields))
                .setCurrentDocument(Precondition.newBuilder().setExists(false))
                .build();
    }

    /** The run with these fields beside or instead of those that it has; a field that becomes null is dropped. */
    Tracked update(Tracked run, Map<String, Object> changes, List<Write> together) {
        Map<String, Object> fields = new LinkedHashMap<>(run.fields());
        changes.forEach((name, value) -> {
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, value);
            }
        });
        List<Write> writes = new ArrayList<>();
        writes.add(Write.newBuilder()
                .setUpdate(document(run.path(), fields))
                .setCurrentDocument(Precondition.newBuilder().setUpdateTime(run.updated()))
                .build());
        writes.addAll(together);
        commit(writes);
        return tracked(gateway.get(run.path()).orElseThrow()).withRank(run.rank());
    }

    private Document.Builder document(DocumentPath path, Map<String, Object> fields) {
        return Document.newBuilder().setName(path.in(gateway.database())).putAllFields(values.toFields(fields));
    }

    /** The first write tells, when the answer is lost, whether all were applied. */
    private void commit(List<Write> writes) {
        for (int attempts = 1; ; attempts++) {
            try {
                gateway.commit(writes);
                return;
            } catch (UnknownOutcome e) {
                if (isThere(writes.get(0))) {
                    return;
                }
                if (attempts == MOST_ATTEMPTS) {
                    throw e;
                }
                Pause.after(attempts);
            } catch (CommitRejected e) {
                if (!e.precondition() || !isThere(writes.get(0))) {
                    throw e.precondition() ? new Taken(e) : e;
                }
                return;
            }
        }
    }

    /** Somebody else wrote this part of the history at the same time. */
    static final class Taken extends Problem {
        private static final long serialVersionUID = 1L;

        Taken(Throwable cause) {
            super(
                    Kind.LOCKED,
                    "somebody else writes the history of this database at the same time",
                    "nothing was changed after that",
                    "run `db-manager status`, then the command again",
                    cause);
        }
    }

    private boolean isThere(Write write) {
        return gateway.get(DocumentPath.of(write.getUpdate().getName()))
                .filter(there -> there.getFieldsMap().equals(write.getUpdate().getFieldsMap()))
                .isPresent();
    }
}
