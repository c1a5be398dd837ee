package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.exchange.Content;
import dbmanager.exchange.Diff;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A backup id, its beginning, latest, live, or a file.")
    private String a;

    @Parameters(index = "1", paramLabel = "B", description = "The same.")
    private String b;

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table or collection; repeatable.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many different rows of each table to show; 10 if not given.")
    private int limit;

    @Option(
            names = "--accept-plain",
            description = "Where backups are encrypted: these may be plain, though nothing proves who wrote them.")
    private boolean acceptPlain;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.only(a.equals("live") ? b : a).look(this::compare);
    }

    private View compare(Toolkit toolkit) {
        try (Content first = toolkit.content(a, acceptPlain);
                Content second = toolkit.content(b, acceptPlain)) {
            return new DiffView(
                    Diff.of(first, second, tables, limit, toolkit.printer().progress()::at));
        }
    }
}
