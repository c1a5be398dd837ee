package dbmanager.emulator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What this machine has. */
final class Here {
    static final Path HOME = Path.of(System.getProperty("user.home"));

    /** Nothing in the environment, nothing at home, no Cloud SDK. */
    static final OfficialSearch NOWHERE = new OfficialSearch(Map.of(), Path.of("no-home"), Optional.empty(), List.of());

    private Here() {}

    /** Google's emulator, without which a test is skipped. */
    static OfficialSearch official() {
        OfficialSearch search = OfficialSearch.on(System.getenv(), HOME);
        try {
            return search.withJar(search.jar());
        } catch (EmulatorUnavailable e) {
            return Assumptions.abort("official: " + e.getMessage());
        }
    }
}
