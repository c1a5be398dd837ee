package dbmanager.cli.reliability;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A user who may do less than root, to whom permissions mean something. */
final class OtherUser {
    private static final String ID = "65534";
    private static final List<String> BECOME = List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups");

    private OtherUser() {}

    /** Only where this process is root, and the other user can run Java. */
    static boolean isPossible() {
        if (!"root".equals(System.getProperty("user.name")) || !Child.has("setpriv", "--version")) {
            return false;
        }
        String[] probe = Stream.concat(
                        BECOME.stream(),
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                Classes.PATH,
                                "dbmanager.cli.DbManager",
                                "--version"))
                .toArray(String[]::new);
        return Child.has(probe);
    }

    /** Gives everything in a folder to the other user, and lets them come there. */
    static void owns(Path folder) throws IOException {
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ID);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, nobody);
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static Child dbManager(Path folder, String... typed) {
        return Child.dbManagerFrom(Classes.PATH, folder, BECOME, typed);
    }

    /** What is on the class path, copied to where the other user can read it: a home folder with the libraries may be closed to others. */
    private static final class Classes {
        static final String PATH = copyAll();

        private static String copyAll() {
            try {
                Path folder = Files.createTempDirectory("class-path-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
                List<String> copies = new ArrayList<>();
                for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                    Path copy =
                            folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
                    copy(Path.of(entry), copy);
                    copies.add(copy.toString());
                }
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                return String.join(File.pathSeparator, copies);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void copy(Path from, Path to) throws IOException {
            if (Files.notExists(from)) {
                return;
            }
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.copy(file, copy);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }

        private static void remove(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                // the system empties its temporary folder itself
            }
        }
    }
}
