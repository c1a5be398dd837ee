package dbmanager.backup;

import dbmanager.backup.FaultyStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What tests do in a process of its own, because it ends badly. */
final class Crash {
    static final int YES = 3;
    static final int NO = 4;
    /** The store said that it cannot be written. */
    static final int REFUSED = 5;
    /** What {@link FaultyStore} ends the process with. */
    static final int HALTED = 9;

    private static final int TOO_LARGE = 4 << 20;

    private Crash() {}

    /** Gives back the exit code. */
    static int run(String... arguments) throws IOException, InterruptedException {
        return start(List.of(), arguments);
    }

    /** With a limit on how large a file may grow, in KiB. */
    static int runLimited(int kib, String... arguments) throws IOException, InterruptedException {
        return start(List.of("bash", "-c", "ulimit -f " + kib + "; exec \"$@\"", "limited"), arguments);
    }

    private static int start(List<String> prefix, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Crash.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no end: " + command);
        }
        return process.exitValue();
    }

    public static void main(String[] arguments) {
        LocalStore store = new LocalStore(Path.of(arguments[1]));
        TestClock clock = TestClock.at("2026-11-21T02:00:00Z");
        switch (arguments[0]) {
            case "isClaimed" -> System.exit(store.isClaimed(arguments[2]) ? YES : NO);
            case "take" ->
                Samples.take(
                        Samples.catalog(new FaultyStore(store, Fault.HALT, Integer.parseInt(arguments[2])), clock));
            case "takeLarge" -> System.exit(takeLarge(Samples.catalog(store, clock)) ? YES : REFUSED);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static boolean takeLarge(BackupCatalog catalog) {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Samples.part(writer, "shop.db", Part.Compression.NONE, "x".repeat(TOO_LARGE));
            return true;
        } catch (StoreFailure e) {
            return false;
        }
    }
}
