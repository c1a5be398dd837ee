package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem.Kind;
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEveryEmulator
class CommitTest {
    private final FaultInjection faults = new FaultInjection();
    private final Gateway gateway;

    CommitTest(FreshProject project) {
        gateway = Names.open(project, faults);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void all_writes_are_applied_at_one_moment() {
        Instant at = gateway.commit(List.of(Names.set(gateway, "a/1"), Names.set(gateway, "b/2")));

        assertThat(gateway.fetch(List.of(new DocumentPath("b/2"), new DocumentPath("a/1")), Optional.empty()))
                .extracting(fetched ->
                        Times.instant(fetched.document().orElseThrow().getUpdateTime()))
                .containsExactly(at, at);
        assertThat(gateway.now()).isAfterOrEqualTo(at);
    }

    @Test
    void a_precondition_that_does_not_hold_rejects_them_all() {
        gateway.commit(List.of(Names.set(gateway, "a/1")));

        assertThatThrownBy(() -> gateway.commit(List.of(Names.set(gateway, "b/2"), Names.create(gateway, "a/1"))))
                .asInstanceOf(type(CommitRejected.class))
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo("ALREADY_EXISTS");
                    assertThat(problem.precondition()).isTrue();
                    assertThat(problem.kind()).isEqualTo(Kind.CONFLICT);
                });
        assertThat(gateway.get(new DocumentPath("b/2"))).isEmpty();
    }

    @Test
    void a_commit_that_never_left_or_that_the_server_put_off_is_tried_again() {
        for (Status status : FaultInjection.passing()) {
            String path = "c/" + status.getCode();
            faults.heal().refuse("Commit", faults.calls("Commit") + 1, status);
            gateway.commit(List.of(Names.create(gateway, path)));
            assertThat(gateway.get(new DocumentPath(path))).isPresent();
        }
        assertThat(faults.injected()).isEqualTo(FaultInjection.passing().size());
    }

    @Test
    void a_commit_whose_answer_is_lost_is_not_repeated() {
        faults.loseAnswer("Commit", 1, Status.UNAVAILABLE.withDescription("connection reset"));

        assertThatThrownBy(() -> gateway.commit(List.of(Names.create(gateway, "c/1"))))
                .isInstanceOf(UnknownOutcome.class)
                .hasMessageContaining("connection reset");
        assertThat(faults.calls("Commit")).isEqualTo(1);
        assertThat(gateway.get(new DocumentPath("c/1"))).isPresent();
    }

    @Test
    void documents_are_fetched_in_the_order_asked_for_and_again_after_a_failure() {
        gateway.commit(List.of(Names.set(gateway, "a/1"), Names.set(gateway, "a/2")));
        faults.breakAfter(1, "BatchGetDocuments", 1, Status.UNAVAILABLE);

        assertThat(gateway.fetch(
                        List.of(
                                new DocumentPath("a/2"),
                                new DocumentPath("a/none"),
                                new DocumentPath("a/1"),
                                new DocumentPath("a/2")),
                        Optional.empty()))
                .extracting(fetched ->
                        fetched.path().text() + " " + fetched.document().isPresent())
                .containsExactly("a/2 true", "a/none false", "a/1 true", "a/2 true");
        assertThat(faults.injected()).isEqualTo(1);
        assertThat(gateway.fetch(List.of(), Optional.empty())).isEmpty();
    }
}
