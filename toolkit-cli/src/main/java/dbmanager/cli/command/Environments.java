package dbmanager.cli.command;

import dbmanager.cli.ConfigurationOptions;
import dbmanager.cli.OutputOptions;
import dbmanager.cli.View;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

public final class Environments implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private ConfigurationOptions config = new ConfigurationOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        return output.answer(command, list());
    }

    private View list() {
        var surroundings = OutputOptions.surroundings(command);
        Settings settings = config.read(surroundings);
        String chosen = settings.environmentName(Optional.empty());
        List<Map<String, Object>> json = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String name : settings.environmentNames()) {
            Sketch sketch = Sketch.of(settings, name);
            json.add(Json.of(
                    "environment", name,
                    "chosen", name.equals(chosen),
                    "usable", sketch.problem().isEmpty(),
                    "problem", sketch.problem(),
                    "protection", sketch.protection(),
                    "protected_because", sketch.because(),
                    "proven_by", sketch.provenBy(),
                    "databases",
                            sketch.databases().stream().map(Environments::json).toList()));
            lines.add(name
                    + (name.equals(chosen) ? " (chosen)" : "")
                    + sketch.because().or(sketch::protection).map("  "::concat).orElse(""));
            sketch.provenBy().ifPresent(source -> lines.add("  its migrations must have run in " + source + " first"));
            sketch.problem().ifPresent(problem -> lines.add("  not usable here: " + problem));
            sketch.databases().forEach(database -> lines.add("  " + database.name() + "  " + database.url()));
        }
        return Answer.of(Json.of("environments", json), lines);
    }

    private static Map<String, Object> json(DatabaseSettings database) {
        return Json.of(
                "database", database.name(),
                "url", database.url(),
                "engine", Words.name(database.url().engine()),
                "migrations", database.migrations(),
                "emulator", database.emulator());
    }
}
