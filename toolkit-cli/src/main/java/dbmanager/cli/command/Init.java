package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Init implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        List<Path> created = database.areNamed()
                ? List.of()
                : ProjectFiles.write(database.surroundings().workingFolder());
        created.forEach(file -> database.printer().line("created %s", file));
        return database.each()
                .act(
                        consent,
                        this::initialise,
                        turns -> Answer.of(Json.of(
                                "files", created.stream().map(Path::toString).toList())));
    }

    private View initialise(Toolkit toolkit) {
        toolkit.require(Danger.CHANGE);
        toolkit.backend().initialise();
        Path migrations = ProjectFiles.migrations(toolkit.database().migrations());
        return Answer.of(
                        Json.of("initialised", true, "migrations", migrations),
                        "ready: " + toolkit.database().url(),
                        "next:  db-manager create-migration \"first tables\" (goes into " + migrations + ")")
                .withDeed("initialised", true);
    }
}
