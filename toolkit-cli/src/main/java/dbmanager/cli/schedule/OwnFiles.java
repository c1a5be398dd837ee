package dbmanager.cli.schedule;

import dbmanager.operation.ProjectDocument;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of one schedule in a folder that others use too. Only what has our mark is written over, or removed. */
final class OwnFiles {
    private final Path folder;
    private final String name;
    private final String mark;

    /** @param name with which the names of all of them begin */
    OwnFiles(Path folder, String name, String mark) {
        this.folder = folder;
        this.name = name;
        this.mark = mark;
    }

    List<Path> paths(List<Document> documents) {
        return documents.stream()
                .map(document -> folder.resolve(document.name()))
                .toList();
    }

    /** Those that an earlier run wrote and that are still there. */
    List<Path> present() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .filter(this::isOurs)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws NotOurs when one of them is there and somebody else's; asked before the first is written */
    void refuseOthers(List<Document> documents) {
        for (Path file : paths(documents)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isOurs(file)) {
                throw new NotOurs(file);
            }
        }
    }

    /** Puts them there, and takes away those of earlier runs that are not among them. */
    void write(List<Document> documents) {
        List<Path> before = present();
        documents.forEach(document -> ProjectDocument.write(folder.resolve(document.name()), document.text()));
        List<Path> now = paths(documents);
        before.stream().filter(file -> !now.contains(file)).forEach(OwnFiles::delete);
    }

    void remove(List<Path> files) {
        files.forEach(OwnFiles::delete);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOurs(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.readString(file).contains(mark);
        } catch (MalformedInputException noText) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
}
