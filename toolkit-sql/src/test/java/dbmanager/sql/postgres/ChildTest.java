package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    Path home;

    private Child start(Duration silence, String script) throws IOException {
        Path program = Files.writeString(home.resolve("pg_restore"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Child.start(program, List.of(), Map.of(), Optional.empty(), silence, () -> false);
    }

    @Test
    void one_that_is_killed_in_the_middle_of_its_work_tells_the_signal_and_what_it_was_at() throws IOException {
        try (Child killed = start(Child.USUAL_SILENCE, """
                echo 'pg_restore: connecting to database for restore' >&2
                echo 'pg_restore: creating INDEX "public.products_name"' >&2
                kill -9 $$""")) {
            Child.Ended ended = catchThrowableOfType(Child.Ended.class, () -> killed.await("restoring"));

            assertThat(ended)
                    .hasMessageEndingWith("it was ended by signal 9 (creating INDEX \"public.products_name\")");
        }
    }

    @Test
    void one_that_crashes_says_nothing_of_what_it_read() throws IOException {
        try (Child crashed = start(Child.USUAL_SILENCE, "kill -11 $$")) {
            Child.Failed failed = catchThrowableOfType(Child.Failed.class, () -> crashed.await("restoring"));

            assertThat(failed.reason()).isEqualTo("it was ended by signal 11");
            assertThat(failed.words().isError()).isFalse();
        }
    }

    @Test
    void one_that_hangs_says_nothing_of_what_it_read_either() throws IOException {
        try (Child hanging = start(Duration.ofMillis(50), "exec sleep 600")) {
            Child.Failed failed = catchThrowableOfType(Child.Failed.class, () -> hanging.await("restoring"));

            assertThat(failed.reason()).contains("no sign of life");
            assertThat(failed.words()).isEqualTo(LastWords.NONE);
        }
    }

    @Test
    void one_that_says_why_it_ends_is_told_in_its_own_words() throws IOException {
        try (Child ending = start(Child.USUAL_SILENCE, """
                echo 'pg_restore: connecting to database for restore' >&2
                echo 'pg_restore: error: could not read from input file: end of file' >&2
                exit 1""")) {
            Child.Failed failed = catchThrowableOfType(Child.Failed.class, () -> ending.await("restoring"));

            assertThat(failed.reason()).isEqualTo("could not read from input file: end of file");
            assertThat(failed.words().isError()).isTrue();
        }
    }
}
