package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Timeline.Moment;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Heads implements Callable<Integer> {
    @Option(names = "--exit-code", description = "End with 3 when there is more than one.")
    private boolean exitCode;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::heads);
    }

    private View heads(Toolkit toolkit) {
        List<Moment> heads = toolkit.migrator().timeline().heads();
        List<String> lines = heads.stream()
                .map(head -> head.key() + "  " + Words.plain(head.state()))
                .toList();
        return Answer.of(
                        Json.of("heads", heads.stream().map(MomentJson::of).toList()),
                        lines.isEmpty() ? List.of("none: there is no migration") : lines)
                .withExitCode(exitCode && heads.size() > 1 ? 3 : 0);
    }
}
