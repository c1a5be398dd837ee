package dbmanager.environment;

/** How a command line says which environment it is about, so that advice about another one can be followed as it stands. */
public enum Choice {
    ENVIRONMENT("--env"),
    SOURCE("--from"),
    TARGET("--to"),
    /** By a promotion to it. */
    PROMOTION("--back");

    private final String option;

    Choice(String option) {
        this.option = option;
    }

    String of(String environment) {
        return this == PROMOTION
                ? "name a promotion to " + environment + " with " + option
                : "give " + option + " " + environment;
    }

    String ofAnother() {
        return this == PROMOTION
                ? "name a promotion to another environment with " + option
                : "choose another environment with " + option;
    }
}
