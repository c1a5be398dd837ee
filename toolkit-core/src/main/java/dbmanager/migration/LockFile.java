package dbmanager.migration;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code migrations.lock}: the SHA-256 of every script that has been applied somewhere, kept beside the scripts and committed with them, so
 * that a text that changed after it ran is seen on every database, also on one where it never ran. Its lines are those of {@code sha256sum},
 * which can check it too (on scripts with LF line ends).
 *
 * <p>A value: {@link #with} and {@link #without} give a new one; {@link #write} replaces the file in one step.
 */
public final class LockFile {
    public static final String NAME = "migrations.lock";

    private static final String HEADER =
            "# SHA-256 of the scripts that have been applied, kept by db-manager. Commit it. Check it: sha256sum -c "
                    + NAME;
    private static final Pattern LINE = Pattern.compile("(?<sha>[0-9a-f]{64})  (?<path>\\S.*)");

    private final Map<String, String> sha256ByPath;

    private LockFile(Map<String, String> sha256ByPath) {
        this.sha256ByPath = sha256ByPath;
    }

    public static LockFile empty() {
        return new LockFile(Map.of());
    }

    /** @throws Damaged when a line is not one of {@code sha256sum}, as after a merge with conflicts */
    public static LockFile read(Path folder) {
        Path file = folder.resolve(NAME);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return empty();
        }
        try {
            Map<String, String> entries = new TreeMap<>();
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches() || entries.put(matcher.group("path"), matcher.group("sha")) != null) {
                    throw new Damaged(file, number);
                }
            }
            return new LockFile(entries);
        } catch (IOException e) {
            throw new UnreadableFolder(file, e);
        }
    }

    /** Whether the script is sealed with another text than it has now. */
    public boolean contradicts(Script script) {
        return Optional.ofNullable(sha256ByPath.get(script.path()))
                .filter(sha256 -> !sha256.equals(script.checksum().sha256()))
                .isPresent();
    }

    public boolean seals(Script script) {
        return sha256ByPath.containsKey(script.path());
    }

    public LockFile with(Collection<Script> scripts) {
        Map<String, String> entries = new TreeMap<>(sha256ByPath);
        scripts.forEach(script -> entries.put(script.path(), script.checksum().sha256()));
        return new LockFile(entries);
    }

    public LockFile without(Collection<Script> scripts) {
        Map<String, String> entries = new TreeMap<>(sha256ByPath);
        scripts.forEach(script -> entries.remove(script.path()));
        return new LockFile(entries);
    }

    /** Replaces the file in one step; a reader sees the old or the new one. Does nothing when the file says the same already. */
    public void write(Path folder) {
        Path file = folder.resolve(NAME);
        if (equals(read(folder))) {
            return;
        }
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        sha256ByPath.forEach(
                (path, sha) -> text.append(sha).append("  ").append(path).append('\n'));
        try {
            // not createTempFile: what is committed and copied into images must stay readable for others
            Path temporary = folder.resolve("." + NAME + "." + UUID.randomUUID() + ".tmp");
            try {
                Files.writeString(temporary, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new NotWritten(file, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LockFile lock && sha256ByPath.equals(lock.sha256ByPath);
    }

    @Override
    public int hashCode() {
        return sha256ByPath.hashCode();
    }

    /** A line that is not one of the lock file's. */
    public static final class Damaged extends Problem {
        private static final long serialVersionUID = 1L;

        Damaged(Path file, int line) {
            super(
                    Kind.CONFLICT,
                    file + ", line " + line + " is not \"<sha256>  <path>\", or names a script twice",
                    "nothing was run",
                    "keep the lines of both sides if this is a merge conflict, then run `db-manager validate`");
        }
    }

    /** The lock file could not be replaced; the migrations that it was to seal are applied all the same. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritten(Path file, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write " + file + " (" + cause.getMessage() + ")",
                    "the database and its history are as reported; only the lock file is old",
                    "make the folder writable and run `db-manager repair`, which seals what is applied",
                    cause);
        }
    }
}
