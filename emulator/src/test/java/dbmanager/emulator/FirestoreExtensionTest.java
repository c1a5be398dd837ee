package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@ExtendWith(FirestoreExtension.class)
class FirestoreExtensionTest {
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private static final Set<FirestoreEmulator> EMULATORS = ConcurrentHashMap.newKeySet();

    private final FreshProject constructed;
    private FreshProject prepared;

    FirestoreExtensionTest(FreshProject project) {
        constructed = project;
    }

    @BeforeEach
    void prepare(FreshProject project) {
        prepared = project;
    }

    @Test
    void a_test_sees_one_project_wherever_it_asks(FreshProject project, FirestoreEmulator emulator) {
        assertThat(project).isSameAs(constructed).isSameAs(prepared);
        assertThat(project.emulator()).isSameAs(emulator);
        assertThat(project.id()).startsWith("test-a-test-sees");
    }

    @RepeatedTest(3)
    void no_other_test_sees_it(FreshProject project) {
        assertThat(SEEN.add(project.id())).isTrue();
    }

    @Test
    void all_tests_share_one_emulator_which_ends_with_them() {
        EMULATORS.clear();

        Events events = run(First.class, Second.class);

        assertThat(events.succeeded).hasSize(3);
        assertThat(EMULATORS)
                .hasSize(1)
                .allSatisfy(emulator -> assertThat(answers(emulator)).isEqualTo(emulator.kind() == Kind.RUNNING));
    }

    @Test
    void tests_without_an_emulator_are_skipped_with_the_reason() {
        Events events = run(Without.class);

        assertThat(events.succeeded).isEmpty();
        assertThat(events.skipped).hasSize(1).allMatch(reason -> reason.contains("Without: on none: no emulator here"));
    }

    @Test
    void every_kind_runs_or_is_skipped_by_name() {
        Events events = run(EveryClass.class, EveryMethod.class);

        assertThat(events.failed).isEmpty();
        for (Kind kind : Kind.values()) {
            assertThat(Stream.concat(events.succeeded.stream(), events.skipped.stream())
                            .filter(event -> event.contains("/on " + kind)))
                    .hasSize(3);
        }
        assertThat(events.skipped).allMatch(reason -> reason.contains("next: "));
    }

    @ExtendWith(FirestoreExtension.class)
    static class First {
        @BeforeAll
        static void all(FreshProject project) {
            EMULATORS.add(project.emulator());
        }

        @Test
        void one(FreshProject project) {
            EMULATORS.add(project.emulator());
        }

        @Test
        void two(FirestoreEmulator emulator) {
            EMULATORS.add(emulator);
        }
    }

    static class Second {
        @Test
        @ExtendWith(FirestoreExtension.class)
        void three(FirestoreEmulator emulator) {
            EMULATORS.add(emulator);
        }
    }

    static class Without {
        @RegisterExtension
        static final FirestoreExtension NONE = new FirestoreExtension("on none", emulators -> {
            throw new EmulatorUnavailable("no emulator here", List.of(), "get one");
        });

        @Test
        void never(FreshProject project) {
            throw new AssertionError(project);
        }
    }

    @OnEveryEmulator
    static class EveryClass {
        private final FreshProject project;

        EveryClass(FreshProject project) {
            this.project = project;
        }

        @Test
        void one() {
            project.emulator().ensureUp();
        }

        @Test
        void two(FirestoreEmulator emulator) {
            assertThat(project.emulator()).isSameAs(emulator);
        }
    }

    static class EveryMethod {
        @OnEveryEmulator
        void each(FreshProject project) {
            project.emulator().ensureUp();
        }
    }

    /** Whatever the object says. */
    private static boolean answers(FirestoreEmulator emulator) {
        try {
            Http.health(new Address(emulator.host(), emulator.port()), Duration.ofSeconds(30));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As a build tool runs them, in a session of their own. */
    private static Events run(Class<?>... samples) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        Stream.of(samples).forEach(sample -> request.selectors(selectClass(sample)));
        Events events = new Events();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(request.forExecution().listeners(events).build());
        }
        return events;
    }

    /** What became of the tests, each named with all that it stands in. */
    private static final class Events implements TestExecutionListener {
        final List<String> succeeded = new ArrayList<>();
        final List<String> skipped = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        private TestPlan plan;

        @Override
        public void testPlanExecutionStarted(TestPlan started) {
            plan = started;
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(name(test) + ": " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
            switch (result.getStatus()) {
                case ABORTED -> skipped.add(name(test) + ": " + reason);
                case FAILED -> failed.add(name(test) + ": " + reason);
                case SUCCESSFUL -> {
                    if (test.isTest()) {
                        succeeded.add(name(test));
                    }
                }
            }
        }

        private String name(TestIdentifier test) {
            return plan.getParent(test).map(parent -> name(parent) + "/").orElse("") + test.getDisplayName();
        }
    }
}
