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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** A file with keys, for this user only: one on a line, the newest last. It is never there in part. */
public final class KeyFile {
    private KeyFile() {}

    /** @throws NotWritten when the file exists, or cannot be written */
    public static void create(Path file, BackupKey key) {
        Path target = file.toAbsolutePath();
        try {
            LocalFiles.createFolder(target.getParent());
            try (Temporary copy = write(target, key.reveal() + "\n")) {
                LocalFiles.publish(copy.path(), target);
            }
            LocalFiles.sync(target.getParent());
        } catch (FileAlreadyExistsException e) {
            throw NotWritten.exists(file);
        } catch (IOException e) {
            throw NotWritten.failed(file, e);
        }
    }

    /**
     * Adds a key, which is the one to write with from then on; what is there stays as it is.
     *
     * @return those that were there
     * @throws BadKey when what is there are no keys
     * @throws NotWritten when there is no such file, or it cannot be written
     */
    public static List<KeyId> add(Path file, BackupKey key) {
        try {
            Path target = file.toRealPath(); // a link stays one
            String before = Files.readString(target);
            List<BackupKey> keys = BackupKey.parse(before, "the key file " + file);
            String separator = before.endsWith("\n") ? "" : "\n";
            try (Temporary copy = write(target, before + separator + key.reveal() + "\n")) {
                Files.move(copy.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            LocalFiles.sync(target.getParent());
            return keys.stream().map(BackupKey::id).toList();
        } catch (IOException e) {
            throw NotWritten.failed(file, e);
        }
    }

    /** A durable file beside the target. */
    private static Temporary write(Path target, String text) throws IOException {
        Temporary copy = Temporary.at(target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID()));
        try (FileChannel channel = LocalFiles.create(copy.path())) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            return copy;
        } catch (IOException e) {
            copy.close();
            throw e;
        }
    }

    /** No key was written. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        private NotWritten(Kind kind, String happened, String next, Throwable cause) {
            super(kind, happened, "the file is as it was; the new key was thrown away", next, cause);
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
    }
}
