package dbmanager.cli.command;

import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.exchange.Format;
import dbmanager.exchange.Import;
import dbmanager.exchange.Intake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE|DIR", description = "A .json or .csv file, or a folder of .csv files.")
    private String source;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this table; names the rows of a file that does not.")
    private Optional<String> table = Optional.empty();

    @Option(
            names = "--on-conflict",
            defaultValue = "fail",
            paramLabel = "fail|skip|replace",
            description = "What to do with a row whose key is there already; fail if not given.")
    private Intake.OnConflict onConflict;

    @Option(names = "--new-keys", description = "Give the rows new keys; references among them follow.")
    private boolean newKeys;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        return database.only().act(consent, this::take);
    }

    private View take(Toolkit toolkit) {
        Path path = toolkit.surroundings().path(source);
        if (Files.notExists(path)) {
            throw new UsageProblem("there is no file " + path, "give a .json or .csv file, or a folder of .csv files");
        }
        Format format = Format.of(path);
        toolkit.require(onConflict == Intake.OnConflict.REPLACE ? Danger.DESTROY : Danger.CHANGE);
        Intake.Policy policy = new Intake.Policy(onConflict, newKeys ? Intake.Keys.NEW : Intake.Keys.KEEP);
        try (Intake intake = toolkit.backend().intake(policy)) {
            return new ImportView(
                    Import.read(path, format, table, intake, toolkit.printer().progress()::at));
        }
    }
}
