package dbmanager.environment;

import dbmanager.backup.BackupKey;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where the keys of the backups are kept. Its text names the place, and never shows a key. */
public sealed interface KeySource {
    /** Some hundred keys; more than this is something else. */
    int LARGEST = 64 << 10;

    /** How long a program may take. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** @throws KeyUnavailable when it cannot be had */
    String text();

    /** Oldest first. @throws KeyUnavailable when they cannot be had @throws dbmanager.backup.BadKey when they are none */
    default List<BackupKey> keys() {
        return BackupKey.parse(text(), toString());
    }

    /** Whom else they may be known to, and what to do about it; empty where nobody else, or where that is not to be seen. */
    default Optional<Finding> exposure() {
        return Optional.empty();
    }

    /** A file for this user only. */
    record InFile(Path file) implements KeySource {
        private static final Set<PosixFilePermission> OPEN = EnumSet.of(
                PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

        @Override
        public String text() {
            try {
                if (Files.size(file) > LARGEST) {
                    throw KeyUnavailable.tooMuch(toString());
                }
                return Files.readString(file);
            } catch (IOException e) {
                throw KeyUnavailable.unreadable(file, e);
            }
        }

        /**
         * Open is what users may read who are neither its owner nor of its group, or what others than its owner may change. Windows has no such
         * permissions, and on a file system mounted to be read, such as a secret of a container, nobody can change them.
         */
        @Override
        public Optional<Finding> exposure() {
            try {
                PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
                return view == null || Files.getFileStore(file).isReadOnly()
                        ? Optional.empty()
                        : exposure(view.readAttributes().permissions());
            } catch (IOException e) {
                return Optional.empty(); // whoever needs a key hears why it cannot be had
            }
        }

        private Optional<Finding> exposure(Set<PosixFilePermission> permissions) {
            return Collections.disjoint(permissions, OPEN)
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            toString(),
                            "is open to other users of this machine (" + PosixFilePermissions.toString(permissions)
                                    + "), and every backup with it: `chmod g-w,o= " + file
                                    + "`, once whoever backs up is its owner or of its group"));
        }

        @Override
        public String toString() {
            return "the key file " + file;
        }
    }

    /** @param value empty when it is not set */
    record InVariable(String name, Optional<Secret> value) implements KeySource {
        @Override
        public String text() {
            return value.map(Secret::reveal).orElseThrow(() -> KeyUnavailable.notSet(name));
        }

        @Override
        public String toString() {
            return "the variable " + name;
        }
    }

    /**
     * What a program writes to its standard output. It is run by the shell; what it says on its standard error is seen nowhere.
     *
     * @param folder in which it runs
     */
    record OfCommand(String command, Path folder, Duration patience) implements KeySource {
        @Override
        public String text() {
            Process process = start();
            FutureTask<byte[]> reading = new FutureTask<>(() -> {
                try (InputStream out = process.getInputStream()) {
                    return out.readNBytes(LARGEST + 1);
                }
            });
            Thread reader = new Thread(reading, "key of the backups");
            reader.setDaemon(true);
            reader.start();
            try {
                byte[] written = reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (written.length > LARGEST) {
                    throw KeyUnavailable.tooMuch(toString());
                }
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw KeyUnavailable.slow(patience);
                }
                if (process.exitValue() != 0) {
                    throw KeyUnavailable.failed(process.exitValue());
                }
                return new String(written, StandardCharsets.UTF_8);
            } catch (TimeoutException e) {
                throw KeyUnavailable.slow(patience);
            } catch (ExecutionException e) {
                throw KeyUnavailable.notStarted(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw KeyUnavailable.slow(patience);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        private Process start() {
            boolean windows = folder.getFileSystem().getSeparator().equals("\\");
            List<String> shell = windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
            try {
                Process process = new ProcessBuilder(shell)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                return process;
            } catch (IOException e) {
                throw KeyUnavailable.notStarted(e);
            }
        }

        @Override
        public String toString() {
            return "what the command of encryption: writes";
        }
    }
}
