package dbmanager.environment;

import java.util.Optional;

/**
 * Where a database really is: a Firestore URL means another database in an emulator than at Google.
 *
 * @param emulator that of the settings, else {@code FIRESTORE_EMULATOR_HOST}, as Google's clients have it; none for SQL
 */
record Whereabouts(DatabaseUrl url, Optional<String> emulator) {
    static Whereabouts of(DatabaseUrl url, Optional<String> emulator, Variables variables) {
        return new Whereabouts(
                url,
                url.engine() == Engine.FIRESTORE
                        ? emulator.or(() -> variables.findFilled(Signals.EMULATOR_HOST))
                        : Optional.empty());
    }

    boolean sameAs(Whereabouts other) {
        return url.sameDatabaseAs(other.url) && emulator.equals(other.emulator);
    }
}
