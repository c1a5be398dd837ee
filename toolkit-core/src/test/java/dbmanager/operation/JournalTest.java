package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    @Test
    void a_line_that_was_cut_off_takes_no_other_one_along() throws IOException {
        Path file = Files.writeString(folder.resolve("operations.log"), "{\"operation\":\"migrate\",\"envir");
        Journal journal = new Journal(file, Clock.systemUTC());

        for (String operation : List.of("backup", "verify")) {
            assertThat(journal.append(new Journal.Event(
                            operation, "dev", "shop", "anna", "done", Duration.ofMillis(7), Map.of())))
                    .isEmpty();
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3).first().asString().endsWith("envir");
        assertThat(lines.subList(1, 3))
                .extracting(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("operation")
                        .getAsString())
                .containsExactly("backup", "verify");
    }
}
