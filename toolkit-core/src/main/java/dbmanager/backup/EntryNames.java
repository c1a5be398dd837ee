package dbmanager.backup;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names of an archive's entries are safe to make a file of. The same rules hold when packing, so that what is packed can be unpacked. */
final class EntryNames {
    private static final int MAX_NAME = 255;
    private static final int MAX_PATH = 4096;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private final boolean caseMatters;
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /** @param caseMatters whether {@code a} and {@code A} can both be files where the archive is unpacked */
    EntryNames(boolean caseMatters) {
        this.caseMatters = caseMatters;
    }

    /** Why this path is not safe, if it is not: {@code /} parts its names, and a folder's ends with one. */
    static Optional<String> refusal(String path) {
        if (path.isEmpty()) {
            return Optional.of("it has no name");
        }
        if (path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
            return Optional.of("its name holds a backslash or NUL");
        }
        if (path.startsWith("/") || DRIVE.matcher(path).matches()) {
            return Optional.of("its name is absolute");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            return Optional.of("its path is longer than " + MAX_PATH + " bytes");
        }
        for (String name : withoutEnd(path).split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return Optional.of("its path holds \"" + name + "\"");
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
                return Optional.of("its name is longer than " + MAX_NAME + " bytes");
            }
        }
        return Optional.empty();
    }

    /** Why this path cannot stand beside those added before, if it cannot. */
    Optional<String> add(String path) {
        String key = withoutEnd(caseMatters ? path : fold(path));
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            String folder = key.substring(0, slash);
            folders.add(folder);
            if (files.contains(folder)) {
                return Optional.of("it lies in \"" + folder + "\", which is a file");
            }
        }
        boolean fresh = path.endsWith("/") ? addFolder(key) : !folders.contains(key) && files.add(key);
        return fresh ? Optional.empty() : Optional.of("another entry has the same name here");
    }

    private boolean addFolder(String key) {
        folders.add(key);
        return !files.contains(key);
    }

    private static String fold(String path) {
        return path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
