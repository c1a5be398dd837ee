package dbmanager.operation;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.file.PrivateFile;
import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** A backup that is one plain file, for this user only: taken like any other, in a hidden folder beside the file, of which its one part then becomes the file. */
final class FileBackup {
    private FileBackup() {}

    /** @param taking takes a backup into the catalog that it is given */
    static Manifest write(Path file, Clock clock, Function<BackupCatalog, Manifest> taking) {
        if (Files.exists(file)) {
            throw Refused.exists(file);
        }
        try {
            Path parent = Files.createDirectories(file.toAbsolutePath().getParent());
            try (Temporary work =
                    Temporary.at(() -> Files.createTempDirectory(parent, "." + file.getFileName() + "-"))) {
                BackupCatalog catalog = new BackupCatalog(new LocalStore(work.path()), clock, "db-manager");
                Manifest manifest = taking.apply(catalog);
                Backup taken = catalog.find(manifest.id().text(), any -> true);
                copyOnlyPart(catalog.open(taken), work.path().resolve("copy"), file);
                return manifest;
            }
        } catch (IOException e) {
            throw Refused.notWritten(file, e);
        }
    }

    private static void copyOnlyPart(BackupReader reader, Path copy, Path file) throws IOException {
        List<Part> parts = reader.manifest().parts();
        if (parts.size() != 1) {
            throw Refused.manyParts(file, parts.size());
        }
        try (InputStream in = reader.open(parts.get(0));
                FileChannel out = PrivateFile.open(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            in.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
        Files.move(copy, file);
        try {
            PrivateFile.syncNames(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            Files.deleteIfExists(file); // it would be there, and nobody was told so
            throw e;
        }
    }

    /** The file cannot be written as asked. */
    static final class Refused extends Problem {
        private static final long serialVersionUID = 1L;

        private Refused(Kind kind, String happened, String next, Throwable cause) {
            super(kind, happened, "no backup was taken; nothing was overwritten", next, cause);
        }

        static Refused exists(Path file) {
            return new Refused(
                    Kind.CONFLICT, file + " exists already", "choose another name, or move the file away", null);
        }

        static Refused manyParts(Path file, int parts) {
            return new Refused(
                    Kind.UNSUPPORTED,
                    "a backup of this database has " + parts + " parts, so it does not fit into " + file,
                    "leave --file out: `db-manager backup` keeps all parts together",
                    null);
        }

        static Refused notWritten(Path file, IOException cause) {
            return new Refused(
                    Kind.UNEXPECTED,
                    "cannot write " + file + " (" + cause.getMessage() + ")",
                    "make its folder writable, or choose another one",
                    cause);
        }
    }
}
