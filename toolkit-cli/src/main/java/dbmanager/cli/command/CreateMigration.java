package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.migration.Template;
import dbmanager.operation.MigrationDraft;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class CreateMigration implements Callable<Integer> {
    private static final String JAVA = "java";

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "What it does: \"add prices\".")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DESCRIPTION", description = "The same in a sentence.")
    private String description;

    @Option(names = "--template", paramLabel = "TEMPLATE", description = "What to start from.")
    private String template;

    @Option(names = "--java", description = "The same as --template java.")
    private boolean java;

    @Option(names = "--list-templates", description = "Show what there is to start from.")
    private boolean list;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        if (java && template != null && !template.equals(JAVA)) {
            throw new UsageProblem("--java and --template " + template + " contradict each other", "give one of them");
        }
        if (name == null && !list) {
            throw new UsageProblem(
                    "the migration has no name", "say what it does: `db-manager create-migration \"add prices\"`");
        }
        return list ? database.only().look(this::templates) : database.only().look(this::create);
    }

    private View create(Toolkit toolkit) {
        MigrationDraft draft = MigrationDraft.of(
                name,
                Optional.ofNullable(description),
                choose(toolkit.backend().templates()),
                toolkit.backend().available(),
                toolkit.surroundings().clock().instant());
        List<String> files = draft.write(toolkit.database().migrations()).stream()
                .map(Path::toString)
                .toList();
        return Answer.of(
                Json.of("version", draft.version(), "name", draft.name(), "files", files),
                files.stream().map("created "::concat).toList());
    }

    private Template choose(List<Template> templates) {
        String wanted = java ? JAVA : template;
        return templates.stream()
                .filter(candidate -> wanted == null || candidate.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UsageProblem(
                        "there is no template \"" + wanted + "\" for this database",
                        "give --template one of "
                                + templates.stream().map(Template::name).collect(Collectors.joining(", "))));
    }

    private View templates(Toolkit toolkit) {
        Columns columns = new Columns("template", "starts with");
        List<Template> templates = toolkit.backend().templates();
        templates.forEach(each -> columns.add(each.name(), each.purpose()));
        return Answer.of(
                Json.of(
                        "templates",
                        templates.stream()
                                .map(each -> Json.of("name", each.name(), "purpose", each.purpose()))
                                .toList()),
                columns.lines());
    }
}
