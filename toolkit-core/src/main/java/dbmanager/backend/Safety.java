package dbmanager.backend;

import dbmanager.backup.BackupWriter;
import java.util.function.Consumer;

/**
 * Keeps what is about to be replaced or erased. A backend asks for it at most once, when the new content has been checked and, where the
 * engine can, nobody else is able to write until the change is done; and not at all where nothing is.
 */
@FunctionalInterface
public interface Safety {
    /**
     * Takes a backup of all that is there.
     *
     * @param content writes it, and {@link BackupWriter#describe describes} it; what it throws is thrown on
     * @return makes the backup complete and durable, and is to be run before the change can no longer be taken back; if it never runs, nothing of the
     *     backup stays
     */
    Runnable keep(Consumer<BackupWriter> content);

    /**
     * Whether what is replaced is known to be damaged, so that an engine which can shall set it aside as it is, and not ask for a backup of what it can
     * still read of it.
     */
    default boolean setsAside() {
        return false;
    }

    /** For what is thrown away anyhow, such as a scratch database. */
    static Safety none() {
        return content -> () -> {};
    }
}
