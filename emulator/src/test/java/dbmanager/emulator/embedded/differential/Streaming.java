package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListenRequest;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.TargetChange;
import com.google.firestore.v1.TargetChange.TargetChangeType;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dbmanager.emulator.embedded.Stub;
import dbmanager.emulator.embedded.differential.Step.Call;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A Listen stream, listened to as clients do: what a target holds is known when everything up to one time is. */
final class Streaming implements AutoCloseable {
    /** What {@link Step.Listening} is about. */
    static final int TARGET = 1;
    /** A document that every commit changes, so that each has an end that can be waited for. */
    private static final int MARKER = 2;

    private static final MethodDescriptor<MessageLite, ListenResponse> LISTEN =
            Stub.method("Listen", MethodType.BIDI_STREAMING, ListenResponse.parser());
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final ClientCall<MessageLite, ListenResponse> call;
    private final String database;
    private final String marker;
    private final Signs signs;
    private final AtomicLong marks;
    private final Map<String, Message> view = new TreeMap<>();
    private final Map<String, Message> changes = new TreeMap<>();
    private final Set<Integer> current = new HashSet<>();
    private long marked;
    private ByteString token = ByteString.EMPTY;
    private Optional<Integer> counted = Optional.empty();
    private Optional<Status> ended = Optional.empty();

    Streaming(Channel channel, String database, Signs signs, AtomicLong marks) {
        this.database = database;
        this.marks = marks;
        this.signs = signs;
        marker = marker(database);
        call = channel.newCall(LISTEN, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ListenResponse message) {
                        heard.add(message);
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        heard.add(status);
                    }
                },
                headers(database));
        call.request(1);
    }

    private static Metadata headers(String database) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("google-cloud-resource-prefix", Metadata.ASCII_STRING_MARSHALLER), database);
        return headers;
    }

    static String marker(String database) {
        return database + "/documents/marker/1";
    }

    /** @param commit how a commit is done */
    List<Outcome> run(Step.Listening step, Function<Call, Outcome> commit) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        add(Target.newBuilder()
                .setTargetId(MARKER)
                .setDocuments(Target.DocumentsTarget.newBuilder().addDocuments(marker))
                .build());
        add(step.target());
        await(() -> current.contains(TARGET) && current.contains(MARKER));
        report(step, outcomes);
        for (CommitRequest request : step.heard()) {
            long number = marks.incrementAndGet();
            Outcome done = commit.apply(new Call(Method.COMMIT, marking(request, number)));
            outcomes.add(done);
            if (done.isOk() && ended.isEmpty()) {
                await(() -> marked == number);
                report(step, outcomes);
            }
        }
        call.sendMessage(ListenRequest.newBuilder()
                .setDatabase(database)
                .setRemoveTarget(MARKER)
                .build());
        call.sendMessage(ListenRequest.newBuilder()
                .setDatabase(database)
                .setRemoveTarget(TARGET)
                .build());
        while (ended.isEmpty() && current.contains(TARGET)) {
            hear();
        }
        outcomes.add(commit.apply(new Call(Method.COMMIT, step.unheard())));
        resume(step.target().toBuilder().setResumeToken(token).build(), outcomes);
        return outcomes;
    }

    /** What there is in the end, by changes since the token, or anew where their number shows that some are lacking. */
    private void resume(Target target, List<Outcome> outcomes) throws InterruptedException {
        counted = Optional.empty();
        add(target);
        await(() -> current.contains(TARGET));
        if (ended.isEmpty() && counted.isPresent() && counted.get() != view.size()) {
            call.sendMessage(ListenRequest.newBuilder()
                    .setDatabase(database)
                    .setRemoveTarget(TARGET)
                    .build());
            while (ended.isEmpty() && current.contains(TARGET)) {
                hear();
            }
            view.clear();
            add(target.toBuilder().clearResumeToken().build());
            await(() -> current.contains(TARGET));
        }
        outcomes.add(ended.map(status ->
                        Outcome.of(target.toBuilder().clearResumeToken().build(), status))
                .orElseGet(
                        () -> Outcome.of(target.toBuilder().clearResumeToken().build(), List.copyOf(view.values()))));
    }

    private CommitRequest marking(CommitRequest request, long number) {
        return request.toBuilder()
                .addWrites(Write.newBuilder()
                        .setUpdate(Document.newBuilder()
                                .setName(marker)
                                .putFields(
                                        "number",
                                        Value.newBuilder()
                                                .setIntegerValue(number)
                                                .build())))
                .build();
    }

    private void add(Target target) {
        call.sendMessage(ListenRequest.newBuilder()
                .setDatabase(database)
                .setAddTarget(target)
                .build());
    }

    private void report(Step.Listening step, List<Outcome> outcomes) {
        outcomes.add(ended.map(status -> Outcome.of(step.target(), status))
                .orElseGet(() -> Outcome.of(step.target(), List.copyOf(changes.values()))));
        outcomes.add(Outcome.of(step.target(), List.copyOf(view.values())));
        changes.clear();
    }

    private interface Condition {
        boolean holds();
    }

    /** Until everything is known up to a time at which this holds. */
    private void await(Condition condition) throws InterruptedException {
        while (ended.isEmpty()) {
            Optional<TargetChange> told = hear();
            boolean whole = told.isPresent()
                    && told.get().getTargetChangeType() == TargetChangeType.NO_CHANGE
                    && told.get().getTargetIdsCount() == 0
                    && told.get().hasReadTime();
            if (whole) {
                token = told.get().getResumeToken();
                if (condition.holds()) {
                    return;
                }
            }
        }
    }

    private Optional<TargetChange> hear() throws InterruptedException {
        Object next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            ended = Optional.of(Status.DEADLINE_EXCEEDED.withDescription("silence"));
            return Optional.empty();
        }
        if (next instanceof Status status) {
            ended = Optional.of(status);
            return Optional.empty();
        }
        ListenResponse response = (ListenResponse) next;
        switch (response.getResponseTypeCase()) {
            case TARGET_CHANGE -> {
                change(response.getTargetChange());
                return Optional.of(response.getTargetChange());
            }
            case DOCUMENT_CHANGE -> {
                Document document = response.getDocumentChange().getDocument();
                if (response.getDocumentChange().getTargetIdsList().contains(MARKER)) {
                    marked = document.getFieldsOrDefault("number", Value.getDefaultInstance())
                            .getIntegerValue();
                }
                if (response.getDocumentChange().getTargetIdsList().contains(TARGET)) {
                    view.put(document.getName(), signs.sign(document));
                    note(document.getName(), response);
                } else if (response.getDocumentChange()
                        .getRemovedTargetIdsList()
                        .contains(TARGET)) {
                    gone(document.getName(), response);
                }
            }
            case DOCUMENT_DELETE -> {
                if (response.getDocumentDelete().getRemovedTargetIdsList().contains(TARGET)) {
                    gone(response.getDocumentDelete().getDocument(), response);
                }
            }
            case DOCUMENT_REMOVE -> {
                if (response.getDocumentRemove().getRemovedTargetIdsList().contains(TARGET)) {
                    gone(response.getDocumentRemove().getDocument(), response);
                }
            }
            case FILTER -> {
                if (response.getFilter().getTargetId() == TARGET) {
                    counted = Optional.of(response.getFilter().getCount());
                }
            }
            case RESPONSETYPE_NOT_SET -> throw new IllegalStateException("an answer that says nothing");
        }
        return Optional.empty();
    }

    /** Of the marker, which may be in the target too, it is told in one message or in two. */
    private void note(String name, ListenResponse response) {
        if (name.equals(marker)) {
            return;
        }
        changes.put(name, signs.sign(response));
    }

    private void gone(String name, ListenResponse response) {
        view.remove(name);
        note(name, response);
    }

    private void change(TargetChange change) {
        switch (change.getTargetChangeType()) {
            case CURRENT -> current.addAll(change.getTargetIdsList());
            case REMOVE -> {
                change.getTargetIdsList().forEach(current::remove);
                if (change.hasCause() && change.getCause().getCode() != 0) {
                    ended = Optional.of(Status.fromCodeValue(change.getCause().getCode())
                            .withDescription(change.getCause().getMessage()));
                }
            }
            case RESET -> {
                if (change.getTargetIdsList().contains(TARGET)) {
                    view.clear();
                    changes.put("", Shapes.RESET);
                }
            }
            case NO_CHANGE, ADD, UNRECOGNIZED -> {}
        }
    }

    @Override
    public void close() {
        call.cancel("heard enough", null);
    }
}
