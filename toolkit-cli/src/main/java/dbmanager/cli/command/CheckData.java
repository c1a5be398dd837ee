package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.exchange.Checks;
import dbmanager.exchange.Content;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class CheckData implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::check);
    }

    private View check(Toolkit toolkit) {
        Checks checks = toolkit.database().checks();
        if (checks.isEmpty()) {
            toolkit.printer().warn("database " + toolkit.database().name() + " has no `checks:` in the configuration");
        }
        try (Content content = toolkit.backend().live()) {
            return new FindingsView(checks.judge(content), "all checks hold");
        }
    }
}
