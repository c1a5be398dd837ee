package dbmanager.emulator;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Google's emulator is looked for on a machine: first in Cloud SDKs ({@code CLOUDSDK_ROOT_DIR}, the one whose {@code gcloud} is on the
 * {@code PATH}, those in the usual places), then among what the Firebase tools have downloaded ({@code FIREBASE_EMULATORS_PATH}, else below the
 * home), the newest there. A jar that is given, or named by {@value #JAR_VARIABLE}, is the only one that counts.
 *
 * @param environment the variables of the process
 * @param home of the user
 * @param given the jar itself
 * @param sdkRoots where Cloud SDKs usually are
 */
public record OfficialSearch(Map<String, String> environment, Path home, Optional<Path> given, List<Path> sdkRoots) {
    /** Names the jar. */
    public static final String JAR_VARIABLE = "FIRESTORE_EMULATOR_JAR";

    static final String INSTALL = "`gcloud components install cloud-firestore-emulator`,"
            + " `apt-get install google-cloud-cli-firestore-emulator` or `firebase setup:emulators:firestore`";

    private static final Path IN_SDK = Path.of("platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar");
    private static final List<String> GCLOUD = List.of("gcloud", "gcloud.cmd");
    private static final Pattern DOWNLOADED = Pattern.compile("cloud-firestore-emulator-v([0-9]+(?:\\.[0-9]+)*)\\.jar");

    public OfficialSearch {
        environment = Map.copyOf(environment);
        Objects.requireNonNull(home);
        Objects.requireNonNull(given);
        sdkRoots = List.copyOf(sdkRoots);
    }

    /** In all the usual places. */
    public static OfficialSearch on(Map<String, String> environment, Path home) {
        Optional<Path> named = variable(environment, JAR_VARIABLE).map(Path::of);
        return new OfficialSearch(environment, home, named, usualRoots(environment, home));
    }

    /** Nowhere but there. */
    public OfficialSearch withJar(Path jar) {
        return new OfficialSearch(environment, home, Optional.of(jar), sdkRoots);
    }

    /** @throws EmulatorUnavailable when it is in none of the places; it lists them */
    Path jar() {
        if (given.isPresent()) {
            return given.filter(Files::isRegularFile)
                    .orElseThrow(() -> new EmulatorUnavailable(
                            "there is no emulator jar " + given.get(),
                            List.of(),
                            "correct the path, or leave it out and install the emulator (" + INSTALL + ")"));
        }
        Set<Path> places = new LinkedHashSet<>();
        roots().forEach(root -> places.add(root.resolve(IN_SDK)));
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        Path downloads = downloads();
        places.add(downloads.resolve("cloud-firestore-emulator-v*.jar"));
        return newestOf(downloads)
                .orElseThrow(() -> new EmulatorUnavailable(
                        "Google's Firestore emulator is not on this machine",
                        places.stream().map(Path::toString).toList(),
                        "install it: " + INSTALL));
    }

    private Stream<Path> roots() {
        Stream<Path> named = variable(environment, "CLOUDSDK_ROOT_DIR").map(Path::of).stream();
        return Stream.concat(named, Stream.concat(ofPath(), sdkRoots.stream()));
    }

    /** The SDKs whose {@code gcloud} the {@code PATH} finds: {@code <root>/bin/gcloud}, behind any number of links. */
    private Stream<Path> ofPath() {
        String path = variable(environment, "PATH").orElse("");
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .flatMap(folder -> folderOf(folder).stream())
                .flatMap(folder -> GCLOUD.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .flatMap(gcloud -> rootOf(gcloud).stream());
    }

    private static Optional<Path> folderOf(String entry) {
        try {
            return entry.isBlank() ? Optional.empty() : Optional.of(Path.of(entry));
        } catch (InvalidPathException e) {
            return Optional.empty(); // what the shell passes over too
        }
    }

    private static Optional<Path> rootOf(Path gcloud) {
        try {
            Path bin = gcloud.toRealPath().getParent();
            return Optional.ofNullable(bin).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty(); // a link into nothing
        }
    }

    /** As the Firebase tools choose it. */
    private Path downloads() {
        return variable(environment, "FIREBASE_EMULATORS_PATH")
                .map(Path::of)
                .orElse(home.resolve(Path.of(".cache", "firebase", "emulators")));
    }

    private static Optional<Path> newestOf(Path downloads) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(downloads)) {
            for (Path file : files) {
                if (DOWNLOADED.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file)) {
                    jars.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty(); // there is no such folder, or it is another user's
        }
        return jars.stream().max(Comparator.comparing(OfficialSearch::version));
    }

    private static Version version(Path downloaded) {
        return Version.parse(
                DOWNLOADED.matcher(downloaded.getFileName().toString()).replaceFirst("$1"));
    }

    /** What the installers of Debian, Red Hat, Arch, Homebrew, Snap, Google's images, Google's archive and Windows choose. */
    private static List<Path> usualRoots(Map<String, String> environment, Path home) {
        List<Path> roots = new ArrayList<>();
        roots.add(home.resolve("google-cloud-sdk"));
        for (String root : List.of(
                "/usr/lib/google-cloud-sdk",
                "/usr/lib64/google-cloud-sdk",
                "/usr/share/google-cloud-sdk",
                "/opt/google-cloud-sdk",
                "/opt/google-cloud-cli",
                "/opt/homebrew/share/google-cloud-sdk",
                "/usr/local/share/google-cloud-sdk",
                "/snap/google-cloud-cli/current",
                "/snap/google-cloud-sdk/current",
                "/google-cloud-sdk")) {
            roots.add(Path.of(root));
        }
        for (String folder : List.of("LOCALAPPDATA", "ProgramFiles(x86)", "ProgramFiles")) {
            variable(environment, folder)
                    .map(Path::of)
                    .ifPresent(programs ->
                            roots.add(programs.resolve(Path.of("Google", "Cloud SDK", "google-cloud-sdk"))));
        }
        return roots;
    }

    /** Windows calls it {@code Path} one day and {@code PATH} the other. */
    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> environment.entrySet().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst())
                .filter(value -> !value.isBlank());
    }
}
