package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.firestore.AggregateField;
import com.google.cloud.firestore.AggregateQuerySnapshot;
import com.google.cloud.firestore.Blob;
import com.google.cloud.firestore.BulkWriter;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.ListenerRegistration;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.QueryDocumentSnapshot;
import com.google.cloud.firestore.QueryPartition;
import com.google.cloud.firestore.QuerySnapshot;
import com.google.cloud.firestore.WriteBatch;
import com.google.cloud.firestore.WriteResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Google's own client does with the server, as it comes. */
class GoogleClientTest {
    private static final long PATIENCE_SECONDS = 60;

    private Running running;
    private Firestore firestore;

    @BeforeEach
    void start() throws IOException {
        running = new Running();
        firestore = running.firestore;
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static <T> T done(ApiFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void what_is_written_can_be_read() throws Exception {
        DocumentReference ada = firestore.document("users/ada");
        WriteResult created = done(ada.create(Map.of("name", "Ada", "born", 1815L, "tags", List.of("math"))));

        DocumentSnapshot read = done(ada.get());

        assertThat(read.getData()).isEqualTo(Map.of("name", "Ada", "born", 1815L, "tags", List.of("math")));
        assertThat(read.getUpdateTime()).isEqualTo(created.getUpdateTime());
        assertThat(read.getReadTime().compareTo(created.getUpdateTime())).isNotNegative();
        assertThat(done(firestore.document("users/nobody").get()).exists()).isFalse();
    }

    @Test
    void a_document_is_created_once() throws Exception {
        DocumentReference ada = firestore.document("users/ada");
        done(ada.create(Map.of()));

        assertThatThrownBy(() -> done(ada.create(Map.of())))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("ALREADY_EXISTS");
        assertThatThrownBy(() -> done(firestore.document("users/bob").update("a", 1)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void no_increment_is_lost_between_transactions() throws Exception {
        DocumentReference counter = firestore.document("counters/one");
        done(counter.set(Map.of("n", 0L)));

        List<ApiFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(firestore.runTransaction(transaction -> {
                long next = transaction.get(counter).get().getLong("n") + 1;
                transaction.update(counter, "n", next);
                return next;
            }));
        }

        assertThat(new HashSet<>(done(ApiFutures.allAsList(all)))).hasSize(20);
        assertThat(done(counter.get()).getLong("n")).isEqualTo(20);
    }

    @Test
    void a_transaction_reads_what_a_query_finds() throws Exception {
        CollectionReference users = firestore.collection("users");
        done(users.document("a").set(Map.of("age", 20)));
        done(users.document("b").set(Map.of("age", 40)));

        int grownUp = done(firestore.runTransaction(transaction -> {
            List<QueryDocumentSnapshot> found =
                    transaction.get(users.whereGreaterThan("age", 30)).get().getDocuments();
            found.forEach(document -> transaction.update(document.getReference(), "grownUp", true));
            return found.size();
        }));

        assertThat(grownUp).isEqualTo(1);
        assertThat(done(users.document("b").get()).getBoolean("grownUp")).isTrue();
        assertThat(done(users.document("a").get()).contains("grownUp")).isFalse();
    }

    @Test
    void a_bulk_writer_writes_every_document() throws Exception {
        List<ApiFuture<WriteResult>> written = new ArrayList<>();
        try (BulkWriter writer = firestore.bulkWriter()) {
            for (int i = 0; i < 450; i++) {
                written.add(writer.set(firestore.document("bulk/" + i), Map.of("i", i)));
            }
        }

        assertThat(done(ApiFutures.allAsList(written))).hasSize(450);
        assertThat(done(firestore.collection("bulk").count().get()).getCount()).isEqualTo(450);
    }

    @Test
    void a_bulk_writer_is_told_which_write_failed() throws Exception {
        done(firestore.document("bulk/1").create(Map.of()));
        BulkWriter writer = firestore.bulkWriter();
        ApiFuture<WriteResult> twice = writer.create(firestore.document("bulk/1"), Map.of());
        ApiFuture<WriteResult> once = writer.create(firestore.document("bulk/2"), Map.of());
        writer.close();

        assertThat(done(once).getUpdateTime()).isNotNull();
        assertThatThrownBy(() -> done(twice)).hasMessageContaining("already exists");
    }

    @Test
    void a_listener_sees_every_change_in_order() throws Exception {
        CollectionReference users = firestore.collection("users");
        done(users.document("a").set(Map.of("age", 50)));
        BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();

        ListenerRegistration registration =
                users.whereGreaterThan("age", 30).addSnapshotListener((snapshot, error) -> seen.add(changes(snapshot)));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("ADDED a");

        done(users.document("b").set(Map.of("age", 40)));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("ADDED b");
        done(users.document("b").update("age", 60));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("MODIFIED b");
        done(users.document("other").set(Map.of("age", 10)));
        done(users.document("a").update("age", 20));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("REMOVED a");
        done(users.document("b").delete());
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("REMOVED b");
        registration.remove();
    }

    private static List<String> changes(QuerySnapshot snapshot) {
        return snapshot.getDocumentChanges().stream()
                .map(change -> change.getType() + " " + change.getDocument().getId())
                .sorted()
                .toList();
    }

    @Test
    void a_limited_listener_sees_what_moves_up() throws Exception {
        CollectionReference scores = firestore.collection("scores");
        for (int i = 1; i <= 3; i++) {
            done(scores.document("s" + i).set(Map.of("n", i)));
        }
        BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();

        scores.orderBy("n")
                .limit(2)
                .addSnapshotListener((snapshot, error) -> seen.add(snapshot.getDocuments().stream()
                        .map(DocumentSnapshot::getId)
                        .toList()));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("s1", "s2");

        done(scores.document("s1").delete());
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("s2", "s3");
        done(scores.document("s0").set(Map.of("n", 0)));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("s0", "s2");
    }

    @Test
    void a_listener_of_one_document_sees_it_come_and_go() throws Exception {
        DocumentReference ada = firestore.document("users/ada");
        BlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();

        ada.addSnapshotListener((snapshot, error) -> seen.add(snapshot.exists()));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
        done(ada.set(Map.of("a", 1)));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        done(ada.delete());
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void a_batch_is_seen_at_once() throws Exception {
        CollectionReference users = firestore.collection("users");
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        users.addSnapshotListener((snapshot, error) -> seen.add(snapshot.size()));
        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();

        WriteBatch batch = firestore.batch();
        for (int i = 0; i < 30; i++) {
            batch.set(users.document(), Map.of("at", FieldValue.serverTimestamp()));
        }
        done(batch.commit());

        assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(30);
    }

    @Test
    void partitions_cover_a_collection_group_once() throws Exception {
        WriteBatch batch = firestore.batch();
        for (int i = 0; i < 200; i++) {
            batch.set(firestore.document("shops/" + i % 7 + "/orders/o" + i), Map.of("i", i));
        }
        done(batch.commit());

        List<QueryPartition> partitions =
                done(firestore.collectionGroup("orders").getPartitions(4));

        Set<String> found = new HashSet<>();
        int count = 0;
        for (QueryPartition partition : partitions) {
            for (QueryDocumentSnapshot document : done(partition.createQuery().get())) {
                found.add(document.getReference().getPath());
                count++;
            }
        }
        assertThat(partitions).hasSizeGreaterThan(1);
        assertThat(found).hasSize(200);
        assertThat(count).isEqualTo(200);
    }

    @Test
    void a_recursive_delete_leaves_nothing() throws Exception {
        WriteBatch batch = firestore.batch();
        for (int i = 0; i < 50; i++) {
            batch.set(firestore.document("shops/1/orders/o" + i + "/lines/l"), Map.of("i", i));
        }
        batch.set(firestore.document("shops/2"), Map.of("kept", true));
        done(batch.commit());

        done(firestore.recursiveDelete(firestore.document("shops/1")));

        assertThat(firestore.document("shops/1").listCollections()).isEmpty();
        assertThat(done(firestore.collectionGroup("lines").get()).isEmpty()).isTrue();
        assertThat(done(firestore.document("shops/2").get()).exists()).isTrue();
    }

    @Test
    void aggregations_are_computed_by_the_server() throws Exception {
        for (int i = 1; i <= 4; i++) {
            done(firestore.document("n/" + i).set(Map.of("v", i)));
        }

        AggregateQuerySnapshot result = done(firestore
                .collection("n")
                .aggregate(AggregateField.count(), AggregateField.sum("v"), AggregateField.average("v"))
                .get());

        assertThat(result.getCount()).isEqualTo(4);
        assertThat(result.get(AggregateField.sum("v"))).isEqualTo(10L);
        assertThat(result.get(AggregateField.average("v"))).isEqualTo(2.5);
    }

    @Test
    void a_listing_shows_missing_documents_over_many_pages() throws Exception {
        WriteBatch batch = firestore.batch();
        for (int i = 0; i < 350; i++) {
            batch.set(firestore.document("shops/s" + i + "/orders/1"), Map.of());
        }
        batch.set(firestore.document("shops/real"), Map.of());
        done(batch.commit());

        List<String> listed = StreamSupport.stream(
                        firestore.collection("shops").listDocuments().spliterator(), false)
                .map(DocumentReference::getId)
                .toList();

        assertThat(listed)
                .hasSize(351)
                .contains("s0", "s349", "real")
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void collections_are_listed_by_id() throws Exception {
        done(firestore.document("b/1").set(Map.of()));
        done(firestore.document("a/1/deep/1").set(Map.of()));

        assertThat(firestore.listCollections())
                .extracting(CollectionReference::getId)
                .containsExactly("a", "b");
        assertThat(firestore.document("a/1").listCollections())
                .extracting(CollectionReference::getId)
                .containsExactly("deep");
    }

    @Test
    void a_large_result_streams_to_a_slow_reader() throws Exception {
        byte[] filling = new byte[100_000];
        for (int i = 0; i < 200; i++) {
            done(firestore.document("big/" + i).set(Map.of("bytes", Blob.fromBytes(filling))));
        }

        Query query = firestore.collection("big").orderBy("bytes", Query.Direction.DESCENDING);
        assertThat(done(query.get()).size()).isEqualTo(200);
    }

    @Test
    void named_databases_and_projects_are_apart() throws Exception {
        done(firestore.document("users/ada").set(Map.of()));
        running.server.wipe(running.project, "other");
        assertThat(done(firestore.document("users/ada").get()).exists()).isTrue();

        running.server.wipe(running.project, "(default)");
        assertThat(done(firestore.document("users/ada").get()).exists()).isFalse();
    }
}
