package dbmanager.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands in processes of their own, and the time between them. A signal that ends this process ends the command first, and has it tidy up. */
public final class Errands {
    /** Less than a signal leaves this process; the command takes less still. */
    private static final Duration PATIENCE = Duration.ofMillis(4500);

    private final Printer printer;
    private final String environment;

    /** @param environment for which this process is there, for what it says at its end */
    public Errands(Printer printer, String environment) {
        this.printer = printer;
        this.environment = environment;
    }

    /**
     * Runs a program with the output and the errors of this process and no input, and waits for its end. Does not return when a signal comes first.
     *
     * @return its exit code
     * @throws IOException when it cannot be started
     */
    public int run(List<String> words, Path folder, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process child = builder.start();
        UnderWay underWay = UnderWay.begin(() -> end(child));
        try {
            child.getOutputStream().close();
            return child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            underWay.end();
        }
    }

    private void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                printer.warn("process " + child.pid() + " is still tidying up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        printer.problem(Interrupted.keeping(environment));
    }

    /** Lets time pass. Does not return when a signal comes first. */
    public void rest(Duration time) {
        UnderWay underWay = UnderWay.begin(() -> printer.problem(Interrupted.resting(environment)));
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            underWay.end();
        }
    }
}
