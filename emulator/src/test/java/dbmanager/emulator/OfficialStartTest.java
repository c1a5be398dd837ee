package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that go wrong leave an explanation, and no process. */
class OfficialStartTest {
    private static final String MAIN_FILE = "com/google/cloud/datastore/emulator/firestore/CloudFirestore.class";

    @TempDir
    Path folder;

    @AfterEach
    void no_child_is_left() {
        assertThat(ProcessHandle.current().descendants().flatMap(child -> child.info().commandLine().stream()))
                .noneMatch(line -> line.contains(folder.toString()));
    }

    @Test
    void a_file_that_is_no_jar() throws IOException {
        Path jar = Files.writeString(folder.resolve("emulator.jar"), "<html>404</html>");

        assertThatThrownBy(() -> start(jar, Launch.standard()))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining(jar + " is no Firestore emulator")
                .hasMessageContaining("cannot be read as a jar")
                .hasMessageContaining("next:  install one");
    }

    @Test
    void a_jar_of_something_else() throws IOException {
        Path jar = FakeEmulator.jar(folder.resolve("other.jar"), "Main.class", new byte[1]);

        assertThatThrownBy(() -> start(jar, Launch.standard()))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("it has no class com.google.cloud.datastore.emulator.firestore.CloudFirestore");
    }

    @Test
    void one_that_ends_is_quoted() throws IOException {
        Path jar = FakeEmulator.thatDoes(
                "System.out.println(\"loading rules\"); throw new IllegalStateException(\"no rules\");", folder);

        assertThatThrownBy(() -> start(jar, Launch.standard()))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining(jar + " ended with 1 before it answered")
                .hasMessageContaining("loading rules")
                .hasMessageContaining("IllegalStateException: no rules")
                .hasMessageContaining("next:  correct what its last lines complain about");
    }

    @Test
    void one_that_never_answers_is_ended_when_patience_is_over() throws IOException {
        Path jar = FakeEmulator.thatDoes("Thread.sleep(1_000_000);", folder);

        assertThatThrownBy(() -> start(jar, Launch.standard().withPatience(Duration.ofSeconds(3))))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("does not answer on 127.0.0.1:")
                .hasMessageContaining("after 3 s")
                .hasMessageContaining("next:  allow it more time");
    }

    @Test
    void one_that_finds_every_port_taken_gives_up() throws IOException {
        Path jar = FakeEmulator.thatDoes(
                "new java.net.ServerSocket(Integer.parseInt(arguments[2].substring(7)), 1,"
                        + " java.net.InetAddress.getLoopbackAddress());",
                folder);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> OfficialServer.start(jar, Launch.standard(), taken::getLocalPort))
                    .isInstanceOfSatisfying(EmulatorUnavailable.class, e -> {
                        assertThat(e.happened()).isEqualTo("no port could be had for the Firestore emulator");
                        assertThat(e.tried()).hasSize(5).allMatch(line -> line.contains(":" + taken.getLocalPort()));
                    });
        }
    }

    @Test
    void one_for_a_newer_java_says_which_wish_helps() throws IOException {
        byte[] tooNew = Files.readAllBytes(compiled());
        tooNew[6] = 0x7f; // major version of the class file
        Path jar = FakeEmulator.jar(folder.resolve("new.jar"), MAIN_FILE, tooNew);

        assertThatThrownBy(() -> start(jar, Launch.standard()))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("UnsupportedClassVersionError")
                .hasMessageContaining("next:  this emulator needs a newer Java");
    }

    @Test
    void a_folder_without_java() throws IOException {
        Path jar = FakeEmulator.thatDoes("", folder);

        assertThatThrownBy(() -> start(jar, Launch.standard().withJava(folder)))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("there is no Java in " + folder)
                .hasMessageContaining("next:  give the home of one that does");
    }

    @Test
    void the_heap_is_the_childs() throws IOException {
        Path jar = FakeEmulator.thatDoes(
                "System.out.println(Runtime.getRuntime().maxMemory() >> 20); System.exit(3);", folder);

        assertThatThrownBy(() -> start(jar, Launch.standard().withHeap(64)))
                .isInstanceOfSatisfying(EmulatorUnavailable.class, e -> {
                    assertThat(e.happened()).contains("ended with 3");
                    assertThat(Integer.parseInt(e.tried().get(0))).isBetween(48, 64);
                });
    }

    @Test
    void one_that_runs_out_of_memory_ends_and_says_so() throws IOException {
        Path jar = FakeEmulator.thatDoes(
                "try { byte[] all = new byte[1 << 30]; } catch (Throwable e) { Thread.sleep(1_000_000); }", folder);

        assertThatThrownBy(() -> start(jar, Launch.standard().withHeap(64)))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("OutOfMemoryError");
    }

    @Test
    void nothing_of_a_start_stays_in_the_temporary_folder() throws IOException {
        try (LeashFolder leash = LeashFolder.create()) {
            assertThat(leash.path()).isDirectory();
            try (Stream<Path> files = Files.walk(leash.path())) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(1);
            }
            leash.close();
            assertThat(leash.path()).doesNotExist();
        }
    }

    private Path compiled() throws IOException {
        FakeEmulator.thatDoes("", folder);
        return folder.resolve(MAIN_FILE);
    }

    private static void start(Path jar, Launch launch) {
        FirestoreEmulator.official(Here.NOWHERE.withJar(jar), launch).close();
    }
}
