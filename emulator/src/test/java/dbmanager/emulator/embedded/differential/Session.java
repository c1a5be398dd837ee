package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.protobuf.Message;
import dbmanager.emulator.embedded.differential.Step.Call;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A client of one server, with what it has heard from it. */
final class Session {
    private final Channel channel;
    private final String database;
    private final Signs signs = new Signs();
    private final AtomicLong marks = new AtomicLong();

    /** @param database {@code projects/…/databases/…} */
    Session(Channel channel, String database) {
        this.channel = channel;
        this.database = database;
    }

    List<Outcome> take(Step step) throws InterruptedException {
        if (step instanceof Step.Listening listening) {
            try (Streaming stream = new Streaming(channel, database, signs, marks)) {
                return stream.run(listening, this::call);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Call call : ((Step.Calls) step).calls()) {
            boolean pastTheEnd = asksForNextPage(call.request()) && !signs.hasNextPage();
            if (!pastTheEnd) {
                outcomes.add(call(call));
            }
        }
        return outcomes;
    }

    /**
     * Makes these documents as if they had never been, after a step that only one of the servers has taken.
     */
    void forget(Stream<String> names) {
        names.forEach(name -> call(new Call(
                Method.DELETE_DOCUMENT,
                DeleteDocumentRequest.newBuilder().setName(name).build())));
    }

    /** @param number that of the next commit */
    void numberFrom(int number) {
        signs.numberFrom(number);
    }

    private static boolean asksForNextPage(Message request) {
        return request.getAllFields().containsValue(Signs.NEXT_PAGE);
    }

    Outcome call(Call call) {
        Message request = signs.resolve(call.request());
        List<Message> answers = new ArrayList<>();
        try {
            Iterator<? extends Message> all = ClientCalls.blockingServerStreamingCall(
                    channel,
                    call.method().descriptor(),
                    CallOptions.DEFAULT.withDeadlineAfter(40, TimeUnit.SECONDS),
                    request);
            all.forEachRemaining(answers::add);
        } catch (StatusRuntimeException e) {
            // it may have begun a transaction, which is to be ended
            signs.read(request, answers);
            String text = e.getStatus().getDescription();
            return Outcome.of(
                    call.request(), text == null ? e.getStatus() : e.getStatus().withDescription(signs.sign(text)));
        }
        return Outcome.of(call.request(), Answers.joined(signs.read(request, answers)));
    }
}
