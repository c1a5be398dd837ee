package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.zip.ZipFile;

/**
 * Google's emulator as a child process on a loopback port. The child ends with {@link #close()}, with our process when that ends in order (a
 * shutdown hook), and by its {@link Leash} when that is killed. Not covered: a child that is itself suspended ends only when it goes on.
 */
final class OfficialServer implements FirestoreEmulator.Server {
    /** In Google's jars and in those that the Firebase tools download. */
    private static final String MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORTS_TO_TRY = 5;
    private static final long LOOK_MILLIS = 50;
    private static final long ENDING_SECONDS = 5;
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(10);

    /** Meant for our own JVM; a debugger's port or an agent would break the child. */
    private static final List<String> OUR_OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private final Address address;
    private final Process process;
    private final Tail output;
    private final RunningServer answers;
    private final Thread hook;

    private OfficialServer(Address address, Process process) {
        this.address = address;
        this.process = process;
        // What answers on the port may be another emulator that took it first; that ours has it, only ours can say.
        this.output = Tail.of(process.getInputStream(), ":" + address.port());
        this.answers = new RunningServer(address);
        this.hook = new Thread(process::destroyForcibly, "firestore emulator end");
    }

    /** @param ports gives a port that was free a moment ago; asked again when somebody was faster */
    static FirestoreEmulator start(Path jar, Launch launch, IntSupplier ports) {
        ensureEmulator(jar);
        List<String> taken = new ArrayList<>();
        while (taken.size() < PORTS_TO_TRY) {
            Address address = new Address(LOOPBACK, ports.getAsInt());
            Optional<OfficialServer> server = start(jar, launch, address);
            if (server.isPresent()) {
                return new FirestoreEmulator(Kind.OFFICIAL, "Google's emulator " + jar, address, server.get());
            }
            taken.add(address + " was taken before the emulator could have it");
        }
        throw new EmulatorUnavailable(
                "no port could be had for the Firestore emulator", taken, "see what takes the ports, and try again");
    }

    /** Free now; somebody else may take it before the child does. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmulatorUnavailable(
                    "no port is free on " + LOOPBACK, List.of(RunningServer.said(e)), "end what takes them all", e);
        }
    }

    private static void ensureEmulator(Path jar) {
        String problem;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(MAIN.replace('.', '/') + ".class") != null) {
                return;
            }
            problem = "it has no class " + MAIN;
        } catch (IOException e) {
            problem = "it cannot be read as a jar: " + RunningServer.said(e);
        }
        throw new EmulatorUnavailable(
                jar + " is no Firestore emulator", List.of(problem), "install one: " + OfficialSearch.INSTALL);
    }

    /** Empty when the port was taken. */
    private static Optional<OfficialServer> start(Path jar, Launch launch, Address address) {
        try (LeashFolder leash = LeashFolder.create()) {
            ProcessBuilder command = command(jar + File.pathSeparator + leash.path(), launch, address);
            OfficialServer server = new OfficialServer(address, start(command, launch.javaHome()));
            return server.comesUp(jar, launch.patience()) ? Optional.of(server) : Optional.empty();
        }
    }

    private static Process start(ProcessBuilder command, Path javaHome) {
        try {
            return command.start();
        } catch (IOException e) {
            throw new EmulatorUnavailable(
                    "there is no Java in " + javaHome + " that starts",
                    List.of(RunningServer.said(e)),
                    "give the home of one that does",
                    e);
        }
    }

    private static ProcessBuilder command(String classPath, Launch launch, Address address) {
        List<String> words = new ArrayList<>();
        words.add(launch.javaHome().resolve(Path.of("bin", "java")).toString());
        words.add("-Duser.language=en"); // as Google's own script starts it: it has no other messages
        words.add("-XX:+ExitOnOutOfMemoryError"); // else it stays, and answers nobody
        launch.heapMebibytes().ifPresent(heap -> words.add("-Xmx" + heap + "m"));
        if (launch.shortLived()) {
            words.add("-XX:TieredStopAtLevel=1");
        }
        words.addAll(List.of("-cp", classPath, Leash.class.getName(), MAIN));
        words.addAll(List.of("start", "--host=" + address.host(), "--port=" + address.port()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeAll(OUR_OPTIONS);
        return builder;
    }

    /** Waits until it answers. Whatever else happens, the child is gone when this returns. @return false when its port was taken */
    private boolean comesUp(Path jar, Duration patience) {
        boolean up = false;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            up = answersWithin(jar, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmulatorUnavailable(
                    "the start of the Firestore emulator was interrupted", List.of(), "start it again", e);
        } finally {
            if (!up) {
                close();
            }
        }
        return up;
    }

    private boolean answersWithin(Path jar, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < patience.toNanos()) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                List<String> lines = output.allLines();
                if (lines.stream().anyMatch(line -> line.contains("BindException"))) {
                    return false;
                }
                throw new EmulatorUnavailable(
                        jar + " ended with " + process.exitValue() + " before it answered", lines, next(lines));
            }
            if (output.said() && isHealthy()) {
                return true;
            }
        }
        throw new EmulatorUnavailable(
                jar + " does not answer on " + address + " after " + patience.toSeconds() + " s",
                output.lines(),
                "allow it more time where the machine is busy, or try another version of the emulator");
    }

    private boolean isHealthy() {
        try {
            Http.health(address, HEALTH_PATIENCE);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private static String next(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains("UnsupportedClassVersionError"))
                ? "this emulator needs a newer Java: give the home of one"
                : "correct what its last lines complain about, or install another version: " + OfficialSearch.INSTALL;
    }

    /** Asks the process first: when it is gone, somebody else may answer on its port. */
    @Override
    public void ensureUp() {
        if (process.isAlive()) {
            try {
                answers.ensureUp();
                return;
            } catch (EmulatorGone e) {
                if (!isEnding()) {
                    throw e;
                }
            }
        }
        throw new EmulatorGone(
                "the Firestore emulator on " + address + " (process " + process.pid() + ") has ended with "
                        + process.exitValue(),
                output.lines(),
                "start another one, with a larger heap if it ran out of memory");
    }

    /** A process that is killed refuses connections a moment before it counts as ended. */
    private boolean isEnding() {
        try {
            return process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void wipe(String project, String database) {
        answers.wipe(project, database);
    }

    /** It holds nothing that could be saved, so it need not be asked. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }
}
