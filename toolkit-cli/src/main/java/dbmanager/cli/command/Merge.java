package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Template;
import dbmanager.operation.Renumbering;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Merge implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Show the new names; rename nothing.")
    private boolean dryRun;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return dryRun ? database.each().look(this::merge) : database.each().act(this::merge);
    }

    private View merge(Toolkit toolkit) {
        Path folder = toolkit.migrations();
        Set<String> extensions =
                toolkit.backend().templates().stream().map(Template::extension).collect(Collectors.toSet());
        Renumbering renumbering = Renumbering.of(
                new MigrationFolder(folder, extensions).readLeniently(script -> true),
                toolkit.backend().history(),
                toolkit.surroundings().clock().instant());
        List<Path> renamed = dryRun ? List.of() : renumbering.apply(folder);
        Answer view = view(renumbering, renamed);
        return renamed.isEmpty() ? view : view.withDeed("renamed", renamed);
    }

    private Answer view(Renumbering renumbering, List<Path> renamed) {
        List<String> lines = renumbering.changes().stream()
                .map(change ->
                        change.migration().script().path() + " -> " + change.to() + "  (" + change.reason() + ")")
                .toList();
        return Answer.of(
                Json.of(
                        "dry_run", dryRun,
                        "changes",
                                renumbering.changes().stream()
                                        .map(change -> Json.of(
                                                "script",
                                                        change.migration()
                                                                .script()
                                                                .path(),
                                                "to", change.to(),
                                                "reason", change.reason()))
                                        .toList(),
                        "files", renamed.stream().map(Path::toString).toList()),
                lines.isEmpty() ? List.of("nothing to merge: there is one line of migrations") : lines);
    }
}
