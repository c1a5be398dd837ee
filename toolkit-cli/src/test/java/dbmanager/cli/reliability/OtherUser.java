package dbmanager.cli.reliability;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A user who may do less than root, to whom permissions mean something. */
final class OtherUser {
    private static final String ID = "65534";
    private static final List<String> BECOME = List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups");

    private OtherUser() {}

    /** Only where this process is root, and the other user can read Java and these classes. */
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
                                System.getProperty("java.class.path"),
                                "dbmanager.cli.DbManager",
                                "--version"))
                .toArray(String[]::new);
        // A home that is closed to others hides the libraries, which --version does not load.
        String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator);
        String[] look = Stream.of(BECOME.stream(), Stream.of("ls", "-d"), Stream.of(classPath))
                .flatMap(words -> words)
                .toArray(String[]::new);
        return Child.has(look) && Child.has(probe);
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
        return Child.dbManager(folder, BECOME, typed);
    }
}
