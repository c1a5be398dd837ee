package dbmanager.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
    @TempDir
    private Path folder;

    private Path sample(String text) throws IOException {
        return Files.writeString(folder.resolve("tea.json"), text);
    }

    @Test
    void a_sample_is_one_object() throws IOException {
        assertThat(Sample.read(sample("{\"name\": \"tea\", \"price\": 3}\n")))
                .containsEntry("name", "tea")
                .containsEntry("price", 3L);
    }

    @Test
    void what_is_wrong_is_told_with_its_place_and_in_words_for_whoever_wrote_it() throws IOException {
        assertMalformed("{\n  name: 1}", "tea.json line 2 column", "this is no JSON");
        assertMalformed("{\"name\": \"tea\"", "tea.json line 1", "ends too early");
        assertMalformed("{\"name\": 1} {}", "tea.json line 1 column 14", "this is no JSON");
        assertMalformed("{\"name\": 1, \"name\": 2}", "tea.json line 1", "given twice");
        assertMalformed("[]", "tea.json line 1", "one JSON object");
    }

    private void assertMalformed(String text, String... says) throws IOException {
        Path file = sample(text);
        assertThatThrownBy(() -> Sample.read(file))
                .isInstanceOf(MalformedInput.class)
                .hasMessageContainingAll(says)
                .hasMessageNotContaining("JsonReader");
    }
}
