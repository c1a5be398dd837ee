package dbmanager.backup;

import dbmanager.backup.FolderArchive.Swap;
import dbmanager.backup.ZipArchive.Entry;
import dbmanager.file.FileTree;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The files of an archive, unpacked beside the folder that they are for. */
final class StagedFolder implements FolderArchive.Restoration {
    /** From this size on an entry that packs better than {@link #SUSPICIOUS_RATIO} is taken for a bomb. */
    static final long SUSPICIOUS_SIZE = 64L << 20;

    private static final long SUSPICIOUS_RATIO = 100;
    private static final long MAX_BYTES = 1L << 40;

    private final Path target;
    private final FolderSwap swap;
    private final Path staging;
    private final List<String> files;
    private final Swap how;

    private StagedFolder(Path target, FolderSwap swap, List<String> files, Swap how) {
        this.target = target;
        this.swap = swap;
        this.staging = swap.staging();
        this.files = files;
        this.how = how;
    }

    /** @param part whose hash has been checked */
    static StagedFolder of(BackupReader reader, Part part, Path target, Swap how) {
        try {
            Path real = InterruptedRestore.place(target);
            if (Files.exists(real) && !Files.isDirectory(real)) {
                throw new NotDirectoryException(real.toString());
            }
            Files.createDirectories(real.getParent());
            InterruptedRestore.finish(real);
            InterruptedRestore.sweep(real);
            FolderSwap swap = new FolderSwap(real);
            Path staging = swap.staging();
            try {
                Files.createDirectory(staging);
                List<String> files = unpack(reader, part, staging);
                StagedFolder staged = new StagedFolder(real, swap, files, how);
                if (how == Swap.MERGE) {
                    files.forEach(name -> staged.refuseLinks(name, "nothing was changed"));
                }
                return staged;
            } catch (IOException | RuntimeException e) {
                FileTree.delete(staging);
                throw e;
            }
        } catch (IOException e) {
            throw FolderFailure.notUnpacked(target, e);
        }
    }

    /** What is wrong with an archive; unpacks it to nowhere. */
    static List<Finding> inspect(String part, Path file) throws IOException {
        try (ZipArchive archive = ZipArchive.open(part, file)) {
            check(part, archive.entries(), true);
            for (Entry entry : archive.entries()) {
                archive.unpack(entry, OutputStream.nullOutputStream());
            }
            return List.of();
        } catch (HostileArchive e) {
            return List.of(new Finding(part, e.getMessage()));
        }
    }

    private static List<String> unpack(BackupReader reader, Part part, Path staging) throws IOException {
        Optional<Path> local = reader.file(part);
        if (local.isPresent()) {
            return unpack(part.name(), local.get(), staging);
        }
        Path copy = staging.resolveSibling(staging.getFileName() + ".zip");
        try {
            try (InputStream in = reader.open(part);
                    OutputStream out = Channels.newOutputStream(LocalFiles.create(copy))) {
                in.transferTo(out);
            }
            return unpack(part.name(), copy, staging);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static List<String> unpack(String part, Path file, Path staging) throws IOException {
        try (ZipArchive archive = ZipArchive.open(part, file)) {
            long bytes = check(part, archive.entries(), isCaseSensitive(staging));
            long free = Files.getFileStore(staging).getUsableSpace();
            if (bytes > free) {
                throw FolderFailure.noRoom(staging, bytes, free);
            }
            List<String> files = new ArrayList<>();
            for (Entry entry : archive.entries()) {
                write(part, archive, entry, staging);
                if (!entry.isFolder()) {
                    files.add(entry.name());
                }
            }
            return files;
        }
    }

    private static boolean isCaseSensitive(Path staging) throws IOException {
        Path probe = Files.createFile(staging.resolve("case"));
        try {
            return !Files.exists(staging.resolve("CASE"));
        } finally {
            Files.delete(probe);
        }
    }

    /** Refuses the archive for its first bad entry, before anything of it is written. Gives back how many bytes it unpacks to. */
    private static long check(String part, List<Entry> entries, boolean caseMatters) {
        EntryNames names = new EntryNames(caseMatters);
        long bytes = 0;
        for (Entry entry : entries) {
            entry.refusal()
                    .or(() -> EntryNames.refusal(entry.name()))
                    .or(() -> names.add(entry.name()))
                    .or(() -> disproportion(entry))
                    .ifPresent(why -> {
                        throw HostileArchive.entry(part, entry.name(), why, null);
                    });
            if (entry.size() > MAX_BYTES - bytes) {
                throw HostileArchive.whole(part, "it unpacks to more than " + MAX_BYTES + " bytes");
            }
            bytes += entry.size();
        }
        return bytes;
    }

    private static Optional<String> disproportion(Entry entry) {
        boolean bomb = entry.size() > SUSPICIOUS_SIZE && entry.size() / SUSPICIOUS_RATIO > entry.packed();
        return bomb
                ? Optional.of("it unpacks from " + entry.packed() + " to " + entry.size() + " bytes, like a bomb")
                : Optional.empty();
    }

    private static void write(String part, ZipArchive archive, Entry entry, Path staging) throws IOException {
        Path file;
        try {
            file = staging.resolve(entry.name());
        } catch (InvalidPathException e) {
            throw HostileArchive.entry(part, entry.name(), "no file can have this name here", e);
        }
        if (entry.isFolder()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            archive.unpack(entry, out);
        }
        if (entry.modified().isPresent()) {
            Files.setLastModifiedTime(file, FileTime.from(entry.modified().get()));
        }
    }

    @Override
    public int files() {
        return files.size();
    }

    @Override
    public List<Path> swap(HeldFiles held) {
        return how == Swap.MERGE ? merge(held) : swap.replace(held).stream().toList();
    }

    private List<Path> merge(HeldFiles held) {
        List<Path> aside = new ArrayList<>();
        int moved = 0;
        try {
            if (Files.exists(target)) {
                Ownership.takeOver(target, staging);
            }
            for (String name : files) {
                Path file = target.resolve(name);
                refuseLinks(name, inPlace(moved));
                createFolders(file.getParent());
                if (Files.exists(file) && !held.has(name, file) && Files.mismatch(staging.resolve(name), file) >= 0) {
                    aside.add(keepAside(file));
                }
                move(staging.resolve(name), file);
                moved++;
            }
            return aside;
        } catch (IOException e) {
            throw FolderFailure.notReplaced(target, inPlace(moved), e);
        }
    }

    private String inPlace(int moved) {
        return moved + " of " + files.size() + " files are in place in " + target;
    }

    /** Gives it a second name, so that its place is never empty. */
    private static Path keepAside(Path file) throws IOException {
        Path aside = FolderSwap.beside(file, InterruptedRestore.Stage.REPLACED.mark() + UUID.randomUUID());
        try {
            return Files.createLink(aside, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return Files.copy(file, aside, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void createFolders(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            if (!folder.equals(target)) {
                createFolders(folder.getParent());
            }
            Ownership.createFolder(folder, staging.resolve(target.relativize(folder)));
        }
    }

    /** A link below the target could lead anywhere, and no backup holds it. */
    private void refuseLinks(String name, String state) {
        Path path = target;
        for (Path step : Path.of(name)) {
            if (!path.equals(target) && isNoFolder(path)) {
                throw FolderFailure.linked(path, state);
            }
            path = path.resolve(step);
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw FolderFailure.linked(path, state);
        }
    }

    private static boolean isNoFolder(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) { // the target is another file system: copy onto it first
            Path copy = FolderSwap.beside(to, ".copy-" + UUID.randomUUID());
            try {
                Files.copy(from, copy, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    @Override
    public void close() {
        try {
            FileTree.delete(staging);
        } catch (IOException e) {
            throw FolderFailure.notUnpacked(target, e);
        }
    }
}
