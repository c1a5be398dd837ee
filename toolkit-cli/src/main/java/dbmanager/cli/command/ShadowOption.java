package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import picocli.CommandLine.Option;

/** Another server for temporary databases, where the database's own lets this user make none. */
final class ShadowOption {
    @Option(
            names = "--shadow-url",
            paramLabel = "URL",
            description = "PostgreSQL: an empty database on another server, beside which temporary databases are made;"
                    + " rows of this one go there.")
    private String url;

    boolean isGiven() {
        return url != null;
    }

    /** The same toolkit, before its backend is opened. */
    Toolkit over(Toolkit toolkit) {
        if (isGiven()) {
            DatabaseUrl parsed = DatabaseUrl.parse(url, toolkit.surroundings().workingFolder());
            if (!(parsed instanceof PostgresqlUrl shadow)) {
                throw new UsageProblem(
                        "--shadow-url names no PostgreSQL database: " + parsed,
                        "write it as postgresql://user@host/database");
            }
            toolkit.useShadow(shadow);
        }
        return toolkit;
    }
}
