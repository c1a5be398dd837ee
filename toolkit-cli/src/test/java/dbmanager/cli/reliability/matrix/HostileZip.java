package dbmanager.cli.reliability.matrix;

import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.file.FileTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An archive by somebody who can make a manifest that fits it. */
enum HostileZip {
    CLIMBS("../../evil.txt") {
        @Override
        byte[] bytes() throws IOException {
            return zip("../../evil.txt", "harmless.txt");
        }
    },
    ABSOLUTE("/evil.txt") {
        @Override
        byte[] bytes() throws IOException {
            return zip("/evil.txt", "harmless.txt");
        }
    },
    LINK("a link") {
        @Override
        byte[] bytes() throws IOException {
            byte[] zip = zip("link", "harmless.txt");
            int central = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
            zip[central + 5] = 3; // made on Unix
            zip[central + 38 + 3] = (byte) 0xA1; // a link, rwxrwxrwx
            zip[central + 38 + 2] = (byte) 0xFF;
            return zip;
        }
    },
    TWICE("one name twice") {
        @Override
        byte[] bytes() throws IOException {
            String text = new String(zip("one.txt", "two.txt"), StandardCharsets.ISO_8859_1);
            return text.replace("two.txt", "one.txt").getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    BOMB("a bomb") {
        @Override
        byte[] bytes() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("zeros"));
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < MEGABYTES; i++) {
                    zip.write(zeros);
                }
            }
            return bytes.toByteArray();
        }
    };

    private static final int MEGABYTES = 200;

    private final String title;

    HostileZip(String title) {
        this.title = title;
    }

    abstract byte[] bytes() throws IOException;

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("target".getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** In the newer backup, with the manifest of one that is whole but for it. */
    void plant(Shop shop) throws IOException {
        BackupCatalog catalog = shop.catalog();
        BackupReader real = catalog.open(catalog.find(shop.backup(), any -> true));
        Path folder = shop.project().path("backups").resolve(shop.backup());
        String forged = forge(catalog, real);
        Path forgery = folder.resolveSibling(forged);
        try (Stream<Path> files = Files.list(forgery)) {
            for (Path file : files.toList()) {
                Path place = folder.resolve(file.getFileName());
                if (file.endsWith(Manifest.NAME)) {
                    Files.writeString(place, sealed(Files.readString(file).replace(forged, shop.backup())));
                } else {
                    Files.write(place, Files.readAllBytes(file));
                }
            }
        }
        FileTree.delete(forgery);
    }

    /** As docs/formats.md says it: of all that stands before the last two lines. */
    private static String sealed(String manifest) {
        String open = manifest.substring(0, manifest.lastIndexOf("  \"seal\""));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(open.getBytes(StandardCharsets.UTF_8));
            return open + "  \"seal\": \"sha256:" + HexFormat.of().formatHex(hash) + "\"\n}\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String forge(BackupCatalog catalog, BackupReader real) throws IOException {
        Manifest manifest = real.manifest();
        try (BackupWriter writer = catalog.begin(manifest.database(), "dev", "requested", manifest.selection())) {
            for (Part part : manifest.parts()) {
                try (BackupWriter.PartWriter into =
                                writer.part(part.name(), part.kind(), part.compression(), part.source());
                        InputStream from = real.open(part)) {
                    into.stream().write(part.kind() == Part.Kind.FILES ? bytes() : from.readAllBytes());
                    into.commit(part.contents(), part.uncounted(), part.digests());
                }
            }
            writer.describe(manifest.schema(), Optional.empty());
            return writer.commit().id().text();
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
