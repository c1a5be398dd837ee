package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.migration.Migration;
import dbmanager.migration.Plan;
import dbmanager.operation.Migrator;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class Run implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A script of the migrations folder: its path, or its name there.")
    private String file;

    @Option(names = "--out-of-order", description = "Also when it is not the next one.")
    private boolean outOfOrder;

    @Mixin
    private ProofOption proof = new ProofOption();

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        return database.change(database.only(), this::run);
    }

    private View run(Toolkit toolkit, Migrator migrator) {
        Plan.Order order = outOfOrder ? Plan.Order.OUT_OF_ORDER : Plan.Order.STRICT;
        Migration migration = find(toolkit);
        Migrator proven = proof.over(toolkit, migrator);
        return MigrationView.of(toolkit, onStep -> proven.run(migration, order, onStep));
    }

    private Migration find(Toolkit toolkit) {
        Path folder = toolkit.migrations();
        Path fromHere = toolkit.surroundings().path(file);
        Path inFolder = folder.resolve(file).normalize();
        return toolkit.backend().available().stream()
                .filter(migration -> migration.script().file().equals(fromHere)
                        || migration.script().file().equals(inFolder))
                .findFirst()
                .orElseThrow(() -> new UsageProblem(
                        file + " is no migration of " + folder,
                        "put it there under a name that `db-manager create-migration` would give it"));
    }
}
