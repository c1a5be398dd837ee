package dbmanager.backup;

import dbmanager.backup.Part.Compression;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Backups that are given as a path instead of an id, recognised by their content. */
public final class ForeignBackup {
    /** Of the manifest that is made up for a backup without one. */
    public static final int FORMAT = 0;

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** The old script writes {@code sales_management_20260801_020000.db} and {@code sales_management_20260801_020000_images.zip}. */
    private static final String IMAGES = "_images.zip";

    private static final Pattern TIME_IN_NAME = Pattern.compile("([0-9]{8}_[0-9]{6})(?![0-9])");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss");

    private ForeignBackup() {}

    /**
     * Opens what lies at a path:
     *
     * <ul>
     *   <li>a backup folder of this tool, wherever it was copied to: all its parts;
     *   <li>a part in such a folder: only this part. When others are left out, the manifest says so by a selection;
     *   <li>a SQLite file: one part, with the {@code <stem>_images.zip} beside it as a part of files whose source is empty, for the first
     *       configured folder;
     *   <li>a file of one Firestore collection: a part without its manifest, packed or not, or {@code backup_products_20260801_020000.json} of the
     *       old Python tool. It is a partial backup, of this collection.
     * </ul>
     *
     * The manifest of the last two is made up, with format {@value #FORMAT}, no records, and the hashes of this moment.
     *
     * @param of the database that it is to be restored into, for a backup that does not say which one it is of
     * @param clock for its zone: the old script put local time into its names
     * @param keys one that is encrypted is read with them; where there are any, the others have to be {@link BackupReader#acceptPlain accepted}
     * @throws NotRecognised when it is none of these, or not there
     * @throws ManifestDamaged when it is a backup folder whose manifest cannot be trusted
     */
    public static BackupReader open(Path file, DatabaseIdentity of, Clock clock, Keyring keys) {
        requireThere(file);
        Path path = file.toAbsolutePath().normalize();
        try {
            return ownFolder(path, keys)
                    .or(() -> ownPart(path, keys))
                    .or(() -> sqlite(path, of, clock, keys))
                    .or(() -> collection(path, of, clock, keys))
                    .orElseThrow(() -> NotRecognised.content(file));
        } catch (Unreadable e) {
            throw StoreFailure.reading(file.toString(), e.cause);
        }
    }

    /**
     * Writes one part of an encrypted backup folder of this tool, as it was before it was encrypted, into a file that is not there yet.
     *
     * @return how many bytes
     * @throws NotRecognised when it is no such part
     * @throws UnknownKey when it is encrypted with a key that is none of these
     * @throws PartDamaged when it is not what was encrypted; then there is no file
     */
    public static long decrypt(Path part, Keyring keys, Path into) {
        requireThere(part);
        try {
            BackupReader reader = namedPart(part.toAbsolutePath().normalize(), keys)
                    .filter(found -> found.manifest().key().isPresent())
                    .orElseThrow(() -> NotRecognised.notEncrypted(part));
            reader.decrypt(reader.manifest().parts().get(0), into);
            return Files.size(into);
        } catch (Unreadable e) {
            throw StoreFailure.reading(part.toString(), e.cause);
        } catch (IOException e) {
            throw StoreFailure.reading(into.toString(), e);
        }
    }

    /** What cannot be looked at may be there. */
    private static void requireThere(Path file) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw NotRecognised.absent(file);
        } catch (IOException e) {
            throw StoreFailure.reading(file.toString(), e);
        }
    }

    /** Carries an {@link IOException} out of the functions above. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        Unreadable(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private static Optional<BackupReader> ownFolder(Path folder, Keyring keys) {
        return manifest(folder, keys).map(manifest -> reader(manifest, folder, keys));
    }

    /** For the manifest itself, all that it names. */
    private static Optional<BackupReader> ownPart(Path file, Keyring keys) {
        return file.endsWith(Manifest.NAME) && Files.isRegularFile(file)
                ? ownFolder(file.getParent(), keys)
                : namedPart(file, keys);
    }

    /** The one that a manifest beside it names. */
    private static Optional<BackupReader> namedPart(Path file, Keyring keys) {
        Path folder = file.getParent();
        if (folder == null || file.endsWith(Manifest.NAME) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Optional<Manifest> manifest = manifest(folder, keys);
        return manifest.flatMap(whole -> whole.parts().stream()
                .filter(part -> file.endsWith(part.name()))
                .findFirst()
                .map(part -> reader(only(part, whole), folder, keys)));
    }

    private static Optional<Manifest> manifest(Path folder, Keyring keys) {
        Path file = folder.resolve(Manifest.NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(ManifestJson.read(folder.toString(), Documents.readAsIs(in), keys));
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    /** A restore of everything must not take what is left out here for deleted, so the rest makes it partial. */
    private static Manifest only(Part part, Manifest whole) {
        boolean leavesData = whole.parts().stream()
                .anyMatch(other ->
                        other.kind() != Part.Kind.FILES && !other.name().equals(part.name()));
        List<String> selection = whole.selection();
        if (leavesData) {
            selection = part.names().isEmpty() ? List.of(part.name()) : List.copyOf(part.names());
        }
        return new Manifest(
                whole.format(),
                whole.id(),
                whole.database(),
                whole.environment(),
                whole.tool(),
                whole.reason(),
                whole.begun(),
                whole.finished(),
                whole.readTime(),
                selection,
                whole.schema(),
                List.of(part),
                whole.key());
    }

    private static Optional<BackupReader> sqlite(Path file, DatabaseIdentity of, Clock clock, Keyring keys) {
        try {
            if (!startsWith(file, SQLITE)) {
                return Optional.empty();
            }
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            if (Files.exists(log) && Files.size(log) > 0) {
                throw NotRecognised.inUse(file, log);
            }
            Instant time = time(file, clock);
            Map<String, Path> files = new LinkedHashMap<>();
            List<Part> parts = new ArrayList<>();
            parts.add(part(file, Part.Kind.DATABASE, Compression.NONE, Optional.empty(), files));
            Path images = file.resolveSibling(stem(file) + IMAGES);
            if (Files.isRegularFile(images, LinkOption.NOFOLLOW_LINKS)) {
                parts.add(part(images, Part.Kind.FILES, Compression.NONE, Optional.of(""), files));
            }
            DatabaseIdentity database = ofWhoeverNamesIt(of, "sqlite");
            return Optional.of(new BackupReader(madeUp(time, database, List.of(), parts), new FileSource(files), keys));
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private static Optional<BackupReader> collection(Path file, DatabaseIdentity of, Clock clock, Keyring keys) {
        try {
            Optional<CollectionHead> found = CollectionHead.of(file);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CollectionHead head = found.get();
            Map<String, Path> files = new LinkedHashMap<>();
            Part part = part(file, Part.Kind.COLLECTION, head.compression(), Optional.empty(), files);
            DatabaseIdentity database = ofWhoeverNamesIt(of, "firestore");
            Manifest manifest = madeUp(time(file, clock), database, List.of(head.collection()), List.of(part));
            return Optional.of(new BackupReader(manifest, new FileSource(files), keys));
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    /** A plain file does not say which database it is of: who names it for one means that. */
    private static DatabaseIdentity ofWhoeverNamesIt(DatabaseIdentity of, String engine) {
        return new DatabaseIdentity(of.name(), engine, of.location(), Optional.empty());
    }

    private static Manifest madeUp(Instant time, DatabaseIdentity database, List<String> selection, List<Part> parts) {
        return new Manifest(
                FORMAT,
                BackupId.of(time, database.name()),
                database,
                "",
                "",
                "given as a file",
                time,
                time,
                Optional.empty(),
                selection,
                new SchemaVersion(Optional.empty(), List.of()),
                parts,
                Optional.empty());
    }

    private static boolean startsWith(Path file, byte[] magic) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }

    private static Part part(
            Path file, Part.Kind kind, Compression compression, Optional<String> source, Map<String, Path> files)
            throws IOException {
        Hash hash = Hash.of(file);
        String name = file.getFileName().toString();
        files.put(name, file);
        return new Part(name, kind, source, compression, hash.bytes(), 0, hash.sha256(), Map.of());
    }

    private static Instant time(Path file, Clock clock) throws IOException {
        Matcher matcher = TIME_IN_NAME.matcher(stem(file));
        if (matcher.find()) {
            try {
                return LocalDateTime.parse(matcher.group(1), TIME)
                        .atZone(clock.getZone())
                        .toInstant();
            } catch (DateTimeException e) {
                // digits that are no time; the file has one
            }
        }
        return Files.getLastModifiedTime(file).toInstant();
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static BackupReader reader(Manifest manifest, Path folder, Keyring keys) {
        Map<String, Path> files = new LinkedHashMap<>();
        manifest.parts().forEach(part -> files.put(part.name(), folder.resolve(part.name())));
        return new BackupReader(manifest, new FileSource(files), keys);
    }

    /** Files by the name of their part. */
    private record FileSource(Map<String, Path> files) implements BackupReader.Source {
        @Override
        public InputStream open(Part part) {
            Path file = file(part).orElseThrow(() -> new StoreFailure.Absent(part.name()));
            try {
                return new StoreInputStream(Files.newInputStream(file), file.toString());
            } catch (IOException e) {
                throw StoreFailure.reading(file.toString(), e);
            }
        }

        @Override
        public Optional<Path> file(Part part) {
            return Optional.ofNullable(files.get(part.name())).filter(Files::isRegularFile);
        }
    }

    /** What was given is not a backup that can be restored. */
    public static final class NotRecognised extends Problem {
        private static final long serialVersionUID = 1L;

        private NotRecognised(Kind kind, String happened) {
            this(
                    kind,
                    happened,
                    "give a backup id, `latest`, a backup folder, one of its parts, a SQLite file, or the JSON file of a"
                            + " collection");
        }

        private NotRecognised(Kind kind, String happened, String next) {
            super(kind, happened, "nothing was changed", next);
        }

        static NotRecognised absent(Path file) {
            return new NotRecognised(Kind.DAMAGED, file + " is not there");
        }

        static NotRecognised notEncrypted(Path file) {
            return new NotRecognised(
                    Kind.USAGE,
                    file + " is not an encrypted part beside the manifest.json that names it",
                    "give one of the *" + BackupWriter.ENCRYPTED + " files in the folder of an encrypted backup");
        }

        /** Part of its data is still in the log; the file alone would be an older state, or none. */
        static NotRecognised inUse(Path file, Path log) {
            return new NotRecognised(
                    Kind.REFUSED,
                    file + " is a database in use, not a backup: " + log.getFileName() + " belongs to it");
        }

        static NotRecognised content(Path file) {
            return new NotRecognised(Kind.USAGE, file + " is not a backup that db-manager can read");
        }
    }
}
