package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.Verification.Level;
import dbmanager.problem.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationJsonTest {
    private static final Verification FAILED = new Verification(
            Level.HASHES,
            Instant.parse("2026-11-21T02:00:00.123Z"),
            List.of(new Finding("shop.db", "has changed"), new Finding("images.zip", "is missing")));

    @Test
    void a_record_comes_back_as_it_was() {
        assertThat(VerificationJson.read(VerificationJson.write(FAILED))).contains(FAILED);
    }

    @Test
    void its_name_says_when_and_how_deep() {
        String name = VerificationJson.name(FAILED);
        assertThat(name).isEqualTo("verified-20261121T020000.123Z-hashes.json");
        assertThat(VerificationJson.isName(name)).isTrue();
        assertThat(VerificationJson.isName("shop.db")).isFalse();
        assertThat(PartNames.isSafe(name)).isFalse();
    }

    @Test
    void a_damaged_record_proves_nothing() {
        byte[] bytes = VerificationJson.write(FAILED);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            assertThat(VerificationJson.read(flipped)).isEmpty();
        }
        assertThat(VerificationJson.read("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
