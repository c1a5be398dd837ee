package dbmanager.cli.command;

import dbmanager.backend.Selection;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class BackupCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Only these tables or collections; else everything.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Write one plain file that other programs read, such as a .db, and keep it out of the catalog.")
    private String file;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return file == null
                ? database.each().act(this::backUp)
                : database.only().act(this::writeFile);
    }

    private View backUp(Toolkit toolkit) {
        return TakenView.take(toolkit, Selection.of(tables));
    }

    private View writeFile(Toolkit toolkit) {
        Path path = toolkit.surroundings().path(file);
        var manifest = toolkit.backups()
                .takeFile(path, Selection.of(tables), toolkit.printer().progress());
        if (!toolkit.settings().keys().isEmpty()) {
            toolkit.printer()
                    .warn(path
                            + " is not encrypted, as the backups of the catalog are: keep it as the database itself");
        }
        return Answer.of(
                        Json.of("file", path, "bytes", manifest.bytes(), "records", manifest.records()),
                        "wrote " + path + "  " + Words.bytes(manifest.bytes()) + ", "
                                + Words.count(manifest.records(), "record"))
                .withDeed("file", path);
    }
}
