package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@OnEveryEmulator
class OnEveryEmulatorTest {
    private final FreshProject project;

    OnEveryEmulatorTest(FreshProject project) {
        this.project = project;
    }

    @Test
    void it_is_up(FirestoreEmulator emulator) {
        assertThat(project.emulator()).isSameAs(emulator);
        emulator.ensureUp();
    }
}
