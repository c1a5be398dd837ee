package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedPartTest {
    @TempDir
    Path folder;

    private static StagedPart copy() throws IOException {
        Part part =
                new Part("shop.db", Part.Kind.DATABASE, Optional.empty(), Part.Compression.ZSTD, 3, 0, "", Map.of());
        return StagedPart.copyOf(part, new ByteArrayInputStream("tea".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_copy_that_is_hidden_has_no_name_any_more_and_leaves_no_folder() throws IOException {
        Path file;
        try (StagedPart staged = copy()) {
            file = staged.file();
            assertThat(file).hasContent("tea");
            staged.hide();
            assertThat(file).doesNotExist();
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void a_part_in_its_store_is_never_hidden() throws IOException {
        Path stored = Files.writeString(folder.resolve("shop.db"), "tea");
        try (StagedPart staged = StagedPart.where(stored)) {
            staged.hide();
        }
        assertThat(stored).exists();
    }
}
