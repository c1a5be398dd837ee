package dbmanager.backup;

import dbmanager.file.FileTree;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a restore that was killed left beside a folder that belongs to a database.
 *
 * @param folder that was to be restored
 * @param left what lies beside it
 * @param stage how far the restore was
 */
public record InterruptedRestore(Path folder, Path left, Stage stage) {
    /** In the order in which a restore goes through them. */
    public enum Stage {
        /** The new files are not all there, or wait for the database, or were to be moved one by one. */
        UNPACKED(".restoring-"),
        /** The database is the restored one, and the new folder is complete. */
        READY(".replacing-"),
        /** The new folder is in its place, or the one of stage READY is about to be; this is the old one. */
        REPLACED(".replaced-");

        private final String mark;

        Stage(String mark) {
            this.mark = mark;
        }

        /** Stands in the name of what lies beside the folder, before the process that is at it. */
        String mark() {
            return mark;
        }
    }

    /** Those of one folder, by stage. A restore that another process is at is none. */
    public static List<InterruptedRestore> beside(Path folder) {
        try {
            Path place = place(folder);
            if (!Files.isDirectory(place.getParent())) {
                return List.of();
            }
            List<InterruptedRestore> found = new ArrayList<>();
            String prefix = "." + place.getFileName() + ".re";
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(
                    place.getParent(), path -> path.getFileName().toString().startsWith(prefix))) {
                paths.forEach(path ->
                        stageOf(place, path).ifPresent(stage -> found.add(new InterruptedRestore(place, path, stage))));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            found.sort(Comparator.comparing(InterruptedRestore::stage).thenComparing(InterruptedRestore::left));
            return found;
        } catch (IOException e) {
            throw FolderFailure.unseen(folder, e);
        }
    }

    /** The folder itself, where the configuration names a link to it; also while it is away. */
    static Path place(Path folder) throws IOException {
        if (Files.exists(folder)) {
            return folder.toRealPath();
        }
        Path absolute = folder.toAbsolutePath();
        return Files.isSymbolicLink(absolute)
                ? absolute.resolveSibling(Files.readSymbolicLink(absolute)).normalize()
                : absolute.normalize();
    }

    private static Optional<Stage> stageOf(Path place, Path path) {
        String name = path.getFileName().toString();
        for (Stage stage : Stage.values()) {
            String prefix = FolderSwap.beside(place, stage.mark).getFileName().toString();
            if (name.startsWith(prefix) && isOfDeadProcess(name.substring(prefix.length()))) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }

    /** @param owner the process and the number of the swap; only the latter when the folder is meant to stay */
    private static boolean isOfDeadProcess(String owner) {
        String pid = owner.replaceAll("-.*", "");
        return owner.matches("[0-9]{1,18}-.{36}(\\.zip)?")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    /**
     * Puts the new folder into its place, if it is known which one, and the place is empty. The old one stays aside.
     *
     * @return what was put into its place; empty when nothing was
     * @throws FolderFailure when it cannot be renamed
     */
    public static Optional<InterruptedRestore> finish(Path folder) {
        List<InterruptedRestore> ready = beside(folder).stream()
                .filter(restore -> restore.stage == Stage.READY)
                .toList();
        if (ready.size() != 1 || Files.exists(ready.get(0).folder)) {
            return Optional.empty();
        }
        InterruptedRestore restore = ready.get(0);
        try {
            Files.move(restore.left, restore.folder, StandardCopyOption.ATOMIC_MOVE);
            LocalFiles.sync(restore.folder.getParent());
            return Optional.of(restore);
        } catch (IOException e) {
            throw FolderFailure.notReplaced(restore.folder, "its new files are " + restore.left, e);
        }
    }

    /** Removes what a new restore of the folder makes anew. What an old one had renamed aside is not touched: it may be the only one. */
    static void sweep(Path folder) throws IOException {
        for (InterruptedRestore restore : beside(folder)) {
            boolean copyOfBackup =
                    restore.stage == Stage.UNPACKED || (restore.stage == Stage.READY && Files.exists(restore.folder));
            if (copyOfBackup) {
                FileTree.delete(restore.left);
            }
        }
    }

    /** What is the matter, and what to do. */
    public Finding finding() {
        String what = switch (stage) {
            case UNPACKED ->
                "a restore was killed before it had put its files in place, and the database may be the restored one:"
                        + " run `db-manager restore` again, which also removes " + left;
            case READY ->
                Files.exists(folder)
                        ? "may hold the old files: a restore was killed while it replaced them by " + left
                                + ": run `db-manager restore` again"
                        : "is away: a restore was killed while it replaced it by " + left
                                + ", which the next backup, migrate or restore puts in its place";
            case REPLACED ->
                "a restore was killed after it had set the old files aside as " + left
                        + ": look whether you miss anything of them, then remove them";
        };
        return new Finding(folder.toString(), what);
    }
}
