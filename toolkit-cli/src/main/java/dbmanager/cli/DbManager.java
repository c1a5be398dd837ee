package dbmanager.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code db-manager}. */
@Command(
        name = "db-manager",
        description = "Migrates, backs up and restores the databases of an application.",
        mixinStandardHelpOptions = true,
        versionProvider = DbManager.Build.class)
public final class DbManager implements Runnable {
    private DbManager() {}

    public static void main(String... args) {
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code; the process goes on. */
    static int run(String... args) {
        return new CommandLine(new DbManager()).execute(args);
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    static final class Build implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = DbManager.class.getPackage().getImplementationVersion();
            return new String[] {"db-manager " + (version == null ? "(not packaged)" : version)};
        }
    }
}
