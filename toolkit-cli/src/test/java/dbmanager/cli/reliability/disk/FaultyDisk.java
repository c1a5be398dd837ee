package dbmanager.cli.reliability.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The file system of a whole process, by {@code -Djava.nio.file.spi.DefaultFileSystemProvider}: every create, write, force, rename, link and delete of
 * Java code is a step that {@link Trouble} may stop, and what a step has not made durable can be taken back. So no seam is needed in what is tested.
 * Native code, such as SQLite's, does not come through here.
 */
public final class FaultyDisk extends FileSystemProvider {
    private final FileSystemProvider real;
    private final DiskSystem system;
    private final Trouble trouble;

    public FaultyDisk(FileSystemProvider real) throws IOException {
        this.real = real;
        FileSystem machine = real.getFileSystem(URI.create("file:///"));
        this.system = new DiskSystem(this, machine);
        this.trouble = Trouble.ofThisProcess(machine);
    }

    @Override
    public String getScheme() {
        return "file";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        return real.newFileSystem(uri, env);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return system.wrap(real.getPath(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = DiskPath.real(path);
        boolean creates =
                options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
        boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        boolean empties = isThere && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if ((creates && !isThere) || empties) {
            trouble.step(file);
        }
        FileChannel channel = real.newFileChannel(file, options, attributes);
        if (creates && !isThere) {
            trouble.unforced().created(file);
        }
        if (empties) {
            trouble.unforced().shortened(file, 0);
        }
        return new DiskChannel(channel, file, trouble);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> entries =
                real.newDirectoryStream(DiskPath.real(folder), entry -> filter.accept(system.wrap(entry)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> all = entries.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Path next() {
                        return system.wrap(all.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                entries.close();
            }
        };
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        Path folder = DiskPath.real(path);
        trouble.step(folder);
        real.createDirectory(folder, attributes);
        trouble.unforced().created(folder);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        trouble.step(DiskPath.real(link));
        real.createLink(DiskPath.real(link), DiskPath.real(existing));
        trouble.unforced().linked(DiskPath.real(link), DiskPath.real(existing));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        trouble.step(DiskPath.real(link));
        real.createSymbolicLink(DiskPath.real(link), DiskPath.real(target), attributes);
        trouble.unforced().created(DiskPath.real(link));
    }

    @Override
    public void delete(Path path) throws IOException {
        Path file = DiskPath.real(path);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            trouble.step(file);
        }
        trouble.unforced().deleting(file);
        real.delete(file);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Path file = DiskPath.real(target);
        trouble.step(file);
        real.copy(DiskPath.real(source), file, options);
        trouble.unforced().created(file);
        trouble.unforced().written(file);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = DiskPath.real(source);
        Path to = DiskPath.real(target);
        trouble.step(to);
        trouble.unforced().deleting(to);
        real.move(from, to, options);
        trouble.unforced().moved(from, to);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(DiskPath.real(one), DiskPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(DiskPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(DiskPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        for (AccessMode mode : modes) {
            if (mode == AccessMode.WRITE) {
                trouble.mayWrite(DiskPath.real(path));
            }
        }
        real.checkAccess(DiskPath.real(path), modes);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return system.wrap(real.readSymbolicLink(DiskPath.real(link)));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(DiskPath.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(DiskPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return real.readAttributes(DiskPath.real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        real.setAttribute(DiskPath.real(path), name, value, options);
    }
}
