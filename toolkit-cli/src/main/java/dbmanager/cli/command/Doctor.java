package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Doctor implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().lookAtOnce(CheckUp::of);
    }
}
