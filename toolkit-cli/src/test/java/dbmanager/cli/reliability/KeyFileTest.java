package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the key of the backups is, and what is said of it where the disk does not promise to keep it. */
final class KeyFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void anothersFolder() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        file = Files.createDirectory(folder.resolve("keys")).resolve("backups.key");
        OtherUser.owns(folder);
    }

    private Answer other(String... typed) {
        try (Child child = OtherUser.dbManager(folder, typed)) {
            return child.answer();
        }
    }

    /** A folder in which files may be made, and which cannot be opened to force them to the disk. */
    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void a_key_file_stays_that_of_whoever_backs_up_when_root_adds_a_key() throws IOException {
        other("key", "new", "--file", "keys/backups.key").works();

        try (Child root = Child.dbManager(folder, List.of(), "key", "rotate", "--file", "keys/backups.key")) {
            root.answer().works();
        }

        assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(file.getParent()));
        assertThat(Files.readAllLines(file)).hasSize(2);
        other("key", "rotate", "--file", "keys/backups.key").works();
    }

    @Test
    void a_key_file_is_not_taken_from_the_group_that_backs_up_by_somebody_who_is_none_of_it() throws IOException {
        other("key", "new", "--file", "keys/backups.key").works();
        String before = Files.readString(file);
        Files.setAttribute(file, "posix:group", Files.getAttribute(Path.of("/"), "posix:group"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        other("key", "rotate", "--file", "keys/backups.key")
                .fails(12, "is there for the group ", "the new key was thrown away", "as root");

        assertThat(file).hasContent(before);
        assertThat(Files.getAttribute(file, "posix:group")).isEqualTo(Files.getAttribute(Path.of("/"), "posix:group"));
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**/.*");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        other("key", "rotate", "--file", "keys/backups.key")
                .works(); // a group that may do nothing with it loses nothing
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void a_key_file_that_does_not_become_durable_is_not_there_and_an_added_key_is_said_to_be() throws IOException {
        permit("-wx------");
        other("key", "new", "--file", "keys/backups.key").fails(1, "cannot write the key file", "thrown away");
        assertThat(file).doesNotExist();

        permit("rwx------");
        other("key", "new", "--file", "keys/backups.key").works();
        permit("-wx------");
        Answer unsure = other("key", "rotate", "--file", "keys/backups.key");

        String added = Files.readAllLines(file).get(1).split(":", -1)[1];
        unsure.fails(1, "key " + added + " was added", "the key is in the file", "copy the file")
                .never("thrown away");
    }
}
