package dbmanager.cli.command;

import dbmanager.backend.Entities;
import dbmanager.backend.EntityReader;
import dbmanager.backend.Model;
import dbmanager.backend.SchemaDesign;
import dbmanager.cli.EntityModule;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.environment.Engine;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a database should be, and what that is compared with. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The definitions that you want, in SQL; else `model:` of the configuration.")
    private String model;

    @Option(
            names = "--entities",
            paramLabel = "JAR|DIR",
            description = "JPA entities, compiled, in place of SQL; repeatable.")
    private List<String> entities = new ArrayList<>();

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Jars and folders with what the entities need besides.")
    private List<String> classPath = new ArrayList<>();

    @Option(
            names = "--naming",
            paramLabel = "jpa|snake|CLASS",
            description = "How entities become names of tables; jpa if not said.")
    private List<String> naming = new ArrayList<>();

    @Option(names = "--live", description = "Compare with the database itself, not with what the migrations make.")
    private boolean live;

    Base base() {
        return live ? Base.LIVE : Base.MIGRATIONS;
    }

    boolean isLive() {
        return live;
    }

    /** Whether the command line or the configuration names a model. */
    boolean isGiven(Toolkit toolkit) {
        return model != null
                || !(entities.isEmpty() && classPath.isEmpty() && naming.isEmpty())
                || toolkit.database().model().isPresent();
    }

    /** @throws dbmanager.cli.Unsupported when the engine has no definitions to compare */
    Autogeneration of(Toolkit toolkit, String command) {
        toolkit.feature(SchemaDesign.class, command);
        return new Autogeneration(
                toolkit.backend(),
                toolkit.migrations(),
                base(),
                toolkit.printer().progress());
    }

    Model model(Toolkit toolkit) {
        if (entities.isEmpty() && !(classPath.isEmpty() && naming.isEmpty())) {
            throw new UsageProblem(
                    "--classpath and --naming are about entities, and none are named", "give --entities JAR or DIR");
        }
        if (!entities.isEmpty()) {
            return ofEntities(toolkit);
        }
        if (model != null) {
            return Model.read(toolkit.surroundings().path(model), model);
        }
        Path file = toolkit.database()
                .model()
                .orElseThrow(() -> new UsageProblem(
                        "there is no model to compare " + toolkit.database().name() + " with",
                        "give --model FILE, or write model: FILE to the database in db-manager.yaml"));
        Path base = toolkit.settings().baseFolder();
        return Model.read(
                file, file.startsWith(base) ? base.relativize(file).toString().replace('\\', '/') : file.toString());
    }

    private Model ofEntities(Toolkit toolkit) {
        if (model != null) {
            throw new UsageProblem(
                    "--model and --entities both say what the database should be", "give one of the two");
        }
        return EntityModule.read(
                toolkit.surroundings(),
                new Entities(
                        paths(toolkit, entities),
                        paths(toolkit, parts(classPath)),
                        naming,
                        String.join(", ", entities)),
                toolkit.database().url().engine() == Engine.SQLITE
                        ? EntityReader.Dialect.SQLITE
                        : EntityReader.Dialect.POSTGRESQL);
    }

    /** {@code lib/*} means the same as {@code lib}. */
    private static List<String> parts(List<String> paths) {
        return paths.stream()
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .map(part -> part.endsWith("/*") ? part.substring(0, part.length() - 2) : part)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static List<Path> paths(Toolkit toolkit, List<String> named) {
        return named.stream().map(toolkit.surroundings()::path).toList();
    }
}
