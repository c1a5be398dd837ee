package dbmanager.environment;

/** How careful to be with an environment. */
public enum Protection {
    OPEN,
    /** Asks before any change, by name. */
    GUARDED;

    /** What an environment of this name has when nothing is said about it. */
    static Protection byDefault(String environment) {
        return environment.equalsIgnoreCase("production") || environment.equalsIgnoreCase("prod") ? GUARDED : OPEN;
    }
}
