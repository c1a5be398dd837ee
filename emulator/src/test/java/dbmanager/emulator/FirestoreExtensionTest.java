package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FirestoreExtension.class)
class FirestoreExtensionTest {
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

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
        assertThat(project.id()).startsWith("test-a-test-sees-");
    }

    @RepeatedTest(3)
    void no_other_test_sees_it(FreshProject project) {
        assertThat(SEEN.add(project.id())).isTrue();
    }
}
