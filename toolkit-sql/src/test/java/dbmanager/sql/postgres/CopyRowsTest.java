package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyRowsTest {
    private static final List<String> ROWS =
            List.of("", "1\ttea", "\\N", "\\\\.", "\\\\", "2\t\\\\N\\n", "x".repeat(40), "ü\t" + "y".repeat(7));

    @Test
    void rows_are_the_same_however_they_are_cut() {
        Digest expected = new Digest();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            byte[] row = ROWS.get(i * 31 % ROWS.size()).getBytes(StandardCharsets.UTF_8);
            expected.add(row, 0, row.length);
            expected.endRow();
            text.append(ROWS.get(i * 31 % ROWS.size())).append('\n');
        }
        byte[] bytes = (text + "\\.\n\n\n-- what follows\n").getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int longest = 1; longest < 100; longest++) {
            Digest found = new Digest();
            CopyRows rows = new CopyRows(found);
            int at = 0;
            while (!rows.isComplete()) {
                at += rows.add(bytes, at, Math.min(1 + random.nextInt(longest), bytes.length - at));
            }

            assertThat(found.text(15)).as("pieces of up to %d bytes", longest).isEqualTo(expected.text(15));
            assertThat(found.rows()).isEqualTo(200);
            assertThat(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8))
                    .isEqualTo("\n\n-- what follows\n");
        }
    }

    @Test
    void rows_without_their_end_are_not_complete() {
        CopyRows rows = new CopyRows(new Digest());

        rows.add("1\ttea\n\\".getBytes(StandardCharsets.UTF_8), 0, 7);

        assertThat(rows.isComplete()).isFalse();
    }
}
