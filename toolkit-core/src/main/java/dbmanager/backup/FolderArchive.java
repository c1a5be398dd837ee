package dbmanager.backup;

import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders that belong to a database, such as uploaded images, as a zip part. */
public final class FolderArchive {
    /** Larger files are hardly ever worth it; and a restore takes a large file that packs very well for a bomb. */
    private static final long COMPRESSED_UP_TO = StagedFolder.SUSPICIOUS_SIZE;

    private FolderArchive() {}

    /**
     * What was packed.
     *
     * @param held the files in it, as they were when it was packed
     * @param skipped links, sockets and the like, and files that went away meanwhile
     */
    public record Packed(Part part, HeldFiles held, List<Finding> skipped) {
        public Packed {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Packs every file of a folder, by name, with its time; links are not followed. Each file is as of the moment at which it is read. A folder that
     * does not exist gives an archive without entries; so does a link that leads nowhere, which is told.
     *
     * @param source the folder as configured, for the manifest
     * @throws FolderFailure when the folder or a file cannot be read, or the name of a file could not be restored
     */
    public static Packed pack(BackupWriter writer, String partName, String source, Path folder) {
        List<Finding> skipped = new ArrayList<>();
        Map<String, Found> files = find(folder, skipped);
        try (BackupWriter.PartWriter part = writer.part(partName, Kind.FILES, Compression.NONE, Optional.of(source))) {
            Map<String, HeldFiles.Stamp> held = new HashMap<>();
            try (ZipOutputStream zip = new ZipOutputStream(part.stream(), StandardCharsets.UTF_8)) {
                for (Map.Entry<String, Found> file : files.entrySet()) {
                    if (add(zip, file.getKey(), file.getValue(), skipped)) {
                        held.put(file.getKey(), HeldFiles.Stamp.of(file.getValue().attributes));
                    }
                }
            } catch (IOException e) {
                throw StoreFailure.writing(partName, e);
            }
            return new Packed(part.commit(Map.of(source, (long) held.size())), new HeldFiles(held), skipped);
        }
    }

    private record Found(Path path, BasicFileAttributes attributes) {}

    /** A folder that only cannot be seen is no empty one. */
    private static Map<String, Found> find(Path folder, List<Finding> skipped) {
        Map<String, Found> found = new TreeMap<>();
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        if (Files.notExists(folder)) {
            skipped.add(new Finding(folder.toString(), "is a link that leads nowhere; nothing of it is packed"));
            return found;
        }
        try {
            Path top = folder.toRealPath();
            Files.walkFileTree(top, new Finder(top, found, skipped));
            return found;
        } catch (IOException e) {
            throw FolderFailure.unreadable(folder, e);
        }
    }

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Map<String, Found> found;
        private final List<Finding> skipped;

        Finder(Path top, Map<String, Found> found, List<Finding> skipped) {
            this.top = top;
            this.found = found;
            this.skipped = skipped;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(top)) {
                found.put(name(folder) + "/", new Found(folder, attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                found.put(name(file), new Found(file, attributes));
            } else {
                skipped.add(new Finding(
                        file.toString(),
                        attributes.isSymbolicLink() ? "is a link; not packed" : "is no file; not packed"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw FolderFailure.unreadable(file, e);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            if (e != null) {
                throw FolderFailure.unreadable(folder, e);
            }
            return FileVisitResult.CONTINUE;
        }

        private String name(Path file) {
            List<String> names = new ArrayList<>();
            top.relativize(file).forEach(name -> names.add(name.toString()));
            String name = String.join("/", names);
            Optional<String> refusal =
                    isReadable(file, name) ? EntryNames.refusal(name) : Optional.of("its name cannot be read");
            refusal.ifPresent(why -> {
                throw FolderFailure.unpackable(file, why);
            });
            return name;
        }

        /** In an ASCII locale Java shows a name with other letters as something that is not its name. */
        private boolean isReadable(Path file, String name) {
            try {
                return top.resolve(name).equals(file) && name.indexOf('\uFFFD') < 0;
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }

    /** Whether a file was added. */
    private static boolean add(ZipOutputStream zip, String name, Found found, List<Finding> skipped)
            throws IOException {
        if (found.attributes.isDirectory()) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(entry(name, found.attributes.lastModifiedTime()));
            zip.closeEntry();
            return false;
        }
        try (InputStream in = open(found.path)) {
            boolean small = found.attributes.size() <= COMPRESSED_UP_TO;
            zip.setLevel(small ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION);
            zip.putNextEntry(entry(name, found.attributes.lastModifiedTime()));
            copy(in, zip, found.path);
            zip.closeEntry();
            return true;
        } catch (Gone e) {
            skipped.add(new Finding(found.path.toString(), "went away while it was being packed"));
            return false;
        }
    }

    private static ZipEntry entry(String name, FileTime modified) {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(modified);
        return entry;
    }

    /** A file of the list is not there any more. */
    private static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static InputStream open(Path file) throws Gone {
        try {
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new Gone();
        } catch (IOException e) {
            throw FolderFailure.unreadable(file, e);
        }
    }

    private static void copy(InputStream in, OutputStream out, Path file) throws IOException {
        byte[] buffer = new byte[Hash.BUFFER];
        for (int n = read(in, buffer, file); n >= 0; n = read(in, buffer, file)) {
            out.write(buffer, 0, n);
        }
    }

    private static int read(InputStream in, byte[] buffer, Path file) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw FolderFailure.unreadable(file, e);
        }
    }

    /**
     * Checks a part and unpacks it beside its target, which stays as it is; {@link Restoration#swap} puts the files in
     * place.
     *
     * @param target need not exist
     * @throws PartDamaged when the part is not the one that was written
     * @throws HostileArchive when an entry is not a plain file or folder inside the target, or is out of all proportion
     * @throws FolderFailure also when a link of the target is in the way of a merge
     */
    public static Restoration stage(BackupReader reader, Part part, Path target, Swap how) {
        reader.verify(part);
        return StagedFolder.of(reader, part, target, how);
    }

    /** What becomes of the files that are there. */
    public enum Swap {
        /** They stay, but for those that the archive has too; file after file is moved in one step each. */
        MERGE,
        /** The old folder is renamed aside, and removed when the new one is in its place. */
        REPLACE
    }

    /** The files of a part, unpacked and checked, but not in place yet. Closing removes what was not put in place. */
    public interface Restoration extends AutoCloseable {
        /** How many files there are. */
        int files();

        /**
         * Puts the files in place.
         *
         * @param held what a backup has of the files that are there; no other file is removed
         * @return where that lies which was replaced and could not be removed, or which no backup holds: files that came or changed since, links
         * @throws FolderFailure saying what is in place
         */
        List<Path> swap(HeldFiles held);

        @Override
        void close();
    }

    /** Whether a restore would take every entry of a part; its hash is checked too. Writes nothing, except for a private copy of a part that is remote or encrypted. */
    public static List<Finding> inspect(BackupReader reader, Part part) {
        try (StagedPart staged = reader.stage(part)) {
            return StagedFolder.inspect(part.name(), staged.file());
        } catch (PartDamaged e) {
            return List.of(new Finding(part.name(), e.getMessage()));
        } catch (IOException e) {
            throw StoreFailure.reading(part.name(), e);
        }
    }
}
