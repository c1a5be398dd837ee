package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.ListenRequest;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.Target.DocumentsTarget;
import com.google.firestore.v1.Target.QueryTarget;
import com.google.firestore.v1.TargetChange;
import com.google.firestore.v1.TargetChange.TargetChangeType;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire of a Listen stream. */
class ListenTest {
    private Running running;
    private ManagedChannel channel;
    private String documents;

    @BeforeEach
    void start() throws Exception {
        running = new Running();
        channel = running.server.inProcess();
        documents = "projects/" + running.project + "/databases/(default)/documents";
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        running.close();
    }

    private void set(String path, int n) throws Exception {
        running.firestore.document(path).set(Map.of("n", n)).get(60, TimeUnit.SECONDS);
    }

    private void delete(String path) throws Exception {
        running.firestore.document(path).delete().get(60, TimeUnit.SECONDS);
    }

    private final class Stream {
        private final BlockingQueue<ListenResponse> answers = new LinkedBlockingQueue<>();
        private final ClientCall<MessageLite, ListenResponse> call = channel.newCall(
                Stub.method("Listen", MethodType.BIDI_STREAMING, ListenResponse.parser()), CallOptions.DEFAULT);

        Stream() {
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(ListenResponse message) {
                            answers.add(message);
                            call.request(1);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            answers.add(ListenResponse.getDefaultInstance());
                        }
                    },
                    new Metadata());
            call.request(1);
        }

        void add(Target.Builder target) {
            call.sendMessage(ListenRequest.newBuilder()
                    .setDatabase("projects/" + running.project + "/databases/(default)")
                    .setAddTarget(target)
                    .build());
        }

        /** Up to the next time at which everything is as it was at one time, each in a few words. */
        List<String> upToSnapshot() throws InterruptedException {
            List<String> all = new ArrayList<>();
            while (true) {
                ListenResponse next = answers.poll(60, TimeUnit.SECONDS);
                assertThat(next).as("after %s", all).isNotNull();
                TargetChange change = next.getTargetChange();
                if (next.hasTargetChange()
                        && change.getTargetChangeType() == TargetChangeType.NO_CHANGE
                        && change.getTargetIdsCount() == 0) {
                    token = change.getResumeToken();
                    return all;
                }
                all.add(words(next));
                if (change.getTargetChangeType() == TargetChangeType.REMOVE
                        || next.equals(ListenResponse.getDefaultInstance())) {
                    return all;
                }
            }
        }

        private ByteString token = ByteString.EMPTY;
    }

    private String words(ListenResponse answer) {
        return switch (answer.getResponseTypeCase()) {
            case TARGET_CHANGE ->
                answer.getTargetChange().getTargetChangeType() + " "
                        + answer.getTargetChange().getTargetIdsList();
            case DOCUMENT_CHANGE ->
                path(answer.getDocumentChange().getDocument().getName()) + " in "
                        + answer.getDocumentChange().getTargetIdsList();
            case DOCUMENT_DELETE ->
                path(answer.getDocumentDelete().getDocument()) + " deleted from "
                        + answer.getDocumentDelete().getRemovedTargetIdsList();
            case DOCUMENT_REMOVE ->
                path(answer.getDocumentRemove().getDocument()) + " out of "
                        + answer.getDocumentRemove().getRemovedTargetIdsList();
            case FILTER -> "count " + answer.getFilter().getCount();
            case RESPONSETYPE_NOT_SET -> "the end";
        };
    }

    private String path(String name) {
        return name.substring(documents.length() + 1);
    }

    private Target.Builder collection(String id, int target) {
        return Target.newBuilder()
                .setTargetId(target)
                .setQuery(QueryTarget.newBuilder()
                        .setParent(documents)
                        .setStructuredQuery(StructuredQuery.newBuilder()
                                .addFrom(CollectionSelector.newBuilder().setCollectionId(id))));
    }

    @Test
    void a_target_begins_with_what_there_is() throws Exception {
        set("a/1", 1);
        set("a/2", 2);
        Stream stream = new Stream();
        stream.add(collection("a", 7));

        assertThat(stream.upToSnapshot()).containsExactly("ADD [7]", "a/1 in [7]", "a/2 in [7]", "CURRENT [7]");
        set("a/3", 3);
        assertThat(stream.upToSnapshot()).containsExactly("a/3 in [7]");
        delete("a/1");
        assertThat(stream.upToSnapshot()).containsExactly("a/1 deleted from [7]");
    }

    @Test
    void a_target_that_comes_back_is_told_only_what_has_changed() throws Exception {
        set("a/1", 1);
        set("a/2", 2);
        set("a/3", 3);
        Stream stream = new Stream();
        stream.add(collection("a", 1));
        stream.upToSnapshot();
        stream.call.cancel("gone", null);
        set("a/2", 22);
        delete("a/3");
        set("a/4", 4);

        Stream again = new Stream();
        again.add(collection("a", 1).setResumeToken(stream.token));

        assertThat(again.upToSnapshot())
                .containsExactly(
                        "ADD [1]", "a/2 in [1]", "a/4 in [1]", "a/3 deleted from [1]", "count 3", "CURRENT [1]");
    }

    @Test
    void several_targets_see_the_same_commit_together() throws Exception {
        Stream stream = new Stream();
        stream.add(collection("a", 1));
        stream.upToSnapshot();
        stream.add(Target.newBuilder()
                .setTargetId(2)
                .setDocuments(DocumentsTarget.newBuilder()
                        .addDocuments(documents + "/a/1")
                        .addDocuments(documents + "/b/1")));
        assertThat(stream.upToSnapshot())
                .containsExactly("ADD [2]", "a/1 deleted from [2]", "b/1 deleted from [2]", "CURRENT [2]");

        set("a/1", 1);
        assertThat(stream.upToSnapshot()).containsExactly("a/1 in [1, 2]");

        stream.call.sendMessage(ListenRequest.newBuilder().setRemoveTarget(1).build());
        assertThat(stream.upToSnapshot()).containsExactly("REMOVE [1]");
        set("a/2", 2);
        set("a/1", 3);
        assertThat(stream.upToSnapshot()).containsExactly("a/1 in [2]");
    }

    @Test
    void a_target_for_once_ends_when_it_is_current() throws Exception {
        Stream stream = new Stream();
        stream.add(collection("a", 1).setOnce(true));

        assertThat(stream.upToSnapshot()).containsExactly("ADD [1]", "CURRENT [1]");
        assertThat(stream.upToSnapshot()).containsExactly("REMOVE [1]");
    }

    @Test
    void a_target_that_cannot_be_is_removed_with_the_cause_and_the_stream_goes_on() throws Exception {
        Stream stream = new Stream();
        stream.add(collection("a", 1).setResumeToken(ByteString.copyFromUtf8("from another server")));
        assertThat(stream.upToSnapshot()).contains("REMOVE [1]");
        stream.add(collection("a", 1));

        assertThat(stream.upToSnapshot()).containsExactly("ADD [1]", "CURRENT [1]");
    }

    @Test
    void the_server_gives_ids_where_the_client_gives_none() throws Exception {
        Stream stream = new Stream();
        stream.add(collection("a", 0));
        assertThat(stream.upToSnapshot()).containsExactly("ADD [1]", "CURRENT [1]");
        stream.add(collection("b", 0));
        assertThat(stream.upToSnapshot()).containsExactly("ADD [2]", "CURRENT [2]");
        stream.add(collection("c", 9));
        assertThat(stream.upToSnapshot()).containsExactly("REMOVE [9]");
    }

    @Test
    void commits_are_told_one_by_one_and_in_order() throws Exception {
        Stream watching = new Stream();
        watching.add(collection("a", 1));
        watching.upToSnapshot();

        for (int i = 0; i < 20; i++) {
            set("a/" + i % 3, i);
        }

        List<String> seen = new ArrayList<>();
        while (seen.size() < 20) {
            seen.addAll(watching.upToSnapshot());
        }
        assertThat(seen)
                .startsWith("a/0 in [1]", "a/1 in [1]", "a/2 in [1]", "a/0 in [1]")
                .hasSize(20);
    }
}
