package dbmanager.cli.reliability.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file of a {@link FaultyDisk}. */
final class DiskChannel extends FileChannel {
    private final FileChannel real;
    private final Path path;
    private final Trouble trouble;

    DiskChannel(FileChannel real, Path path, Trouble trouble) {
        this.real = real;
        this.path = path;
        this.trouble = trouble;
    }

    /** Of the step that goes wrong, half has reached the file. */
    private void writing(ByteBuffer bytes, long position) throws IOException {
        trouble.writing(path, bytes.remaining(), half -> {
            ByteBuffer some = bytes.duplicate();
            some.limit(some.position() + half);
            real.write(some, position);
        });
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        writing(bytes, real.position());
        return real.write(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        writing(bytes, position);
        return real.write(bytes, position);
    }

    @Override
    public long write(ByteBuffer[] all, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(all[i]);
        }
        return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        trouble.step(path);
        trouble.unforced().shortened(path, size);
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        trouble.step(path);
        real.force(metaData);
        trouble.unforced().forced(path);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        trouble.step(path);
        trouble.unforced().written(path);
        return real.transferFrom(source, position, count);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return real.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return real.read(into, position);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return real.read(into, offset, length);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        real.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
