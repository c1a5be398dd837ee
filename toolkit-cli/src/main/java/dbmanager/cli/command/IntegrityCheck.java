package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class IntegrityCheck implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::check);
    }

    private View check(Toolkit toolkit) {
        return new FindingsView(toolkit.backend().check(), "sound: the engine finds nothing wrong");
    }
}
