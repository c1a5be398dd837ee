package dbmanager.backup;

import dbmanager.file.Unfinished;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object of a {@link LocalStore} on its way in, under a hidden name beside the one that it will have. */
final class LocalUpload implements BackupStore.Upload {
    private final String key;
    private final Path target;
    private final Path temporary;
    private final FolderClaims claims;
    private FileChannel channel;
    private OutputStream stream;
    private boolean ended;

    LocalUpload(String key, Path target, FolderClaims claims) {
        this.key = key;
        this.target = target;
        this.claims = claims;
        this.temporary = Unfinished.beside(target);
    }

    @Override
    public OutputStream stream() {
        if (stream == null) {
            try {
                channel = LocalFiles.create(temporary);
            } catch (IOException e) {
                throw StoreFailure.writing(target.toString(), e);
            }
            stream = new BufferedOutputStream(new ChannelOutput(), Hash.BUFFER);
        }
        return stream;
    }

    @Override
    public Path file() {
        return temporary;
    }

    @Override
    public void commit() {
        if (ended) {
            throw new IllegalStateException(key + " was committed or closed before");
        }
        try {
            finish();
            LocalFiles.publish(temporary, target);
            ended = true;
            sweepBeside();
        } catch (FileAlreadyExistsException e) {
            throw StoreFailure.taken(key);
        } catch (IOException e) {
            throw StoreFailure.writing(target.toString(), e);
        }
    }

    /** A folder with a claim was swept when it was claimed, and whoever has it may be long at work there. */
    private void sweepBeside() throws IOException {
        Path folder = target.getParent();
        if (!claims.isClaimed(folder)) {
            Unfinished.sweep(folder, "", Files.getLastModifiedTime(target).toInstant());
        }
    }

    private void finish() throws IOException {
        if (stream == null) {
            LocalFiles.makePrivate(temporary);
            LocalFiles.sync(temporary);
        } else {
            stream.flush();
            channel.force(true);
            channel.close();
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            if (channel != null) {
                channel.close();
            }
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw StoreFailure.writing(target.toString(), e);
        }
    }

    /** Closing it does not close the file, which is still to be made durable. */
    private final class ChannelOutput extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            ByteBuffer bytes = ByteBuffer.wrap(b, offset, length);
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw StoreFailure.writing(target.toString(), e);
            }
        }
    }
}
