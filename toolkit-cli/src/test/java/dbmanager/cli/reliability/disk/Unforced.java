package dbmanager.cli.reliability.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a power cut takes back: bytes of files, and names in folders, that nobody has forced yet. As POSIX says it: forcing a file makes its bytes
 * durable and not its name, forcing a folder the names in it. A rename counts as forced with the folder that it leads to.
 */
final class Unforced {
    /** Absent: nothing is remembered. */
    private final Optional<Path> root;

    /** How much of a file is durable; one that is not here is so altogether. */
    private final Map<Path, Long> lengths = new HashMap<>();

    private final List<Name> names = new ArrayList<>();
    private int kept;

    /** A change of the names in a folder, and how it is taken back. */
    private record Name(Path folder, Undo undo) {}

    private interface Undo {
        void run() throws IOException;
    }

    private Unforced(Optional<Path> root) {
        this.root = root;
    }

    static Unforced nothing() {
        return new Unforced(Optional.empty());
    }

    static Unforced below(Path root) throws IOException {
        Files.createDirectories(aside(root));
        return new Unforced(Optional.of(root));
    }

    private static Path aside(Path root) {
        return root.resolveSibling(root.getFileName() + ".aside");
    }

    private boolean isOurs(Path path) {
        return root.isPresent() && path.toAbsolutePath().normalize().startsWith(root.get());
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Before bytes go into a file. */
    synchronized void written(Path path) throws IOException {
        if (isOurs(path) && !lengths.containsKey(key(path))) {
            lengths.put(key(path), Files.exists(path) ? Files.size(path) : 0);
        }
    }

    synchronized void shortened(Path path, long size) {
        if (isOurs(path)) {
            lengths.merge(key(path), size, Math::min);
        }
    }

    synchronized void created(Path path) {
        if (isOurs(path)) {
            remember(path, () -> remove(path));
        }
    }

    synchronized void linked(Path link, Path existing) {
        created(link);
        if (isOurs(existing) && lengths.containsKey(key(existing))) {
            lengths.put(key(link), lengths.get(key(existing)));
        }
    }

    /** Before a name goes away, or is taken by another file. */
    synchronized void deleting(Path path) throws IOException {
        if (!isOurs(path) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            remember(path, () -> Files.createDirectory(path));
            return;
        }
        Path copy = aside(root.orElseThrow()).resolve(ProcessHandle.current().pid() + "-" + kept++);
        Files.createLink(copy, path);
        Long durable = lengths.remove(key(path));
        if (durable != null) {
            lengths.put(copy, durable);
        }
        remember(path, () -> Files.move(copy, path));
    }

    synchronized void moved(Path from, Path to) {
        if (!isOurs(to)) {
            return;
        }
        remember(to, () -> Files.move(to, from));
        for (Path path : List.copyOf(lengths.keySet())) {
            if (path.startsWith(key(from))) {
                lengths.put(key(to).resolve(key(from).relativize(path)), lengths.remove(path));
            }
        }
    }

    private void remember(Path path, Undo undo) {
        names.add(new Name(key(path).getParent(), undo));
    }

    /** The bytes of a file, or the names in a folder. */
    synchronized void forced(Path path) {
        lengths.remove(key(path));
        names.removeIf(name -> name.folder().equals(key(path)));
    }

    /** The power is gone. */
    synchronized void lose(boolean withNames) throws IOException {
        for (Map.Entry<Path, Long> file : lengths.entrySet()) {
            if (Files.isRegularFile(file.getKey()) && Files.size(file.getKey()) > file.getValue()) {
                try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                    channel.truncate(file.getValue());
                }
            }
        }
        for (int i = names.size() - 1; withNames && i >= 0; i--) {
            takeBack(names.get(i));
        }
    }

    private static void takeBack(Name name) throws IOException {
        try {
            if (Files.isDirectory(name.folder())) {
                name.undo().run();
            }
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            // which of several changes of one name survive, nobody promises
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
