package dbmanager.backup;

import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;

/** A file with keys, for this user only: one on a line, the newest last. It is never there in part. */
public final class KeyFile {
    private KeyFile() {}

    /** Names the draft of {@link #add}: one for a file, so that there is one that adds. */
    private static final String ADDING = "adding";

    /** @throws NotWritten when the file exists, or cannot be written */
    public static void create(Path file, BackupKey key) {
        Path target = file.toAbsolutePath();
        try {
            LocalFiles.createFolder(target.getParent());
            try (Temporary draft = LocalFiles.draft(target)) {
                write(draft, key.reveal() + "\n");
                LocalFiles.publish(draft.path(), target);
            }
        } catch (FileAlreadyExistsException e) {
            throw NotWritten.exists(file);
        } catch (IOException e) {
            throw NotWritten.failed(file, e);
        }
    }

    /**
     * Adds a key, which is the one to write with from then on; what is there stays as it is, and so does whom the file belongs to.
     *
     * @return those that were there
     * @throws BadKey when what is there are no keys
     * @throws NotWritten when there is no such file, it cannot be written, or somebody else adds one
     */
    public static List<KeyId> add(Path file, BackupKey key) {
        try {
            Path target = file.toRealPath(); // a link stays one
            List<BackupKey> keys;
            try (Temporary draft = onlyDraft(file, target)) {
                String before = Files.readString(target);
                keys = BackupKey.parse(before, "the key file " + file);
                String separator = before.endsWith("\n") ? "" : "\n";
                write(draft, before + separator + key.reveal() + "\n");
                if (!Ownership.takeOverFile(target, draft.path())) {
                    throw Files.getOwner(target).equals(Files.getOwner(draft.path()))
                            ? NotWritten.ofGroup(file, group(target))
                            : NotWritten.ofAnother(file);
                }
                draft.moveTo(target);
            }
            makeDurable(file, target, key);
            return keys.stream().map(BackupKey::id).toList();
        } catch (IOException e) {
            throw NotWritten.failed(file, e);
        }
    }

    private static String group(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    }

    private static Temporary onlyDraft(Path file, Path target) throws IOException {
        try {
            return LocalFiles.draft(target, ADDING);
        } catch (FileAlreadyExistsException e) {
            throw NotWritten.underWay(file, e.getFile());
        }
    }

    private static void makeDurable(Path file, Path target, BackupKey key) {
        try {
            LocalFiles.sync(target.getParent());
        } catch (IOException e) {
            throw NotWritten.unsure(file, key, e);
        }
    }

    private static void write(Temporary draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft.path(), StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A key was not written, or nobody can say that it stays. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        private NotWritten(Kind kind, String happened, String next, Throwable cause) {
            this(kind, happened, "the file is as it was; the new key was thrown away", next, cause);
        }

        private NotWritten(Kind kind, String happened, String state, String next, Throwable cause) {
            super(kind, happened, state, next, cause);
        }

        static NotWritten exists(Path file) {
            return new NotWritten(
                    Kind.CONFLICT,
                    file + " exists already",
                    "to go on with another key, add one to those that read the old backups: `db-manager key rotate --file "
                            + file + "`; or name another file",
                    null);
        }

        static NotWritten failed(Path file, IOException cause) {
            return new NotWritten(
                    Kind.UNEXPECTED,
                    "cannot write the key file " + file + " (" + StoreFailure.why(cause) + ")",
                    "see whether it is there, and may be written",
                    cause);
        }

        /** @param draft that is there from the beginning to the end of whoever adds a key, and after a kill */
        static NotWritten underWay(Path file, String draft) {
            return new NotWritten(
                    Kind.LOCKED,
                    "another `db-manager key rotate` is adding a key to " + file + ", or was killed at it: there is "
                            + draft,
                    "wait until it has ended; if none is running, remove " + draft + " and run the command again",
                    null);
        }

        static NotWritten ofAnother(Path file) {
            return new NotWritten(
                    Kind.REFUSED,
                    "the key file " + file + " belongs to another user, from whom this one would take it away",
                    "run the command as its owner, or as root",
                    null);
        }

        static NotWritten ofGroup(Path file, String group) {
            return new NotWritten(
                    Kind.REFUSED,
                    "the key file " + file + " is there for the group " + group
                            + " too, of which this user is none, and would be lost to it",
                    "run the command as a member of that group, or as root",
                    null);
        }

        static NotWritten unsure(Path file, BackupKey key, IOException cause) {
            return new NotWritten(
                    Kind.UNEXPECTED,
                    "key " + key.id() + " was added to " + file + ", but its folder could not be made durable ("
                            + StoreFailure.why(cause) + ")",
                    "the key is in the file, and new backups are encrypted with it; a loss of power could take it away again",
                    "copy the file to another place now",
                    cause);
        }
    }
}
