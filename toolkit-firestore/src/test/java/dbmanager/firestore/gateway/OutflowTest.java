package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryEmulator
class OutflowTest {
    private final FaultInjection faults = new FaultInjection();
    private final Gateway gateway;

    OutflowTest(FreshProject project) {
        gateway = Names.open(project, faults);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Outflow outflow() {
        return gateway.outflow(Pace.unlimited(), () -> {});
    }

    private List<String> all() {
        return Names.scan(gateway, new Scope.Everything());
    }

    @Test
    void every_document_arrives_in_requests_that_the_server_takes() {
        try (Outflow outflow = outflow()) {
            IntStream.range(0, 1_700).forEach(i -> outflow.put(Names.set(gateway, "c/" + i)));
            assertThat(outflow.finish()).isEqualTo(new Written(1_700, 0, List.of(), Optional.empty()));
        }

        assertThat(all()).hasSize(1_700);
        assertThat(faults.calls("BatchWrite")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void twenty_documents_of_a_megabyte_go_in_requests_below_the_limit_of_the_server() {
        String megabyte = "x".repeat(1_000_000);
        try (Outflow outflow = outflow()) {
            IntStream.range(0, 20).forEach(i -> outflow.put(Names.set(gateway, "c/" + i, megabyte)));
            assertThat(outflow.finish().documents()).isEqualTo(20);
        }
        assertThat(faults.calls("BatchWrite")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void the_last_of_several_writes_of_a_document_is_what_stays() {
        try (Outflow outflow = outflow()) {
            IntStream.range(0, 50).forEach(i -> outflow.put(Names.set(gateway, "c/1", "turn " + i)));
            assertThat(outflow.finish().documents()).isEqualTo(50);
        }
        assertThat(gateway.get(new DocumentPath("c/1"))
                        .orElseThrow()
                        .getFieldsOrThrow("text")
                        .getStringValue())
                .isEqualTo("turn 49");
    }

    @Test
    void a_write_that_the_server_rejects_is_named_and_stops_no_other() {
        gateway.commit(List.of(Names.set(gateway, "c/there")));
        try (Outflow outflow = outflow()) {
            outflow.put(Names.create(gateway, "c/there"));
            outflow.put(Names.create(gateway, "c/new"));
            Written written = outflow.finish();
            assertThat(written.documents()).isEqualTo(1);
            assertThat(written.first()).singleElement().satisfies(rejected -> {
                assertThat(rejected.path()).isEqualTo(new DocumentPath("c/there"));
                assertThat(rejected.status()).isEqualTo("ALREADY_EXISTS");
                assertThat(rejected.message()).isNotEmpty();
            });
        }
    }

    /** A document of more than 1 MiB: the server refuses the request as a whole. */
    @Test
    void a_write_that_spoils_its_request_is_found_and_the_others_are_written() {
        try (Outflow outflow = outflow()) {
            IntStream.range(0, 9).forEach(i -> outflow.put(Names.set(gateway, "c/" + i)));
            outflow.put(Write.newBuilder()
                    .setUpdate(Document.newBuilder()
                            .setName(new DocumentPath("c/bad").in(gateway.database()))
                            .putFields("", com.google.firestore.v1.Value.getDefaultInstance()))
                    .build());
            IntStream.range(10, 20).forEach(i -> outflow.put(Names.set(gateway, "c/" + i)));
            Written written = outflow.finish();
            assertThat(written.first()).extracting(Rejected::path).containsExactly(new DocumentPath("c/bad"));
            assertThat(written.documents()).isEqualTo(19);
        }
        assertThat(all()).hasSize(19);
    }

    @Test
    void what_fails_for_a_while_is_written_in_the_end() {
        for (Status status : FaultInjection.passing()) {
            String collection = status.getCode().name();
            int calls = faults.calls("BatchWrite");
            faults.heal()
                    .refuse("BatchWrite", calls + 1, status)
                    .loseAnswer("BatchWrite", calls + 2, status)
                    .refuse("BatchWrite", calls + 4, status);
            try (Outflow outflow = outflow()) {
                IntStream.range(0, 1_200).forEach(i -> outflow.put(Names.create(gateway, collection + "/" + i)));
                assertThat(outflow.finish())
                        .as(collection)
                        .isEqualTo(new Written(1_200, 0, List.of(), Optional.empty()));
            }
            assertThat(gateway.count(new Scope.Tree(collection), Optional.empty()))
                    .isEqualTo(1_200);
        }
        assertThat(faults.injected()).isEqualTo(3 * FaultInjection.passing().size());
    }

    @Test
    void the_fence_is_asked_before_each_request_and_ends_the_writing() {
        AtomicInteger asked = new AtomicInteger();
        Outflow outflow = gateway.outflow(new Pace(1, 0, Pace.ramped().step()), () -> {
            if (asked.incrementAndGet() == 3) {
                throw new IllegalStateException("the lock is lost");
            }
        });
        try (outflow) {
            assertThatThrownBy(() -> {
                        IntStream.range(0, 2_500).forEach(i -> outflow.put(Names.set(gateway, "c/" + i)));
                        outflow.finish();
                    })
                    .asInstanceOf(type(WritesInterrupted.class))
                    .satisfies(problem -> {
                        assertThat(problem).hasMessageContaining("the lock is lost");
                        assertThat(problem.written().documents()).isEqualTo(1_000);
                        assertThat(problem.uncertain()).isZero();
                        assertThat(problem.unwritten()).isGreaterThanOrEqualTo(500);
                    });
        }
        assertThat(faults.calls("BatchWrite")).isEqualTo(2);
        assertThat(all()).hasSize(1_000);
    }

    @Test
    void a_failure_that_does_not_pass_tells_what_is_written_and_what_is_not() {
        faults.refuse(
                "BatchWrite", 2, Status.PERMISSION_DENIED.withDescription("Missing or insufficient permissions."));
        try (Outflow outflow = gateway.outflow(new Pace(1, 0, Pace.ramped().step()), () -> {})) {
            assertThatThrownBy(() -> {
                        IntStream.range(0, 1_000).forEach(i -> outflow.put(Names.set(gateway, "c/" + i)));
                        outflow.finish();
                    })
                    .asInstanceOf(type(WritesInterrupted.class))
                    .satisfies(problem -> {
                        assertThat(problem).hasCauseInstanceOf(PermissionDenied.class);
                        assertThat(problem.kind()).isEqualTo(dbmanager.problem.Problem.Kind.UNREACHABLE);
                        assertThat(problem.written().documents()).isEqualTo(500);
                        assertThat(problem.unwritten()).isEqualTo(500);
                        assertThat(problem.state()).get().asString().contains("500 documents are written");
                    });
        }
        assertThat(all()).hasSize(500);
    }

    @Test
    void a_lost_answer_before_a_failure_is_not_called_certain() {
        faults.loseAnswer("BatchWrite", 1, Status.UNAVAILABLE)
                .refuse(
                        "BatchWrite",
                        2,
                        Status.PERMISSION_DENIED.withDescription("Missing or insufficient permissions."));
        try (Outflow outflow = outflow()) {
            outflow.put(Names.set(gateway, "c/1"));
            assertThatThrownBy(outflow::finish)
                    .asInstanceOf(type(WritesInterrupted.class))
                    .satisfies(problem -> {
                        assertThat(problem.uncertain()).isEqualTo(1);
                        assertThat(problem.written().documents()).isZero();
                        assertThat(problem.unwritten()).isZero();
                    });
        }
    }
}
