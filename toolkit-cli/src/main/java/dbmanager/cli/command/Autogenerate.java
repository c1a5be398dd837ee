package dbmanager.cli.command;

import dbmanager.backend.Rename;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.operation.Autogeneration.Drafted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Autogenerate implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "What the migration does: \"add phones\".")
    private String name;

    @Option(
            names = "--rename",
            paramLabel = "OLD:NEW",
            description = "TABLE:NEW or TABLE.COLUMN:NEW keeps its rows; repeatable.")
    private List<String> renames = new ArrayList<>();

    @Option(names = "--dry-run", description = "Show the scripts; write nothing.")
    private boolean dryRun;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ShadowOption shadow = new ShadowOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        List<Rename> said = renames.stream().map(Rename::parse).toList();
        return database.only().look(toolkit -> draft(shadow.over(toolkit), said));
    }

    private View draft(Toolkit toolkit, List<Rename> said) {
        Drafted drafted = model.of(toolkit, "autogenerate")
                .draft(
                        name,
                        model.model(toolkit),
                        said,
                        toolkit.surroundings().clock().instant());
        List<Path> files = dryRun ? List.of() : drafted.write(toolkit.migrations());
        return new AutogenerateView(drafted, files, model.base(), dryRun);
    }
}
