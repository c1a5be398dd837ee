package dbmanager.cli.command;

import dbmanager.backend.Model;
import dbmanager.backend.SchemaDesign;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a database should be, and what that is compared with. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The definitions that you want, in SQL; else `model:` of the configuration.")
    private String model;

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
        return model != null || toolkit.database().model().isPresent();
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
}
