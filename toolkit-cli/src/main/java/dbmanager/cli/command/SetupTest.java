package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class SetupTest implements Callable<Integer> {
    private static final String TEST = "test";

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return database.inEnvironment(TEST).each().act(consent, this::setUp);
    }

    private View setUp(Toolkit toolkit) {
        return ResetView.of(toolkit);
    }
}
