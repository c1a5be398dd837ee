package dbmanager.backup;

import dbmanager.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts a folder in the place of another by renaming: the new one is declared ready, the old one steps aside, the new one takes its name. Between two of
 * these steps the process can be killed; so every name says how far the swap is, and for which process, for {@link InterruptedRestore} to read.
 */
final class FolderSwap {
    private final Path target;
    private final UUID id = UUID.randomUUID();
    private final String owner = ProcessHandle.current().pid() + "-" + id;

    /** @param target the folder itself, not a link to it */
    FolderSwap(Path target) {
        this.target = target;
    }

    /** Where the new folder is to be made. */
    Path staging() {
        return beside(target, InterruptedRestore.Stage.UNPACKED.mark() + owner);
    }

    /** What a swap calls a folder beside its target. */
    static Path beside(Path folder, String suffix) {
        return folder.resolveSibling("." + folder.getFileName() + suffix);
    }

    /**
     * @param held what a backup has of the old folder
     * @return where it lies, when it holds what no backup does, or could not be removed
     */
    Optional<Path> replace(HeldFiles held) {
        Path ready = beside(target, InterruptedRestore.Stage.READY.mark() + owner);
        Path old = beside(target, InterruptedRestore.Stage.REPLACED.mark() + owner);
        boolean replaces = Files.exists(target);
        try {
            if (replaces) {
                Ownership.takeOver(target, staging());
            }
            Files.move(staging(), ready, StandardCopyOption.ATOMIC_MOVE);
            exchange(ready, old, replaces);
            LocalFiles.sync(target.getParent());
        } catch (IOException e) {
            String state = Files.exists(old) ? "the old folder is " + old : "the target folder is as before";
            throw FolderFailure.notReplaced(target, state, e);
        }
        return replaces ? remove(old, held) : Optional.empty();
    }

    private void exchange(Path ready, Path old, boolean replaces) throws IOException {
        try {
            if (replaces) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            try {
                Files.move(ready, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (replaces) {
                    Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
                }
                throw e;
            }
        } catch (IOException e) {
            Files.move(ready, staging(), StandardCopyOption.ATOMIC_MOVE); // for its maker to remove
            throw e;
        }
    }

    /** What stays gets a name without a process: it is not left over. */
    private Optional<Path> remove(Path old, HeldFiles held) {
        try {
            if (held.hasAllOf(old)) {
                FileTree.delete(old);
                return Optional.empty();
            }
            Path kept = beside(target, InterruptedRestore.Stage.REPLACED.mark() + id);
            return Optional.of(Files.move(old, kept, StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(old);
        }
    }
}
