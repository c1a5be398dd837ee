package dbmanager.sql.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's programs on this machine: those of Debian's packages, the newest first, on the PATH, or where they go that somebody has compiled. */
final class InstalledPrograms {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Path COMPILED = Path.of("/usr/local/pgsql/bin");

    private static final Pattern VERSION = Pattern.compile("\\) (?<major>\\d+)");

    private InstalledPrograms() {}

    /** The folder of a server. */
    static Optional<Path> server() {
        return folders().stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .map(InstalledPrograms::real)
                .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
                .findFirst();
    }

    /**
     * The folder with a program.
     *
     * @param oldest major version that will do
     * @param first where it is looked for before
     */
    static Optional<Path> with(String program, int oldest, Path first) {
        return Stream.concat(Stream.of(first), folders().stream())
                .filter(folder -> Files.isExecutable(folder.resolve(program)))
                .filter(folder -> major(folder, program) >= oldest)
                .findFirst();
    }

    /** 0 for a program that does not say it, such as Debian's link to one that is not installed. */
    static int major(Path folder, String program) {
        try {
            Process process = new ProcessBuilder(folder.resolve(program).toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            return version.find() ? Integer.parseInt(version.group("major")) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.comparing(InstalledPrograms::number).reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(Path::of)
                .forEach(folders::add);
        folders.add(COMPILED);
        return folders;
    }

    private static int number(Path version) {
        String digits = version.getFileName().toString().replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** Where a link to initdb leads, the server lies too. */
    private static Path real(Path folder) {
        try {
            return folder.resolve("initdb").toRealPath().getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
