package dbmanager.cli.command;

import dbmanager.alembic.AlembicImport;
import dbmanager.alembic.AlembicScript;
import dbmanager.alembic.Revisions;
import dbmanager.cli.AlembicProgram;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.migration.Direction;
import dbmanager.operation.AlembicTakeover;
import dbmanager.operation.AlembicTakeover.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class ImportAlembic implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The Alembic project, with alembic.ini, or its folder of revisions.")
    private Path project;

    @Option(names = "--up", paramLabel = "FILE", description = "What `alembic upgrade heads --sql` wrote.")
    private Optional<Path> up = Optional.empty();

    @Option(names = "--down", paramLabel = "FILE", description = "What `alembic downgrade HEAD:base --sql` wrote.")
    private Optional<Path> down = Optional.empty();

    @Option(
            names = "--alembic",
            paramLabel = "PROGRAM",
            defaultValue = "alembic",
            description = "Which Alembic writes the SQL, where no files are given; the one on the PATH if not given.")
    private String program;

    @Mixin
    private RunnerOptions database = new RunnerOptions();

    @Override
    public Integer call() {
        if (down.isPresent() && up.isEmpty()) {
            throw new UsageProblem("--down without --up", "give both, or neither");
        }
        return database.consented(database.only(), this::takeOver);
    }

    private View takeOver(Toolkit toolkit, Duration wait) {
        Path folder = toolkit.surroundings().path(project.toString());
        Revisions revisions = Revisions.read(folder);
        AlembicScript upward = AlembicScript.of(
                up.map(file -> text(toolkit, file))
                        .orElseGet(() -> alembic(folder).sql("upgrade", "heads")),
                Direction.UP,
                revisions);
        AlembicScript downward = up.isPresent()
                ? down.map(file -> AlembicScript.of(text(toolkit, file), Direction.DOWN, revisions))
                        .orElse(AlembicScript.empty())
                : alembic(folder).downward(revisions);
        AlembicTakeover takeover = new AlembicTakeover(
                toolkit.backend(),
                toolkit.database().migrations(),
                () -> toolkit.migrator(wait),
                toolkit.attribution(),
                toolkit.printer().progress());
        List<String> has = takeover.revisions(upward.versionTable().orElse(AlembicImport.USUAL_TABLE));
        AlembicImport plan = AlembicImport.of(revisions, upward, downward, has);
        return view(plan, has, takeover.run(plan, MigrationView.live(toolkit)));
    }

    private static View view(AlembicImport plan, List<String> has, Done done) {
        List<String> irreversible = plan.steps().stream()
                .filter(step -> step.undo().isEmpty())
                .map(step -> step.version().toString())
                .toList();
        List<String> lines = new ArrayList<>();
        done.files().forEach(file -> lines.add("created " + file));
        irreversible.forEach(version -> lines.add("warning: Alembic wrote no way down for " + version));
        done.unproven().forEach(finding -> lines.add(finding.toString()));
        lines.add(
                done.unproven().isEmpty()
                        ? "proven on a throw-away database: all the way up, and down again where there is a way"
                        : "not proven, and nothing was recorded: mend the files, then `db-manager stamp "
                                + plan.reached() + "`");
        if (!has.isEmpty() && done.unproven().isEmpty()) {
            lines.add("Alembic had the database at " + String.join(", ", has) + ", which is " + plan.reached()
                    + " here; its table stays, and nothing reads it any more");
        }
        return Answer.of(
                        Json.of(
                                "files",
                                        done.files().stream()
                                                .map(Path::toString)
                                                .toList(),
                                "irreversible", irreversible,
                                "revisions", has,
                                "reached", plan.reached().toString(),
                                "findings", FindingsView.json(done.unproven()),
                                "steps",
                                        done.stamped()
                                                .map(report -> EntryJson.of(report.done()))
                                                .orElse(List.of())),
                        lines)
                .withExitCode(done.unproven().isEmpty() ? 0 : 3)
                .withDeed("created", done.files());
    }

    private AlembicProgram alembic(Path folder) {
        return new AlembicProgram(program, folder);
    }

    private static String text(Toolkit toolkit, Path file) {
        try {
            return Files.readString(toolkit.surroundings().path(file.toString()));
        } catch (IOException e) {
            throw new UsageProblem("cannot read " + file + " (" + e.getMessage() + ")", "name a file in UTF-8");
        }
    }
}
