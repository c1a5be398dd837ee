package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Version;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Current implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::current);
    }

    private View current(Toolkit toolkit) {
        Optional<Version> current = toolkit.backend().history().current();
        return Answer.of(
                Json.of("current", current), current.map(Version::toString).orElse("base"));
    }
}
