package dbmanager.cli.demo;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** A command of the demo did not end as its story tells. */
final class Stopped extends Problem {
    private static final long serialVersionUID = 1L;

    Stopped(Path folder, int exitCode, int expected, String... arguments) {
        super(
                Kind.UNEXPECTED,
                "the demo stopped: `db-manager " + String.join(" ", arguments) + "` ended with " + exitCode
                        + " instead of " + expected,
                "everything is as the last command left it, in " + folder,
                "run the command again there with --verbose, and report what it says");
    }
}
