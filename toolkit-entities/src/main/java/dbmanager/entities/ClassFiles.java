package dbmanager.entities;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds class files in jars and folders. */
final class ClassFiles {
    private static final String ENDING = ".class";

    /** In these folders of a jar lie classes that no plain class loader sees there: those of an application, and variants for newer releases of Java. */
    private static final Set<String> PACKED = Set.of("BOOT-INF/", "WEB-INF/");

    private static final String VARIANTS = "META-INF/versions/";

    private final Map<String, ClassFile> found = new LinkedHashMap<>();
    private boolean packed;

    /** @throws Unreadable when one is not there, is neither jar nor folder, or holds what cannot be read */
    static ClassFiles in(List<Path> places) {
        ClassFiles files = new ClassFiles();
        for (Path place : places) {
            try {
                if (Files.isDirectory(place)) {
                    files.folder(place);
                } else if (Files.exists(place)) {
                    files.jar(place);
                } else {
                    throw new Unreadable(place, "does not exist", null);
                }
            } catch (IOException e) {
                throw new Unreadable(place, "cannot be read (" + e.getMessage() + ")", e);
            } catch (UncheckedIOException e) { // of a folder in it
                throw new Unreadable(place, "cannot be read (" + e.getCause().getMessage() + ")", e.getCause());
            }
        }
        return files;
    }

    private void folder(Path folder) throws IOException {
        Path top = folder.toRealPath();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path file : all.filter(path -> path.toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                String inside = top.relativize(file).toString().replace('\\', '/');
                add(inside, folder, () -> Files.newInputStream(file));
            }
        }
    }

    private void jar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(ENDING)) {
                    add(entry.getName(), jar, () -> zip.getInputStream(entry));
                }
            }
        }
    }

    private void add(String inside, Path place, Opening opening) throws IOException {
        if (PACKED.stream().anyMatch(inside::startsWith)) {
            packed = true;
        } else if (!inside.startsWith(VARIANTS) && !inside.endsWith("module-info.class")) {
            try (InputStream in = opening.open()) {
                ClassFile file = ClassFile.read(in);
                found.putIfAbsent(file.name(), file);
            } catch (IOException e) {
                throw new Unreadable(place, "holds " + inside + ", which cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    List<ClassFile> that(Predicate<ClassFile> condition) {
        return found.values().stream().filter(condition).toList();
    }

    int size() {
        return found.size();
    }

    /** Whether an application's classes lie deeper in one of the jars. */
    boolean isPacked() {
        return packed;
    }

    /** What was named is not what it should be. */
    static final class Unreadable extends Problem {
        private static final long serialVersionUID = 1L;

        Unreadable(Path place, String why, IOException cause) {
            super(
                    Kind.CONFIGURATION,
                    place.getFileName() + " " + why,
                    "nothing was compared or written",
                    "name a jar, or a folder of compiled classes such as target/classes",
                    cause);
        }
    }
}
