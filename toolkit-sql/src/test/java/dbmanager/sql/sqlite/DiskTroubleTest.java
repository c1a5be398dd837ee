package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written is not always somebody's missing permission. */
class DiskTroubleTest {
    @TempDir
    Path folder;

    @Test
    void only_a_missing_permission_is_called_one() {
        assertThat(DiskTrouble.writing("shop.db", folder, new AccessDeniedException("shop.db")))
                .hasMessageContaining("cannot be written by this user");
        assertThat(DiskTrouble.writing("shop.db", folder, new IOException("File too large")))
                .hasMessageContaining("File too large")
                .hasMessageNotContaining("by this user");
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_named() {
        assertThat(DiskTrouble.writing("shop.db", folder, new FileAlreadyExistsException("data")))
                .hasMessageContaining("data is not a folder");
    }

    @Test
    void a_folder_that_is_not_there_yet_is_on_the_file_system_of_its_parent() {
        assertThat(DiskTrouble.ofFileSystem("shop.db", folder.resolve("a/b"), new IOException("no")))
                .isEmpty();
    }
}
