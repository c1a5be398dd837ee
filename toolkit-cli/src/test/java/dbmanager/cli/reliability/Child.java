package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.util.ZstdVersion;
import dbmanager.sql.sqlite.NativeLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sqlite.util.LibraryLoaderUtil;

/** A process of its own, for what only a process shows: locks, limits, other users, sudden death. Closing kills it. */
public final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 240;

    private final String command;
    private final Process process;
    private final Path out;
    private final Path err;
    private BufferedReader lines;

    private Child(String command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** db-manager, behind a prefix such as {@code setpriv …}; its output is kept in files. */
    static Child dbManager(Path folder, List<String> prefix, String... typed) {
        return dbManagerFrom(System.getProperty("java.class.path"), folder, prefix, typed);
    }

    /** The same with other places of its classes. */
    static Child dbManagerFrom(String classPath, Path folder, List<String> prefix, String... typed) {
        return dbManager(classPath, folder, prefix, List.of(), Map.of(), typed);
    }

    /** The same with more options of its JVM, and more variables. */
    public static Child dbManager(
            Path folder, List<String> prefix, List<String> options, Map<String, String> variables, String... typed) {
        return dbManager(System.getProperty("java.class.path"), folder, prefix, options, variables, typed);
    }

    private static Child dbManager(
            String classPath,
            Path folder,
            List<String> prefix,
            List<String> options,
            Map<String, String> variables,
            String... typed) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(java(classPath, options, "dbmanager.cli.DbManager"));
        words.addAll(List.of(typed));
        try {
            Path out = Files.createTempFile("child", ".out");
            Path err = Files.createTempFile("child", ".err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeAll(List.of("DATABASE_URL", "FIREBASE_PROJECT_ID", "DB_MANAGER_ENV", "TESTING"));
            builder.environment().putAll(variables);
            return new Child(String.join(" ", typed), builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody else with the database open; see {@link Intruder}. Returns when it has what it wants. */
    public static Child intruder(String what, Path database) {
        List<String> words =
                new ArrayList<>(java(System.getProperty("java.class.path"), List.of(), Intruder.class.getName()));
        words.addAll(List.of(what, database.toString()));
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Child child = new Child(what, process, null, null);
            child.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(child.lines.readLine()).isEqualTo("ready");
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java(String classPath, List<String> options, String main) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dorg.sqlite.lib.path=" + Library.FOLDER));
        Library.zstd().ifPresent(library -> words.add("-DZstdNativePath=" + library));
        words.addAll(options);
        words.addAll(List.of("-cp", classPath, main));
        return words;
    }

    /** The native libraries, unpacked once, where other users can read them too: a child that may not write large files could not. */
    private static final class Library {
        private static final String ZSTD = "zstd-library";
        static final Path FOLDER = unpack();

        private static Path unpack() {
            try {
                Path folder = Files.createTempDirectory("sqlite-library-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
                NativeLibrary.unpackInto(folder);
                unpackZstd(folder.resolve(ZSTD));
                for (Path file : List.of(folder, folder.resolve(LibraryLoaderUtil.getNativeLibName()))) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** From where its jar has it for Linux and macOS; other systems have none of these limits. */
        private static void unpackZstd(Path file) throws IOException {
            boolean mac = System.getProperty("os.name").startsWith("Mac");
            String name = (mac ? "/darwin/" : "/linux/") + System.getProperty("os.arch") + "/libzstd-jni-"
                    + ZstdVersion.VERSION + (mac ? ".dylib" : ".so");
            try (InputStream library = ZstdVersion.class.getResourceAsStream(name)) {
                if (library != null) {
                    Files.copy(library, file);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }

        static Optional<Path> zstd() {
            return Optional.of(FOLDER.resolve(ZSTD)).filter(Files::exists);
        }

        private static void remove(Path folder) {
            try {
                Files.deleteIfExists(folder.resolve(ZSTD));
                Files.delete(folder.resolve(LibraryLoaderUtil.getNativeLibName()));
                Files.delete(folder);
            } catch (IOException e) {
                // the system empties its temporary folder itself
            }
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has put out so far. */
    String said() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end. */
    public Answer answer() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(command + " ends")
                    .isTrue();
            return new Answer(command, process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks an intruder to stop, and gives what it says last. */
    public String stop() {
        try {
            process.getOutputStream().close();
            String last = lines.readLine();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Such as {@code INT}, which a terminal sends for Ctrl-C. */
    void signal(String name) {
        assertThat(has("kill", "-" + name, Long.toString(process.pid()))).isTrue();
    }

    /** As the kernel does it when memory runs out. @return whether it was still at work */
    public boolean kill() {
        boolean alive = process.isAlive();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return alive && process.exitValue() != 0;
    }

    /** Only whether a word of the system is there. */
    static boolean has(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            for (Path file : new Path[] {out, err}) {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
