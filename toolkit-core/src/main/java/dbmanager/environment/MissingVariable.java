package dbmanager.environment;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** A setting refers to a variable that is not set. */
public final class MissingVariable extends Problem {
    private static final long serialVersionUID = 1L;

    private final String name;

    MissingVariable(String name, Path file, int line) {
        super(
                Kind.CONFIGURATION,
                file + ":" + line + ": the variable " + name + " is not set",
                "nothing was done",
                "set " + name + " in the environment or in .env beside db-manager.yaml, or write ${" + name
                        + ":-default}");
        this.name = name;
    }

    public String name() {
        return name;
    }
}
