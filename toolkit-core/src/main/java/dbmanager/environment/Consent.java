package dbmanager.environment;

import java.util.Optional;

/**
 * What the user agreed to.
 *
 * @param yes {@code --yes}
 * @param confirm the environment named by {@code --confirm}
 */
public record Consent(boolean yes, Optional<String> confirm) {
    public static Consent none() {
        return new Consent(false, Optional.empty());
    }
}
