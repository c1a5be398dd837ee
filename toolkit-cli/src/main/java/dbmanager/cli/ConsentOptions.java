package dbmanager.cli;

import dbmanager.environment.Consent;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the user agrees to beforehand; without a terminal this is the only way. */
public final class ConsentOptions {
    @Option(
            names = {"-y", "--yes"},
            description = "Agree that data may be taken away.")
    private boolean yes;

    @Option(
            names = "--confirm",
            paramLabel = "ENVIRONMENT",
            description = "Agree to a change of a guarded environment or a database of it, by its name.")
    private String confirm;

    /** As they were given, for a command that goes on with the same work. */
    public String flags() {
        return (yes ? " --yes" : "") + (confirm == null ? "" : " --confirm " + confirm);
    }

    Consent consent() {
        return new Consent(yes, Optional.ofNullable(confirm));
    }
}
