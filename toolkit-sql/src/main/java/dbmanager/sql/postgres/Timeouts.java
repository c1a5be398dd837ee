package dbmanager.sql.postgres;

import dbmanager.environment.Parameters;
import java.util.Optional;

/**
 * How long statements may take, as the server understands it ({@code 5s}, {@code 2min}, {@code 0} for ever). What the URL does not say stays
 * what server, database and role have set, but for databases that we make.
 *
 * @param lock how long to wait for each lock
 * @param statement how long a statement may run
 */
record Timeouts(Optional<String> lock, Optional<String> statement) {
    static final String LOCK = "lock_timeout";
    static final String STATEMENT = "statement_timeout";

    static Timeouts of(Parameters parameters) {
        return new Timeouts(
                Optional.ofNullable(parameters.plain().get(LOCK)),
                Optional.ofNullable(parameters.plain().get(STATEMENT)));
    }
}
