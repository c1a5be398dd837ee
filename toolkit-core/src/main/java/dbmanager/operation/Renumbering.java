package dbmanager.operation;

import dbmanager.migration.History;
import dbmanager.migration.LockFile;
import dbmanager.migration.Migration;
import dbmanager.migration.Script;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one line of two branches: migrations that are not applied but stand below an applied one, or share a version with another, get new
 * versions after the newest, in their old order.
 */
public record Renumbering(List<Change> changes) {
    private static final int TIMESTAMP_DIGITS = 14;

    public Renumbering {
        changes = List.copyOf(changes);
    }

    /** @param reason why it moves */
    public record Change(Migration migration, Version to, String reason) {}

    /**
     * Pure.
     *
     * @param shipped duplicates included
     * @param now for new versions, where the project uses time stamps
     */
    public static Renumbering of(List<Migration> shipped, History history, Instant now) {
        List<Migration> versions = shipped.stream()
                .filter(migration -> !migration.isRepeatable())
                .sorted(Comparator.comparing(Migration::key)
                        .thenComparing(m -> m.script().path()))
                .toList();
        Map<Version, Migration> owners = owners(versions, history);
        Optional<Version> current = history.current();
        List<Change> changes = new ArrayList<>();
        Version last = versions.stream()
                .map(migration -> migration.version().orElseThrow())
                .max(Comparator.naturalOrder())
                .filter(newest -> current.filter(c -> c.compareTo(newest) > 0).isEmpty())
                .or(() -> current)
                .orElse(null);
        for (Migration migration : versions) {
            Optional<String> reason = reasonToMove(migration, owners, history, current);
            if (reason.isPresent()) {
                last = after(last, now.plus(Duration.ofSeconds(changes.size())));
                changes.add(new Change(migration, last, reason.get()));
            }
        }
        return new Renumbering(changes);
    }

    /** Who keeps a version that several files claim: the one that was applied, else the first by name. */
    private static Map<Version, Migration> owners(List<Migration> versions, History history) {
        Map<Version, Migration> owners = new HashMap<>();
        for (Migration migration : versions) {
            Version version = migration.version().orElseThrow();
            boolean applied = history.inForce(migration.key())
                    .filter(entry -> !entry.contradicts(migration.script().checksum()))
                    .isPresent();
            if (applied) {
                owners.put(version, migration);
            } else {
                owners.putIfAbsent(version, migration);
            }
        }
        return owners;
    }

    private static Optional<String> reasonToMove(
            Migration migration, Map<Version, Migration> owners, History history, Optional<Version> current) {
        Version version = migration.version().orElseThrow();
        Migration owner = owners.get(version);
        if (!owner.equals(migration)) {
            return Optional.of(owner.script().name() + " has this version too");
        }
        boolean applied = history.inForce(migration.key()).isPresent();
        boolean coveredByBaseline =
                history.baseline().filter(b -> version.compareTo(b) <= 0).isPresent();
        return current.filter(newer -> !applied && !coveredByBaseline && version.compareTo(newer) < 0)
                .map(newer -> "not applied, but the newer " + newer + " is");
    }

    private static Version after(Version last, Instant now) {
        if (last.toString().length() < TIMESTAMP_DIGITS) {
            return last.successor();
        }
        Version stamp = Version.at(now);
        return stamp.compareTo(last) > 0 ? stamp : last.successor();
    }

    /** Renames the files of every change and takes their old names out of the lock file. Gives back the new paths of the migrations. */
    public List<Path> apply(Path folder) {
        List<Path> renamed = new ArrayList<>();
        List<Script> old = new ArrayList<>();
        for (Change change : changes) {
            for (Script script : change.migration().scripts()) {
                Path target = script.file().resolveSibling(newName(script, change));
                try {
                    if (Files.exists(target)) {
                        throw new IOException(target.getFileName() + " exists already");
                    }
                    Files.move(script.file(), target);
                } catch (IOException e) {
                    throw new NotRenamed(script.file(), renamed, e);
                }
                old.add(script);
                renamed.add(target);
            }
        }
        LockFile.read(folder).without(old).write(folder);
        return renamed;
    }

    private static String newName(Script script, Change change) {
        String name = script.name();
        int separator = name.indexOf("__");
        int end = separator >= 0 ? separator : name.lastIndexOf('.');
        String prefix = Character.isDigit(name.charAt(0)) ? "" : name.substring(0, 1);
        return prefix + change.to() + name.substring(end);
    }

    /** A file could not be renamed. */
    public static final class NotRenamed extends Problem {
        private static final long serialVersionUID = 1L;

        NotRenamed(Path file, List<Path> renamed, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot rename " + file + " (" + cause.getMessage() + ")",
                    renamed.isEmpty() ? "nothing was renamed" : "these have their new names: " + renamed,
                    "make the folder writable, then run `db-manager merge` again",
                    cause);
        }
    }
}
