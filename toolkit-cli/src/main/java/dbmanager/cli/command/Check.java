package dbmanager.cli.command;

import dbmanager.backend.Drift;
import dbmanager.backend.DriftWatch;
import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class Check implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ShadowOption shadow = new ShadowOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.only().look(toolkit -> check(shadow.over(toolkit)));
    }

    private View check(Toolkit toolkit) {
        Optional<Drift> drift = model.isLive()
                ? Optional.of(toolkit.feature(DriftWatch.class, "check --live").look())
                : Optional.empty();
        boolean compares = !model.isLive() || model.isGiven(toolkit);
        Optional<Comparison> comparison =
                compares ? Optional.of(model.of(toolkit, "check").check(model.model(toolkit))) : Optional.empty();
        List<String> lines = new ArrayList<>();
        Map<String, Object> json = new LinkedHashMap<>();
        comparison.ifPresent(differences -> {
            lines.addAll(lines(differences));
            json.putAll(json(differences));
        });
        drift.ifPresent(found -> {
            lines.addAll(DriftLines.of(found));
            json.put("drift", DriftLines.json(found));
        });
        boolean good = comparison.map(Comparison::isEmpty).orElse(true)
                && drift.map(found -> found.verdict() != Drift.Verdict.DRIFTED).orElse(true);
        return Answer.of(json, lines).withExitCode(good ? 0 : Problem.Kind.NEGATIVE.exitCode());
    }

    private List<String> lines(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        if (comparison.isEmpty()) {
            lines.add("the same: the model and " + ComparisonLines.base(model.base()));
        } else {
            lines.add("the model asks for " + Words.count(comparison.changes().size(), "change") + " to "
                    + ComparisonLines.base(model.base()) + ":");
            lines.addAll(ComparisonLines.of(comparison));
        }
        lines.add(ComparisonLines.notCompared(comparison));
        return lines;
    }

    private Map<String, Object> json(Comparison comparison) {
        return Json.of(
                "base", Words.name(model.base()),
                "same", comparison.isEmpty(),
                "changes", ComparisonLines.json(comparison),
                "suggested_renames", ComparisonLines.suggested(comparison),
                "not_compared", comparison.notCompared());
    }
}
