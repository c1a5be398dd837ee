package dbmanager.cli.command;

import dbmanager.backend.Lint;
import dbmanager.backend.Lint.Found;
import dbmanager.backend.Lint.Ignored;
import dbmanager.backend.Lint.Report;
import dbmanager.backend.Lint.Severity;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Migration;
import dbmanager.migration.Timeline.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

public final class LintCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Every migration of the folder, not only the pending ones.")
    private boolean all;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            converter = SeverityConverter.class,
            description = "End with 3 at a warning, or only at an error; error if not given.")
    private Severity failOn;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    private static final class SeverityConverter implements ITypeConverter<Severity> {
        @Override
        public Severity convert(String text) {
            return switch (text) {
                case "warning" -> Severity.WARNING;
                case "error" -> Severity.ERROR;
                default -> throw new TypeConversionException("give warning or error");
            };
        }
    }

    @Override
    public Integer call() {
        return database.each().look(this::lint);
    }

    private View lint(Toolkit toolkit) {
        Lint lint = toolkit.feature(Lint.class, "lint");
        toolkit.migrations(); // a folder that was named and is not there has no migrations to be content with
        List<Migration> migrations = all
                ? toolkit.backend().available().stream().toList()
                : toolkit.migrator()
                        .timeline()
                        .waiting()
                        .map(Moment::shipped)
                        .flatMap(shipped -> shipped.stream())
                        .toList();
        List<Found> findings = new ArrayList<>();
        List<Ignored> ignored = new ArrayList<>();
        for (Migration migration : migrations) {
            Report report = lint.look(migration);
            findings.addAll(report.findings());
            ignored.addAll(report.ignored());
        }
        String which = Words.count(migrations.size(), all ? "migration" : "pending migration");
        return new LintView(findings, ignored, failOn, which, migrations.size());
    }
}
