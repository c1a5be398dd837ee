package dbmanager.cli;

import dbmanager.environment.Consent;
import java.time.Duration;
import java.util.List;

/**
 * On what terms a command comes to a database.
 *
 * @param acting whether what it does is worth a line in the journal; else it only looks, and nobody needs to know of it later
 * @param patience how long to wait where somebody else has the database locked: who only looks has a person waiting, who changes or keeps
 *     something should get through
 */
record Terms(Consent consent, boolean acting, Duration patience) {
    static final Duration PATIENT = Duration.ofSeconds(30);

    private static final Duration BRIEF = Duration.ofSeconds(3);

    static Terms looking() {
        return new Terms(Consent.none(), false, BRIEF);
    }

    static Terms acting(Consent consent, Duration patience) {
        return new Terms(consent, true, patience);
    }

    /** @param rest the databases whose turn had not come */
    Interrupted interrupted(String command, String databases, List<String> rest) {
        return acting ? Interrupted.acting(command, databases, rest) : Interrupted.looking(command, databases);
    }
}
