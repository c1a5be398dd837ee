package dbmanager.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Backups in a folder of this machine; keys are {@code folder/name}. An object is written under a hidden name in its own folder, made
 * durable, and then given its name in one step, which never replaces another object. Folders are created when first written to,
 * for this user only. Hidden files and links are not objects, and no link below the root is followed.
 */
public final class LocalStore implements BackupStore {
    private static final String HIDDEN = ".";
    private static final String UPLOAD = ".tmp";

    private final Path root;
    private final FolderClaims claims;

    /** @param root need not exist yet */
    public LocalStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.claims = new FolderClaims(this.root);
    }

    @Override
    public String location() {
        return root.toString();
    }

    /** Of the file system that the folder lies on, or will once there is a backup. */
    @Override
    public Optional<Long> freeBytes() {
        try {
            return Optional.of(Files.getFileStore(existing(root)).getUsableSpace());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** The folder itself, else the nearest above it that is there. */
    public static Path existing(Path folder) {
        Path place = folder;
        while (place.getParent() != null && !Files.exists(place)) {
            place = place.getParent();
        }
        return place;
    }

    @Override
    public Upload create(String key) {
        Path file = resolve(key);
        try {
            createFolder(file.getParent());
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw StoreFailure.taken(key);
            }
        } catch (IOException e) {
            throw StoreFailure.writing(location() + "/" + key, e);
        }
        return new LocalUpload(key, file, claims);
    }

    private void createFolder(Path folder) throws IOException {
        LocalFiles.createFolder(folder);
        if (!isFolder(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
    }

    @Override
    public InputStream open(String key) {
        try {
            Stored stored = stat(key).orElseThrow(() -> new StoreFailure.Absent(key));
            InputStream in = Files.newInputStream(resolve(key), LinkOption.NOFOLLOW_LINKS);
            int buffer = (int) Math.max(1, Math.min(stored.bytes(), Hash.BUFFER)); // a catalog reads many small files
            return new BufferedInputStream(new StoreInputStream(in, key), buffer);
        } catch (NoSuchFileException e) {
            throw new StoreFailure.Absent(key);
        } catch (IOException e) {
            throw StoreFailure.reading(location() + "/" + key, e);
        }
    }

    @Override
    public Optional<Stored> stat(String key) {
        Path file = resolve(key);
        try {
            if (!isFolder(file.getParent())) {
                return Optional.empty();
            }
            return stored(file);
        } catch (IOException e) {
            throw StoreFailure.reading(location() + "/" + key, e);
        }
    }

    @Override
    public Optional<Path> localFile(String key) {
        try {
            return object(key);
        } catch (IOException e) {
            throw StoreFailure.reading(location() + "/" + key, e);
        }
    }

    private Optional<Path> object(String key) throws IOException {
        Path file = resolve(key);
        return isFolder(file.getParent()) && stored(file).isPresent() ? Optional.of(file) : Optional.empty();
    }

    @Override
    public List<Stored> list(String prefix) {
        int slash = prefix.indexOf('/');
        if (slash >= 0) {
            return listFolder(prefix.substring(0, slash), prefix);
        }
        return folders().stream()
                .filter(folder -> folder.startsWith(prefix))
                .flatMap(folder -> listFolder(folder, prefix).stream())
                .toList();
    }

    private List<Stored> listFolder(String folder, String prefix) {
        Path path = root.resolve(checkName(folder, folder));
        List<Stored> found = new ArrayList<>();
        if (!isFolder(path)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (isVisible(file) && (folder + "/" + file.getFileName()).startsWith(prefix)) {
                    stored(file).ifPresent(found::add);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StoreFailure.reading(path.toString(), e.getCause());
        } catch (IOException e) {
            throw StoreFailure.reading(path.toString(), e);
        }
        found.sort(Comparator.comparing(Stored::key));
        return found;
    }

    @Override
    public List<String> folders() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (isVisible(entry) && isFolder(entry)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StoreFailure.reading(location(), e.getCause());
        } catch (IOException e) {
            throw StoreFailure.reading(location(), e);
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    @Override
    public void delete(String key) {
        Path file = resolve(key);
        try {
            if (isFolder(file.getParent()) && Files.deleteIfExists(file)) {
                LocalFiles.sync(file.getParent());
            }
        } catch (IOException e) {
            throw StoreFailure.writing(location() + "/" + key, e);
        }
    }

    /** While this process has the claim of the folder, the empty folder stays until the claim ends. */
    @Override
    public void deleteFolder(String folder) {
        Path path = root.resolve(checkName(folder, folder));
        try {
            claims.deleteFolder(path);
        } catch (IOException e) {
            throw StoreFailure.writing(path.toString(), e);
        }
    }

    @Override
    public Optional<Claim> claim(String folder) {
        Path path = root.resolve(checkName(folder, folder));
        try {
            createFolder(path);
            Optional<Claim> claim = claims.claim(path);
            if (claim.isPresent()) {
                tidy(path, claim.get());
            }
            return claim;
        } catch (IOException e) {
            throw StoreFailure.writing(path.toString(), e);
        }
    }

    private static void tidy(Path folder, Claim claim) throws IOException {
        try {
            removeUploadsOfTheDead(folder);
        } catch (IOException e) {
            claim.close();
            throw e;
        }
    }

    private static void removeUploadsOfTheDead(Path folder) throws IOException {
        boolean committed = Files.exists(folder.resolve(Manifest.NAME), LinkOption.NOFOLLOW_LINKS);
        try (DirectoryStream<Path> uploads = Files.newDirectoryStream(folder, HIDDEN + "*" + UPLOAD)) {
            for (Path upload : uploads) {
                if (!committed || isInPlace(upload)) {
                    Files.deleteIfExists(upload);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Whether its object is there. Beside a manifest marks are written without the claim; what can become nothing any more is certainly none of them
     * that somebody is still at.
     */
    private static boolean isInPlace(Path upload) {
        String name = upload.getFileName().toString();
        String rest = name.substring(HIDDEN.length(), name.length() - UPLOAD.length());
        int mark = rest.lastIndexOf('.');
        return mark > 0 && Files.exists(upload.resolveSibling(rest.substring(0, mark)), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isClaimed(String folder) {
        Path path = root.resolve(checkName(folder, folder));
        try {
            return claims.isClaimed(path);
        } catch (IOException e) {
            throw StoreFailure.reading(path.toString(), e);
        }
    }

    @Override
    public boolean isAbandoned(String folder) {
        return claims.isAbandoned(root.resolve(checkName(folder, folder)));
    }

    private Optional<Stored> stored(Path file) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                return Optional.empty();
            }
            String key = file.getParent().getFileName() + "/" + file.getFileName();
            return Optional.of(
                    new Stored(key, found.size(), found.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isVisible(Path path) {
        return !path.getFileName().toString().startsWith(HIDDEN);
    }

    private Path resolve(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return root.resolve(checkName(key.substring(0, slash), key)).resolve(checkName(key.substring(slash + 1), key));
    }

    private static String checkName(String name, String key) {
        boolean safe = !name.isEmpty()
                && !name.startsWith(HIDDEN)
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
        if (!safe) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return name;
    }
}
