package dbmanager.firestore.migration;

import dbmanager.file.Temporary;
import dbmanager.firestore.gateway.IndexAdmin;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code firestore.indexes.json} of a project, and the Admin API where the database is Google's. An emulator needs no index; there the file
 * alone is kept, for the day of the deployment.
 */
public final class IndexPlace implements Indexes {
    static final String FILE = "firestore.indexes.json";

    /** What shows that a folder is the top of a project. */
    private static final List<String> TOPS = List.of("firebase.json", "db-manager.yaml", ".git");

    private final Path file;
    private final Optional<IndexAdmin> admin;

    private IndexPlace(Path file, Optional<IndexAdmin> admin) {
        this.file = file;
        this.admin = admin;
    }

    /**
     * With the file that lies in the migrations folder or above it, no further than the top of the project. Where there is none, it comes to lie at
     * the top of the project, or in the folder when no top is seen.
     */
    public static IndexPlace beside(Path migrations, Optional<IndexAdmin> admin) {
        Path folder = migrations.toAbsolutePath().normalize();
        for (Path at = folder; at != null; at = at.getParent()) {
            Path here = at;
            boolean top = TOPS.stream().anyMatch(name -> Files.exists(here.resolve(name)));
            if (top || Files.exists(at.resolve(FILE))) {
                return new IndexPlace(at.resolve(FILE), admin);
            }
        }
        return new IndexPlace(folder.resolve(FILE), admin);
    }

    @Override
    public Optional<Finding> want(Index index) {
        IndexFile before = read();
        IndexFile after = before.with(index);
        if (after != before) {
            write(after);
        }
        if (admin.isEmpty()) {
            return Optional.empty();
        }
        IndexAdmin.Answer answer = admin.get().create(index.collectionGroup(), IndexFile.definition(index));
        if (answer instanceof IndexAdmin.Answer.Begun) {
            return Optional.of(finding(
                    index,
                    "is being built; queries that need it fail until it is ready: `gcloud firestore operations list`"));
        }
        if (answer instanceof IndexAdmin.Answer.Refused refused) {
            return Optional.of(finding(
                    index,
                    "was not created (" + refused.why() + "); it is in " + file
                            + ": run `firebase deploy --only firestore:indexes`"));
        }
        return Optional.empty();
    }

    private static Finding finding(Index index, String what) {
        return new Finding("index " + index, what);
    }

    @Override
    public String preview(Index index) {
        String there = read().has(index) ? "is in " + file + " already" : "would be added to " + file;
        return admin.isEmpty() ? there : there + ", and would be asked of the server";
    }

    private IndexFile read() {
        try {
            return Files.exists(file) ? IndexFile.parse(Files.readString(file), file.toString()) : IndexFile.empty();
        } catch (IOException e) {
            throw new NotKept("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(IndexFile content) {
        try {
            try (Temporary temporary =
                    Temporary.at(() -> Files.createTempFile(file.getParent(), "." + FILE, ".part"))) {
                Files.writeString(temporary.path(), content.text(), StandardCharsets.UTF_8);
                Files.move(temporary.path(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new NotKept("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The file could not be used. */
    static final class NotKept extends Problem {
        private static final long serialVersionUID = 1L;

        NotKept(String what, IOException cause) {
            super(
                    Kind.CONFIGURATION,
                    what,
                    "the file is as it was",
                    "see to the file and its folder, then run the migration again",
                    cause);
        }
    }
}
