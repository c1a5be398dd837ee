package dbmanager.cli.demo;

import dbmanager.cli.DbManager;
import dbmanager.cli.Surroundings;
import dbmanager.cli.UsageProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

public final class DemoCommand implements Callable<Integer> {
    private static final String NAME = "db-manager-demo";

    @Spec
    private CommandSpec command;

    @Option(names = "--dir", paramLabel = "DIR", description = "The new folder; ./" + NAME + " if not given.")
    private Path folder;

    @Override
    public Integer call() {
        Surroundings surroundings = ((DbManager) command.root().userObject()).surroundings();
        new Demo(surroundings, newFolder(surroundings.workingFolder())).tell();
        return 0;
    }

    private Path newFolder(Path here) {
        if (folder != null) {
            Path wanted = here.resolve(folder).normalize();
            if (Files.exists(wanted)) {
                throw new UsageProblem(wanted + " exists already", "give --dir a folder that does not, or delete it");
            }
            return wanted;
        }
        Path free = here.resolve(NAME);
        for (int i = 2; Files.exists(free); i++) {
            free = here.resolve(NAME + "-" + i);
        }
        return free;
    }
}
