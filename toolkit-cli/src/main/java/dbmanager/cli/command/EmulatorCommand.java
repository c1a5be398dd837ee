package dbmanager.cli.command;

import dbmanager.cli.OutputOptions;
import dbmanager.cli.Seeding;
import dbmanager.cli.Serving;
import dbmanager.cli.Surroundings;
import dbmanager.cli.UsageProblem;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

public final class EmulatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "N", description = "0 takes any; 8080 if not given.")
    private int port;

    @Option(names = "--persist", paramLabel = "FILE", description = "Where documents are kept; else in memory only.")
    private Optional<Path> persist = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "BACKUP|DIR",
            description = "Begin with the documents of a backup's folder, or of a folder of exported .json files.")
    private Optional<Path> seed = Optional.empty();

    @Option(
            names = "--project",
            defaultValue = "demo-local",
            paramLabel = "ID",
            description = "Whose documents the seed becomes; demo-local if not given.")
    private String project;

    @Option(
            names = "--fault",
            paramLabel = "SPEC",
            description =
                    "What goes wrong on purpose: Commit:UNAVAILABLE:rate=0.1;*:latency=20ms; see docs/emulator.md.")
    private String faults = "";

    @Option(names = "--indexes", paramLabel = "FILE", description = "Refuse queries without an index in this file.")
    private Optional<Path> indexes = Optional.empty();

    @Option(names = "--lenient", description = "Without production's limits on documents and requests.")
    private boolean lenient;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        Surroundings surroundings = OutputOptions.surroundings(command);
        parse(faults);
        if (project.contains("/")) {
            throw new UsageProblem(
                    "--project: " + project + " is no project's id", "give the id alone, without a database");
        }
        Faults untilSeeded = Faults.none();
        try (Serving server = Serving.start(options(surroundings, untilSeeded))) {
            String address = server.host() + ":" + server.port();
            if (seed.isPresent()) {
                int exitCode = new Seeding(surroundings, address, project).from(seed.get());
                if (exitCode != 0) {
                    return exitCode;
                }
            }
            untilSeeded.change(faults);
            output.answer(
                    command,
                    Answer.of(
                            Json.of("host", server.host(), "port", server.port()),
                            "Firestore on " + address + ", for any project and database; Ctrl-C ends it",
                            "  export FIRESTORE_EMULATOR_HOST=" + address));
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private Options options(Surroundings surroundings, Faults now) {
        try {
            Options options = Options.standard(surroundings.clock())
                    .withPort(port)
                    .withLimits(lenient ? Limits.lenient() : Limits.production())
                    .withFaults(now);
            if (persist.isPresent()) {
                options = options.persistingIn(surroundings.path(persist.get().toString()));
            }
            return indexes.isPresent() ? options.withIndexes(indexes(surroundings, indexes.get())) : options;
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(e.getMessage(), "give --port a number from 0 to 65535");
        }
    }

    private static Path indexes(Surroundings surroundings, Path given) {
        Path file = surroundings.path(given.toString());
        if (!Files.isRegularFile(file)) {
            throw new UsageProblem("--indexes: there is no file " + file, "give a firestore.indexes.json");
        }
        return file;
    }

    private static void parse(String spec) {
        try {
            Faults.parse(spec);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--fault: " + e.getMessage(), "see docs/emulator.md for what it can say");
        }
    }
}
