package dbmanager.cli.command;

import dbmanager.cli.DbManager;
import dbmanager.cli.OutputOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

public final class Completion implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        String script = DbManager.completion();
        return output.answer(command, Answer.of(Json.of("script", script), script));
    }
}
