package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.FolderArchive.Restoration;
import dbmanager.backup.FolderArchive.Swap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with images, and the verbs of the tests about its archive. */
abstract class PackedImages {
    static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    Path images;

    Path target;

    BackupCatalog catalog;

    @BeforeEach
    void fill() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        target = folder.resolve("app/uploads");
        catalog = Samples.catalog(new LocalStore(folder.resolve("backups")), TestClock.at("2026-11-21T02:00:00Z"));
        write(images, "b.png", "b");
        write(images, "products/ảnh 1.png", "one".repeat(1000));
        write(images, "products/a/empty", "");
        Files.createDirectory(images.resolve("none"));
        Files.setLastModifiedTime(images.resolve("b.png"), FileTime.from(THEN));
    }

    Backup pack(Path from) {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            FolderArchive.pack(writer, "files-1.zip", "uploads", from);
            writer.describe(Samples.AT_BASE, Optional.empty());
            writer.commit();
        }
        return catalog.list().get(0);
    }

    Restoration stage(Backup backup, Swap how) {
        return FolderArchive.stage(
                catalog.open(backup), backup.manifest().orElseThrow().parts().get(0), target, how);
    }

    /** All that the target holds now, as a backup would. */
    HeldFiles held() {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "before restore", List.of())) {
            return FolderArchive.pack(writer, "files-1.zip", "uploads", target).held();
        }
    }

    void restore(Backup backup, boolean merge) {
        try (Restoration restoration = stage(backup, merge ? Swap.MERGE : Swap.REPLACE)) {
            assertThat(restoration.swap(held())).isEmpty();
        }
    }

    static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tree.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return tree;
    }
}
