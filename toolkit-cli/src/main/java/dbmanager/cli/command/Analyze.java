package dbmanager.cli.command;

import dbmanager.backend.Maintenance;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Analyze implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return database.each().act(consent, this::analyze);
    }

    private View analyze(Toolkit toolkit) {
        Maintenance maintenance = toolkit.feature(Maintenance.class, "analyze");
        toolkit.require(Danger.CHANGE);
        maintenance.analyze();
        return Answer.of(Json.of("analyzed", true), "analyzed: the query planner knows the data anew")
                .withDeed("analyzed", true);
    }
}
