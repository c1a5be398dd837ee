package dbmanager.cli.command;

import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Check implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.only().look(this::check);
    }

    private View check(Toolkit toolkit) {
        Comparison comparison = model.of(toolkit, "check").check(model.model(toolkit));
        List<String> lines = new ArrayList<>();
        if (comparison.isEmpty()) {
            lines.add("the same: the model and " + ComparisonLines.base(model.base()));
        } else {
            lines.add("the model asks for " + Words.count(comparison.changes().size(), "change") + " to "
                    + ComparisonLines.base(model.base()) + ":");
            lines.addAll(ComparisonLines.of(comparison));
        }
        lines.add(ComparisonLines.notCompared(comparison));
        return Answer.of(
                        Json.of(
                                "base", Words.name(model.base()),
                                "same", comparison.isEmpty(),
                                "changes", ComparisonLines.json(comparison),
                                "suggested_renames", ComparisonLines.suggested(comparison),
                                "not_compared", comparison.notCompared()),
                        lines)
                .withExitCode(comparison.isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode());
    }
}
