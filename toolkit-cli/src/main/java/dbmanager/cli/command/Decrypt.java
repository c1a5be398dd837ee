package dbmanager.cli.command;

import dbmanager.backup.ForeignBackup;
import dbmanager.cli.ConfigurationOptions;
import dbmanager.cli.OutputOptions;
import dbmanager.cli.Surroundings;
import dbmanager.cli.View;
import dbmanager.environment.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

public final class Decrypt implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "PART", description = "A part in the folder of its backup, such as …/shop.db.enc.")
    private String part;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file to write, which must not be there yet: what RESTORE.txt beside the part tells of.")
    private String out;

    @Mixin
    private ConfigurationOptions config = new ConfigurationOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        return output.answer(command, decrypt());
    }

    private View decrypt() {
        Surroundings surroundings = OutputOptions.surroundings(command);
        Settings settings = config.read(surroundings);
        settings.keyExposure().ifPresent(exposed -> output.printer(surroundings).warn(exposed.toString()));
        Path file = surroundings.path(out);
        long bytes = ForeignBackup.decrypt(surroundings.path(part), settings.keys(), file);
        return Answer.of(
                Json.of("file", file, "bytes", bytes),
                "wrote " + file + "  " + Words.bytes(bytes) + ", as it was before it was encrypted");
    }
}
