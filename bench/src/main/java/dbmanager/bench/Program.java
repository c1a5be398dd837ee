package dbmanager.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One or several processes that follow each other, measured from the start of the first to the end of the last.
 *
 * @param before what is put in order first, unmeasured
 * @param answers exit codes that are no failure
 */
record Program(
        String name,
        Path folder,
        Map<String, String> variables,
        Step before,
        Set<Integer> answers,
        List<List<String>> commands) {
    private static final long LOOK_EVERY_MS = 20;

    /** What may fail. */
    interface Step {
        void run() throws Exception;
    }

    /** @param peak of the resident memory in bytes, as far as the system tells; 0 if not */
    record Run(double seconds, long peak) {}

    static Program of(String name, Path folder, List<String> command) {
        return new Program(name, folder, Map.of(), () -> {}, Set.of(0), List.of(command));
    }

    Program then(String... command) {
        List<List<String>> more = new ArrayList<>(commands);
        more.add(List.of(command));
        return new Program(name, folder, variables, before, answers, more);
    }

    Program before(Step step) {
        return new Program(name, folder, variables, step, answers, commands);
    }

    Program then(List<String> command) {
        return then(command.toArray(String[]::new));
    }

    Program with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    Program with(Map<String, String> values) {
        return new Program(name, folder, values, before, answers, commands);
    }

    Program mayEndWith(int answer) {
        return new Program(name, folder, variables, before, Set.of(0, answer), commands);
    }

    /** The first of its programs that this machine does not have. */
    Stream<String> absent() {
        return commands.stream()
                .map(command -> command.get(0))
                .filter(program -> !program.contains("/") && !isOnPath(program));
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    Run run() throws Exception {
        before.run();
        long begun = System.nanoTime();
        long peak = 0;
        for (List<String> command : commands) {
            peak = Math.max(peak, run(command));
        }
        return new Run((System.nanoTime() - begun) / 1e9, peak);
    }

    private long run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("bench-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakOf(process.pid()));
        }
        if (!answers.contains(process.exitValue())) {
            throw new IOException(name + " ended with " + process.exitValue() + ":\n" + Files.readString(errors));
        }
        Files.delete(errors);
        return peak;
    }

    /** In bytes; 0 where the system does not tell: only Linux does. */
    static long peakOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException ended) {
            return 0;
        }
    }
}
