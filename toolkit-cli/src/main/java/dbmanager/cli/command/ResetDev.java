package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class ResetDev implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return database.each().act(consent, this::reset);
    }

    private View reset(Toolkit toolkit) {
        return ResetView.of(toolkit);
    }
}
