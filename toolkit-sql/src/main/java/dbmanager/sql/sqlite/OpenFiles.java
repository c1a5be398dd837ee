package dbmanager.sql.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who has a file open, as far as Linux lets this user know; elsewhere nobody is found. Opens nothing but /proc. */
final class OpenFiles {
    private static final Path PROCESSES = Path.of("/proc");
    private static final String ROOT = "root";

    private OpenFiles() {}

    /** The other processes that have it open, in words: {@code process 4711 (python3) has it open}. */
    static Optional<String> othersWith(Path file) {
        List<String> found = new ArrayList<>();
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (key == null || !Files.isDirectory(PROCESSES.resolve("self/fd"))) {
                return Optional.empty();
            }
            String self = Long.toString(ProcessHandle.current().pid());
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : processes) {
                    String pid = process.getFileName().toString();
                    if (!pid.equals(self) && hasOpen(process, key)) {
                        found.add(pid + program(process));
                    }
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // without /proc only SQLite's own locks can tell
        }
        return found.isEmpty() ? Optional.empty() : Optional.of("process " + String.join(", ", found) + " has it open");
    }

    /**
     * The other users of whom a process may have the file open for writing without this user being able to see it: {@code www-data}. Root is left out: it
     * always has processes, and could always.
     */
    static Set<String> unseenUsersOf(Path file) {
        Set<String> users = new TreeSet<>();
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            boolean shared = attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : processes) {
                    String user = owner(process);
                    boolean mayWrite = shared || user.equals(attributes.owner().getName());
                    if (mayWrite && !user.isEmpty() && !user.equals(ROOT) && !Files.isReadable(process.resolve("fd"))) {
                        users.add(user);
                    }
                }
            }
            return users;
        } catch (IOException | UnsupportedOperationException e) {
            return users; // without /proc or owners nothing can be said
        }
    }

    private static String owner(Path process) {
        try {
            return Files.getOwner(process).getName();
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }

    private static boolean hasOpen(Path process, Object key) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (key.equals(keyOf(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // it ended meanwhile, or is another user's
        }
        return false;
    }

    private static Object keyOf(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // a socket, or closed meanwhile
        }
    }

    private static String program(Path process) {
        try {
            return " (" + Files.readString(process.resolve("comm")).strip() + ")";
        } catch (IOException e) {
            return "";
        }
    }
}
