package dbmanager.sql.postgres;

import dbmanager.environment.Secret;
import dbmanager.file.Temporary;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program of PostgreSQL's client at work. What it says on stderr is kept, and its last lines are what a failure tells. One that gives no sign
 * of life for too long is killed, and so is one that is still at work when this is closed.
 */
final class Child implements AutoCloseable {
    /** How long none of its bytes may move before it counts as hanging, unless the server works for it. */
    static final Duration USUAL_SILENCE = Duration.ofMinutes(15);

    /** By SIGHUP, SIGINT, SIGKILL or SIGTERM: a terminal that is closed, Ctrl-C, a kernel without memory, an operator. */
    private static final Set<Integer> ENDED_FROM_OUTSIDE = Set.of(128 + 1, 128 + 2, 128 + 9, 128 + 15);

    private static final int LINES_KEPT = 12;

    /** Of those that follow one of its own: a statement can be as long as it likes. */
    private static final int LINES_BETWEEN = 8;

    private static final long LAST_WORDS_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Optional<Temporary> passwordFile;
    private final Deque<String> said = new ArrayDeque<>();
    private final Thread listener;
    private final Thread watchdog;
    private final Duration silence;
    private final BooleanSupplier busy;
    private volatile long lastSign = System.nanoTime();
    private volatile boolean hung;

    private Child(
            Path program, Process process, Optional<Temporary> passwordFile, Duration silence, BooleanSupplier busy) {
        this.name = program.getFileName().toString().replaceFirst("[.]exe$", "");
        this.process = process;
        this.passwordFile = passwordFile;
        this.silence = silence;
        this.busy = busy;
        this.listener = new Thread(this::listen, name + " stderr");
        this.watchdog = new Thread(this::watch, name + " watchdog");
        listener.setDaemon(true);
        watchdog.setDaemon(true);
        listener.start();
        watchdog.start();
    }

    /**
     * @param variables for it, besides those of this process
     * @param password of the database, which it reads from a file that nobody else can
     * @param silence after which it is asked for a sign of life
     * @param busy whether the server works for it, asked when no bytes have moved for that long
     */
    static Child start(
            Path program,
            List<String> arguments,
            Map<String, String> variables,
            Optional<Secret> password,
            Duration silence,
            BooleanSupplier busy) {
        Optional<Temporary> file = password.map(Child::passwordFile);
        try {
            ProcessBuilder builder = new ProcessBuilder(program.toString());
            builder.command().addAll(arguments);
            builder.environment().putAll(variables);
            builder.environment().put("LC_ALL", "C"); // what it says is shown, and some of it read
            if (file.isPresent()) {
                builder.environment().remove("PGPASSWORD");
                builder.environment().put("PGPASSFILE", file.get().path().toString());
            }
            return new Child(program, builder.start(), file, silence, busy);
        } catch (IOException e) {
            file.ifPresent(Child::remove);
            throw new Programs.Missing(program.toString());
        }
    }

    private static Temporary passwordFile(Secret password) {
        Optional<Temporary> file = Optional.empty();
        try {
            file = Optional.of(Temporary.file("db-manager-", ".pgpass"));
            Path path = file.get().path();
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            String escaped = password.reveal().replace("\\", "\\\\").replace(":", "\\:");
            Files.writeString(path, "*:*:*:*:" + escaped + "\n");
            return file.get();
        } catch (IOException e) {
            file.ifPresent(Child::remove);
            throw new NoPasswordFile(e);
        }
    }

    private static void remove(Temporary file) {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger(Child.class.getName()).log(System.Logger.Level.WARNING, "left behind: {0}", file.path());
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    /** Bytes moved to it or from it. */
    void isAlive() {
        lastSign = System.nanoTime();
    }

    private void listen() {
        try (var reader = process.errorReader(StandardCharsets.UTF_8)) {
            int between = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                isAlive();
                between = line.startsWith(name + ": ") ? 0 : between + 1;
                if (between <= LINES_BETWEEN) {
                    keep(Masked.text(line.strip()));
                }
            }
        } catch (IOException e) {
            // It was killed; what it said so far is there.
        }
    }

    private void keep(String line) {
        synchronized (said) {
            said.addLast(line);
            if (said.size() > LINES_KEPT) {
                said.removeFirst();
            }
        }
    }

    private void watch() {
        try {
            while (!process.waitFor(Math.max(1, silence.toMillis() / 10), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - lastSign > silence.toNanos()) {
                    if (busy.getAsBoolean()) {
                        isAlive();
                    } else {
                        hung = true;
                        process.destroyForcibly();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for its end.
     *
     * @throws Ended when somebody else ended it
     * @throws Failed when it did not end well
     */
    void await(String doing) {
        try {
            int exit = process.waitFor();
            listener.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
            if (hung) {
                throw new Failed(
                        name, doing, "it gave no sign of life for " + silence.toSeconds() + " s and was killed");
            }
            LastWords words = said();
            if (ENDED_FROM_OUTSIDE.contains(exit) || words.isEndedByUser()) {
                throw new Ended(name, doing, why(exit, words));
            }
            if (exit != 0) {
                throw new Failed(name, doing, why(exit, words), words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(name, doing, "this was interrupted");
        }
    }

    private static String why(int exit, LastWords words) {
        String how = exit > 128 ? "it was ended by signal " + (exit - 128) : "it ended with exit code " + exit;
        if (exit > 128 && !words.isError()) { // what it said last is what it was doing
            int lines = words.own().size();
            return lines == 0 ? how : how + " (" + words.own().get(lines - 1) + ")";
        }
        return words.text().isEmpty() ? how : words.text();
    }

    private LastWords said() {
        synchronized (said) {
            return LastWords.of(name, List.copyOf(said));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        passwordFile.ifPresent(Child::remove);
    }

    /** A program did not do what it was started for. */
    static final class Failed extends Problem {
        private static final long serialVersionUID = 1L;

        private final String reason;
        private final transient LastWords words;

        Failed(String program, String doing, String reason) {
            this(program, doing, reason, LastWords.NONE);
        }

        Failed(String program, String doing, String reason, LastWords words) {
            super(
                    Kind.FAILED,
                    program + " failed " + doing + ": " + reason,
                    "the database is as before",
                    "mend what it names, then run the command again");
            this.reason = reason;
            this.words = words;
        }

        String reason() {
            return reason;
        }

        /** None where it did not end of itself. */
        LastWords words() {
            return words;
        }
    }

    /** A program was ended before it came to its end; that says nothing about what it worked on. */
    static final class Ended extends Problem {
        private static final long serialVersionUID = 1L;

        Ended(String program, String doing, String how) {
            super(
                    Kind.UNEXPECTED,
                    program + " was ended " + doing + ": " + how,
                    "the database is as before",
                    "see who ended it (a kernel without memory says so in its log), then run the command again");
        }
    }

    /** PostgreSQL's programs read the password from a file, for which there must be room. */
    static final class NoPasswordFile extends Problem {
        private static final long serialVersionUID = 1L;

        NoPasswordFile(IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "the temporary file with the password for PostgreSQL's programs cannot be written in "
                            + System.getProperty("java.io.tmpdir") + " (" + cause.getMessage() + ")",
                    "nothing was changed, and no backup was completed",
                    "make room there, then run the command again",
                    cause);
        }
    }
}
