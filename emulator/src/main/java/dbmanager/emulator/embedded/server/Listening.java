package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.DocumentChange;
import com.google.firestore.v1.DocumentDelete;
import com.google.firestore.v1.DocumentRemove;
import com.google.firestore.v1.ExistenceFilter;
import com.google.firestore.v1.ListenRequest;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.TargetChange;
import com.google.firestore.v1.TargetChange.TargetChangeType;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.store.Commit;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Snapshot;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The targets of one Listen stream. All its methods run in one thread, in the order in which requests and commits came: after each the client has seen
 * every target as it was at one time.
 */
final class Listening {
    private final DatabaseName name;
    private final Database database;
    private final Outlet outlet;
    private final Map<Integer, WatchTarget> targets = new LinkedHashMap<>();
    private Optional<Boolean> serverGivesIds = Optional.empty();
    private int lastId;

    Listening(DatabaseName name, Database database, Outlet outlet) {
        this.name = name;
        this.database = database;
        this.outlet = outlet;
    }

    /** @param time all commits up to it have been told of, and none after it */
    void handle(ListenRequest request, Timestamp time) {
        switch (request.getTargetChangeCase()) {
            case ADD_TARGET -> add(request.getAddTarget(), time);
            case REMOVE_TARGET -> {
                if (targets.remove(request.getRemoveTarget()) != null) {
                    send(change(TargetChangeType.REMOVE, request.getRemoveTarget()));
                }
            }
            case TARGETCHANGE_NOT_SET -> throw Refused.invalid("A listen request adds a target or removes one.");
        }
    }

    private void add(Target wanted, Timestamp time) {
        boolean given = wanted.getTargetId() == 0;
        int id = given ? lastId + 1 : wanted.getTargetId();
        lastId = Math.max(lastId, id);
        try {
            if (id < 0 || targets.containsKey(id)) {
                throw Refused.invalid(
                        "The target id " + id + (id < 0 ? " is negative." : " is in use on this stream."));
            }
            if (serverGivesIds.filter(by -> by != given).isPresent()) {
                throw Refused.invalid("Target ids come either all from the client or all from the server.");
            }
            serverGivesIds = Optional.of(given);
            WatchTarget target = target(wanted);
            send(change(TargetChangeType.ADD, id));
            Snapshot snapshot = database.snapshot(time);
            fill(wanted, id, target, snapshot);
            send(change(TargetChangeType.CURRENT, id).setReadTime(time).setResumeToken(ResumeToken.of(database, time)));
            targets.put(id, target);
            beat(time);
            if (wanted.getOnce()) {
                targets.remove(id);
                send(change(TargetChangeType.REMOVE, id));
            }
        } catch (Refused e) {
            send(change(TargetChangeType.REMOVE, id)
                    .setCause(com.google.rpc.Status.newBuilder()
                            .setCode(e.code().value())
                            .setMessage(e.getMessage())));
        }
    }

    private WatchTarget target(Target wanted) {
        return switch (wanted.getTargetTypeCase()) {
            case QUERY -> QueryTarget.of(wanted.getQuery(), name, database);
            case DOCUMENTS -> {
                Set<Key> keys = new LinkedHashSet<>();
                for (String document : wanted.getDocuments().getDocumentsList()) {
                    keys.add(ResourceName.document(document).in(name));
                }
                yield new DocumentsTarget(keys);
            }
            case TARGETTYPE_NOT_SET -> throw Refused.invalid("A target is a query or a set of documents.");
        };
    }

    private void fill(Target wanted, int id, WatchTarget target, Snapshot snapshot) {
        boolean resumed = wanted.hasReadTime() || !wanted.getResumeToken().isEmpty();
        Optional<Timestamp> seen = switch (wanted.getResumeTypeCase()) {
            case RESUME_TOKEN -> resumed ? ResumeToken.parse(database, wanted.getResumeToken()) : Optional.empty();
            case READ_TIME -> Optional.of(wanted.getReadTime());
            case RESUMETYPE_NOT_SET -> Optional.empty();
        };
        Optional<Snapshot> before = seen.flatMap(this::kept);
        if (resumed && before.isEmpty()) {
            send(change(TargetChangeType.RESET, id));
        }
        Iterator<WatchTarget.Shift> shifts =
                before.map(then -> target.resume(then, snapshot)).orElseGet(() -> target.begin(snapshot));
        while (shifts.hasNext()) {
            send(shifts.next(), List.of(id), snapshot.time());
        }
        if (before.isPresent()) {
            outlet.send(Answer.of(ListenResponse.newBuilder()
                    .setFilter(ExistenceFilter.newBuilder().setTargetId(id).setCount(target.count(snapshot)))
                    .build()));
        }
    }

    /** Empty where it is too long ago to say what has changed since. */
    private Optional<Snapshot> kept(Timestamp time) {
        try {
            return Optional.of(database.snapshot(time));
        } catch (Refused e) {
            if (e.code() == Status.Code.FAILED_PRECONDITION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Of one document, what several targets say of it in one message. */
    private record Told(WatchTarget.Shift shift, List<Integer> in, List<Integer> out) {}

    void after(Commit commit) {
        Map<Key, Told> told = new LinkedHashMap<>();
        boolean any = false;
        for (Map.Entry<Integer, WatchTarget> target : targets.entrySet()) {
            for (WatchTarget.Shift shift : target.getValue().after(commit)) {
                any = true;
                boolean in = shift.document().isPresent();
                Told same = told.get(shift.key());
                if (same != null
                        && in
                        && same.shift().document().isPresent()
                        && !same.shift().document().equals(shift.document())) {
                    // the two see different fields of it
                    send(shift, List.of(target.getKey()), commit.time());
                    continue;
                }
                if (same == null || (in && same.shift().document().isEmpty())) {
                    Told now = new Told(
                            shift,
                            same == null ? new ArrayList<>() : same.in(),
                            same == null ? new ArrayList<>() : same.out());
                    told.put(shift.key(), now);
                    same = now;
                }
                (in ? same.in() : same.out()).add(target.getKey());
            }
        }
        told.values().forEach(document -> send(document, commit.time()));
        if (any) {
            beat(commit.time());
        }
    }

    /** Tells the client that it has seen everything up to a time. */
    void beat(Timestamp time) {
        if (!targets.isEmpty()) {
            send(TargetChange.newBuilder()
                    .setTargetChangeType(TargetChangeType.NO_CHANGE)
                    .setReadTime(time)
                    .setResumeToken(ResumeToken.of(database, time)));
        }
    }

    private void send(WatchTarget.Shift shift, List<Integer> ids, Timestamp time) {
        boolean in = shift.document().isPresent();
        send(new Told(shift, in ? ids : List.of(), in ? List.of() : ids), time);
    }

    private void send(Told told, Timestamp time) {
        WatchTarget.Shift shift = told.shift();
        if (shift.document().isPresent()) {
            byte[] ids = DocumentChange.newBuilder()
                    .addAllTargetIds(told.in())
                    .addAllRemovedTargetIds(told.out())
                    .build()
                    .toByteArray();
            outlet.send(Answer.around(
                    ListenResponse.DOCUMENT_CHANGE_FIELD_NUMBER,
                    DocumentChange.DOCUMENT_FIELD_NUMBER,
                    shift.document().get(),
                    ids));
        } else if (shift.exists()) {
            outlet.send(Answer.of(ListenResponse.newBuilder()
                    .setDocumentRemove(DocumentRemove.newBuilder()
                            .setDocument(name.of(shift.key()))
                            .addAllRemovedTargetIds(told.out())
                            .setReadTime(time))
                    .build()));
        } else {
            outlet.send(Answer.of(ListenResponse.newBuilder()
                    .setDocumentDelete(DocumentDelete.newBuilder()
                            .setDocument(name.of(shift.key()))
                            .addAllRemovedTargetIds(told.out())
                            .setReadTime(time))
                    .build()));
        }
    }

    private static TargetChange.Builder change(TargetChangeType type, int id) {
        return TargetChange.newBuilder().setTargetChangeType(type).addTargetIds(id);
    }

    private void send(TargetChange.Builder change) {
        outlet.send(
                Answer.of(ListenResponse.newBuilder().setTargetChange(change).build()));
    }
}
