package dbmanager.cli.command;

import dbmanager.backend.Maintenance;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Vacuum implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return database.each().act(consent, this::vacuum);
    }

    private View vacuum(Toolkit toolkit) {
        Maintenance maintenance = toolkit.feature(Maintenance.class, "vacuum");
        toolkit.require(Danger.CHANGE);
        Maintenance.Sizes sizes = maintenance.vacuum();
        return Answer.of(
                        Json.of("bytes_before", sizes.before(), "bytes_after", sizes.after()),
                        "vacuumed: " + Words.bytes(sizes.before()) + " -> " + Words.bytes(sizes.after()))
                .withDeed("bytes", sizes.before() + " -> " + sizes.after());
    }
}
