package dbmanager.operation;

import dbmanager.backend.LoadMode;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.FolderArchive;
import dbmanager.backup.FolderArchive.Packed;
import dbmanager.backup.FolderArchive.Restoration;
import dbmanager.backup.FolderArchive.Swap;
import dbmanager.backup.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folders of a backup, unpacked beside those of the database, and put in place together. Closing removes what was not put in place. */
final class Folders implements AutoCloseable {
    private final Map<Path, Restoration> staged = new LinkedHashMap<>();

    /** Writes a part for each folder. */
    static Map<Path, Packed> pack(BackupWriter writer, Map<String, Path> folders) {
        Map<Path, Packed> packed = new LinkedHashMap<>();
        folders.forEach((source, folder) -> packed.put(
                folder, FolderArchive.pack(writer, "files-" + (packed.size() + 1) + ".zip", source, folder)));
        return packed;
    }

    /** Also where it cannot be told: what may be there is left alone. */
    static boolean holdsAnything(Path folder) {
        if (Files.notExists(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    /** @throws UnknownFolder when the backup holds one that none of these is */
    static void requireAll(BackupReader from, Map<String, Path> folders) {
        from.manifest().parts().stream()
                .filter(part -> part.kind() == Part.Kind.FILES)
                .forEach(part -> target(part, folders));
    }

    /** @throws UnknownFolder when the backup holds one that none of these is */
    void stage(BackupReader from, Map<String, Path> folders, LoadMode mode) {
        Swap how = mode == LoadMode.MERGE ? Swap.MERGE : Swap.REPLACE;
        for (Part part : from.manifest().parts()) {
            if (part.kind() == Part.Kind.FILES) {
                Path target = target(part, folders);
                staged.put(target, FolderArchive.stage(from, part, target, how));
            }
        }
    }

    /** A backup of the old script does not say which folder it holds. */
    private static Path target(Part part, Map<String, Path> folders) {
        return part.source()
                .map(folders::get)
                .or(() -> part.source()
                        .filter(String::isEmpty)
                        .flatMap(any -> folders.values().stream().findFirst()))
                .orElseThrow(() -> new UnknownFolder(part));
    }

    /** @return where that lies which was replaced and is not in the safety backup */
    List<Path> swap(SafetyBackup safety) {
        List<Path> aside = new ArrayList<>();
        staged.forEach((folder, restoration) -> aside.addAll(restoration.swap(safety.held(folder))));
        return aside;
    }

    int files() {
        return staged.values().stream().mapToInt(Restoration::files).sum();
    }

    @Override
    public void close() {
        staged.values().forEach(Restoration::close);
    }
}
