package dbmanager.exchange;

import dbmanager.file.Temporary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that nobody sees before it is complete: it is written beside its place and renamed at the end. Only its owner may read it, as {@link
 * Files#createTempFile} makes it. Closing without {@link #commit} leaves nothing.
 */
final class PendingFile implements AutoCloseable {
    private static final int LOOKED_AT = 4096;

    private final Path place;
    private final Temporary draft;
    private final FileChannel channel;

    PendingFile(Path place) {
        this.place = place.toAbsolutePath();
        try {
            if (Files.isRegularFile(this.place) && isBinary(this.place)) {
                throw ExportRefused.noText(this.place);
            }
            Files.createDirectories(this.place.getParent());
            this.draft = Temporary.at(
                    () -> Files.createTempFile(this.place.getParent(), "." + place.getFileName() + ".", ".part"));
            this.channel = FileChannel.open(draft.path(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw TransferFailed.writing(place.toString(), e);
        }
    }

    /** No export holds a NUL byte; a database does, near its beginning. */
    private static boolean isBinary(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            for (byte b : in.readNBytes(LOOKED_AT)) {
                if (b == 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** To be flushed by whoever writes; closed with this. */
    OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** No more is written. Safe on disk after this, and still unseen. */
    void seal() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw TransferFailed.writing(place.toString(), e);
        }
    }

    Path commit() {
        seal();
        try {
            try {
                Files.move(draft.path(), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft.path(), place, StandardCopyOption.REPLACE_EXISTING);
            }
            return place;
        } catch (IOException e) {
            throw TransferFailed.writing(place.toString(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            draft.close();
        } catch (IOException e) {
            throw TransferFailed.writing(draft.path().toString(), e);
        }
    }
}
