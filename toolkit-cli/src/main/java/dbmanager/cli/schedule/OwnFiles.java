package dbmanager.cli.schedule;

import dbmanager.operation.ProjectDocument;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files of one schedule in a folder that others use too. Only what has our mark is written over, or removed. */
final class OwnFiles {
    private final Path folder;
    private final Owner owner;
    private final Platform platform;

    OwnFiles(Path folder, Owner owner, Platform platform) {
        this.folder = folder;
        this.owner = owner;
        this.platform = platform;
    }

    List<Path> paths(List<Document> documents) {
        return documents.stream()
                .map(document -> folder.resolve(document.name()))
                .toList();
    }

    /** What an earlier run wrote, or others made for it, and that is not among these. */
    List<Path> others(List<Path> wanted) {
        List<Path> others = new ArrayList<>();
        for (Path file : present()) {
            if (!wanted.contains(file)) {
                others.add(file);
                platform.link(file).filter(Files::isSymbolicLink).ifPresent(others::add);
            }
        }
        return others;
    }

    private List<Path> present() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(this::hasOurName).filter(this::isOurs).sorted().toList();
        } catch (IOException e) {
            throw new OutOfReach("cannot look into " + folder, e);
        }
    }

    private boolean hasOurName(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(owner.name()) && platform.names(name);
    }

    /** @throws NotOurs when one of them is there and somebody else's; asked before the first is written */
    void refuseOthers(List<Document> documents) {
        for (Path file : paths(documents)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isOurs(file)) {
                throw new NotOurs(file);
            }
        }
    }

    void write(List<Document> documents) {
        documents.forEach(document -> ProjectDocument.write(folder.resolve(document.name()), document.text()));
    }

    /** @throws OutOfReach when one of them cannot be removed; those before it are gone */
    void remove(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new OutOfReach("cannot remove " + file, e);
            }
        }
    }

    /** What is no text, or nothing that this user may read, was not written by us for this user. */
    private boolean isOurs(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.readString(file).contains(platform.written(owner.mark()));
        } catch (MalformedInputException | AccessDeniedException | NoSuchFileException notOurs) {
            return false;
        } catch (IOException e) {
            throw new OutOfReach("cannot read " + file, e);
        }
    }

    /** Somebody else's file has the name of one of ours. */
    static final class NotOurs extends Problem {
        private static final long serialVersionUID = 1L;

        NotOurs(Path file) {
            super(
                    Kind.REFUSED,
                    file + " is there, and was not written for this schedule",
                    "nothing was written",
                    "give another --name or --to, or move that file away");
        }
    }

    /** The file system does not let this user at a file or folder. */
    static final class OutOfReach extends Problem {
        private static final long serialVersionUID = 1L;

        OutOfReach(String happened, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    happened + " (" + cause.getClass().getSimpleName() + ")",
                    "some files of the schedule may be written or removed already, others not yet",
                    "see that this user may read and write there, and repeat the command, which does what is left",
                    cause);
        }
    }
}
