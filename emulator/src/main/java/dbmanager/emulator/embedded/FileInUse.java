package dbmanager.emulator.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The file belongs to another server, in this process or in another one, for as long as that runs. */
public final class FileInUse extends FileUnusable {
    private static final long serialVersionUID = 1;

    private final transient Optional<Owner> owner;

    /**
     * Who has it.
     *
     * @param process its id; it was alive when this was asked
     * @param since when it took the file, by its own clock
     */
    public record Owner(long process, Instant since) {
        @Override
        public String toString() {
            String who = process == ProcessHandle.current().pid() ? "this process itself" : "process " + process;
            return who + " has had it since " + since;
        }
    }

    /** @param owner absent where it is no server of ours, or has only just taken the file */
    public FileInUse(Path file, Optional<Owner> owner, Throwable cause) {
        super(
                file,
                owner.map(known -> "another emulator is running on it, " + known)
                        .orElse("another program has it open"),
                "stop that one, or name another file",
                cause);
        this.owner = owner;
    }

    public Optional<Owner> owner() {
        return owner;
    }
}
