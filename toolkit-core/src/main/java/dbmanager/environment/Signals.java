package dbmanager.environment;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs in the surroundings that this is a test, whatever environment was asked for.
 *
 * @param testing {@code TESTING} is {@code true}, {@code 1} or {@code yes}
 * @param emulatorHost {@code FIRESTORE_EMULATOR_HOST}, which diverts Google's clients
 */
public record Signals(boolean testing, Optional<String> emulatorHost) {
    static final String TESTING = "TESTING";
    static final String EMULATOR_HOST = "FIRESTORE_EMULATOR_HOST";

    private static final Set<String> TRUE = Set.of("true", "1", "yes");

    public static Signals none() {
        return new Signals(false, Optional.empty());
    }

    public static Signals of(Map<String, String> variables) {
        return of(Optional.ofNullable(variables.get(TESTING)), Optional.ofNullable(variables.get(EMULATOR_HOST)));
    }

    static Signals of(Optional<String> testing, Optional<String> emulatorHost) {
        return new Signals(
                testing.filter(text -> TRUE.contains(text.strip().toLowerCase(Locale.ROOT)))
                        .isPresent(),
                emulatorHost.filter(host -> !host.isBlank()));
    }
}
