package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path home;

    @Test
    void a_folder_that_cannot_be_looked_at_may_hold_something() throws IOException {
        Path round = Files.createSymbolicLink(home.resolve("round"), home.resolve("round"));

        assertThat(Folders.holdsAnything(round)).isTrue();
        assertThat(Folders.holdsAnything(home)).isTrue();
        assertThat(Folders.holdsAnything(home.resolve("none"))).isFalse();
        assertThat(Folders.holdsAnything(Files.createDirectory(home.resolve("empty"))))
                .isFalse();
    }
}
