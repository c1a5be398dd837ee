package dbmanager.cli.command;

import dbmanager.backend.UnknownTable;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.exchange.Content;
import dbmanager.exchange.Destination;
import dbmanager.exchange.Export;
import dbmanager.exchange.Format;
import dbmanager.exchange.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class ExportCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Only these tables or collections; else all.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--format",
            defaultValue = "json",
            paramLabel = "json|csv",
            description = "One JSON document, or one CSV file per table; json if not given.")
    private Format format;

    @Option(
            names = "--to",
            defaultValue = STDOUT,
            paramLabel = "PLACE",
            description = "A file, for CSV a folder or a .csv file, or - for standard output, which is the default.")
    private String to;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        if (to.equals(STDOUT) && database.printer().isJson()) {
            throw new UsageProblem(
                    "the rows and the answer would both go to standard output", "give --to a file, or --output text");
        }
        return database.only().look(this::export);
    }

    private View export(Toolkit toolkit) {
        Destination destination = to.equals(STDOUT)
                ? Destination.to(toolkit.printer().stream())
                : Destination.at(toolkit.surroundings().path(to));
        try (Content content = toolkit.backend().live()) {
            return new ExportView(Export.write(
                    content,
                    choose(content),
                    format,
                    destination,
                    toolkit.surroundings().clock().instant(),
                    toolkit.printer().progress()::at));
        }
    }

    private List<Table> choose(Content content) {
        List<String> known = content.tables().stream().map(Table::name).toList();
        return tables.isEmpty()
                ? content.tables()
                : tables.stream()
                        .map(name ->
                                content.table(name).orElseThrow(() -> new UnknownTable(name, content.name(), known)))
                        .toList();
    }
}
