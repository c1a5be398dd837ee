package dbmanager.environment;

import dbmanager.backup.Expectation;
import dbmanager.exchange.Checks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The databases that variables, or a URL on the command line, make without a declaration in a file. */
record VariablesOnly(Variables variables, Path base) {
    private static final String URL = "DATABASE_URL";
    private static final String PROJECT = "FIREBASE_PROJECT_ID";
    private static final String CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS";

    List<DatabaseSettings> databases() {
        List<DatabaseSettings> databases = new ArrayList<>();
        variables.findFilled(URL).ifPresent(url -> databases.add(settings("sql", parse(URL, url), Optional.empty())));
        variables
                .findFilled(PROJECT)
                .ifPresent(project -> databases.add(
                        settings("firestore", parse(PROJECT, "firestore://" + project), Optional.empty())));
        if (databases.isEmpty()) {
            throw BadSetting.outside(
                    "no database is named: " + base + " has no " + SettingsFile.NAME
                            + " with environments, and neither " + URL + " nor " + PROJECT + " is set",
                    "run `db-manager init` to make a " + SettingsFile.NAME + ", or give --config FILE or --url URL");
        }
        return databases;
    }

    DatabaseSettings settings(DatabaseUrl url, Optional<Path> migrations) {
        return settings(url.engine() == Engine.FIRESTORE ? "firestore" : "sql", url, migrations);
    }

    private DatabaseSettings settings(String name, DatabaseUrl url, Optional<Path> migrations) {
        Path common = base.resolve("migrations");
        Path own = common.resolve(name);
        return new DatabaseSettings(
                name,
                url,
                migrations
                        .orElseGet(() -> Files.isDirectory(own) ? own : common)
                        .normalize(),
                migrations.isPresent(),
                Optional.empty(),
                List.of(),
                Whereabouts.of(url, Optional.empty(), variables).emulator(),
                url.engine() == Engine.FIRESTORE
                        ? variables.findFilled(CREDENTIALS).map(base::resolve)
                        : Optional.empty(),
                Checks.none(),
                Expectation.usual());
    }

    private DatabaseUrl parse(String variable, String url) {
        try {
            return DatabaseUrl.parse(url, base);
        } catch (DatabaseUrl.Malformed e) {
            throw BadSetting.outside("the variable " + variable + " is no database URL: " + e.reason(), e.next());
        }
    }
}
