package dbmanager.cli.reliability.matrix;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.LocalStore;
import dbmanager.cli.reliability.Answer;
import dbmanager.cli.reliability.Child;
import dbmanager.cli.reliability.Project;
import dbmanager.cli.reliability.disk.Trouble;
import dbmanager.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A project with one database: two backups of 300 products, of which the newer is verified, a product and a picture that came after them, and a
 * migration that is pending. What is in the database is asked of the engine itself, and not of what is tested.
 */
abstract class Shop implements AutoCloseable {
    static final String MISSING = "missing";

    private static final int PRODUCTS = 300;
    private static final Pattern UNFINISHED_NOTE =
            Pattern.compile("(backups/.*/[.]verified-|migrations/[.]migrations[.]lock|backups/drills/[.]).*[.]tmp");

    private final Project project;
    private String backup;
    private final List<AutoCloseable> kept = new ArrayList<>();

    Shop(Path folder) {
        this.project = Project.empty(folder);
    }

    final Project project() {
        return project;
    }

    /** The newer of the two backups that it began with. */
    final String backup() {
        return backup;
    }

    /** What stands behind {@code shop:} in the configuration. */
    abstract String configuration();

    /** The files of both migrations. */
    abstract void writeMigrations();

    /** In JSON. */
    String id(int number) {
        return Integer.toString(number);
    }

    /** Makes this copy of a shop's folder a shop of its own. */
    void takeOver(Shop model) {
        backup = model.backup;
    }

    /** Every row that the application has, and for SQL the history; or {@link #MISSING}. */
    abstract String content();

    /** Something that is in no backup. */
    abstract void sell(String product);

    /** Nothing is in the place of the database any more. */
    abstract void lose();

    /** Somebody else has the database for themselves until this is closed. */
    abstract AutoCloseable locked();

    /** Somebody else has it open. */
    abstract AutoCloseable open();

    /** Makes what all the others are copies of. */
    final void fill() {
        project.write("db-manager.yaml", """
            backups: backups
            retention: {last: 1}
            environments:
              dev:
                databases:
                  shop: {%s, migrations: migrations, files: [uploads]}
            """.formatted(configuration()));
        writeMigrations();
        String rows = IntStream.rangeClosed(2, PRODUCTS)
                .mapToObj(id -> "{\"id\": %s, \"name\": \"%s\", \"stock\": %d}"
                        .formatted(id(id), Integer.toHexString(id * 7919 * 104_729), id))
                .collect(Collectors.joining(",\n"));
        project.write("products.json", "{\"product\": [" + rows + "]}");
        project.write("uploads/tea.txt", "a picture of tea\n");
        project.run("migrate", "1").works();
        project.run("import", "products.json").works();
        project.run("backup").works();
        project.run("backup").works();
        backup = project.newestBackup();
        project.run("verify", backup).works();
        sell("cocoa");
        project.write("uploads/cocoa.txt", "a picture of cocoa\n");
    }

    /** A command in a process of its own, on a disk that has that trouble; its temporary files are in the project. */
    final Answer onDisk(Trouble.Kind trouble, long at, String... typed) {
        return inProcess(List.of(), Trouble.properties(trouble, at, project.folder(), counts()), typed);
    }

    final Answer inProcess(List<String> prefix, List<String> options, String... typed) {
        try {
            List<String> all = new ArrayList<>(options);
            all.add("-Djava.io.tmpdir=" + Files.createDirectories(project.path("tmp")));
            try (Child child = Child.dbManager(project.folder(), prefix, all, project.variables(), typed)) {
                return child.answer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final Child child(String... typed) {
        return Child.dbManager(project.folder(), List.of(), List.of(), project.variables(), typed);
    }

    /** Where a process on a disk with trouble writes what it counted. */
    final Path counts() {
        Path folder = project.folder();
        return folder.resolveSibling(folder.getFileName() + ".counts");
    }

    /** Temporary folders that a process left which is dead. */
    final List<Path> scratches() {
        Path temporary = project.path("tmp");
        if (!Files.isDirectory(temporary)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(path -> path.getFileName().toString().startsWith("db-manager"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Files that are of a run and should have gone with it. Not among them, as the page says: old files that a killed restore has set aside, which are kept
     * until somebody has looked; SQLite's journal, which its next write takes away when there is nothing to take back; hidden notes that were not finished.
     */
    final List<String> leftovers() {
        return project.everything().keySet().stream()
                .filter(name -> !name.startsWith("tmp"))
                .filter(name -> !UNFINISHED_NOTE.matcher(name).matches())
                .filter(name ->
                        name.matches(".*([.]restoring|[.]replacing|[.]part$|[.]tmp$|[.]claim$|migration-lock).*"))
                .toList();
    }

    /** Every file but those of a server of ours. */
    final Map<String, String> files() {
        Map<String, String> all = project.everything();
        all.keySet().removeIf(name -> name.startsWith("tmp") || name.startsWith(".db-manager"));
        return all;
    }

    final String uploads() {
        try (Stream<Path> files = Files.list(project.path("uploads"))) {
            return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.joining(" "));
        } catch (IOException e) {
            return MISSING;
        }
    }

    final BackupCatalog catalog() {
        return new BackupCatalog(new LocalStore(project.path("backups")), Clock.systemUTC(), "somebody");
    }

    /** The ids of the backups that are complete and of which every byte is the one that the manifest names. */
    final List<String> goodBackups() {
        List<String> good = new ArrayList<>();
        for (Backup backup : catalog().list()) {
            if (backup.isComplete() && isWhole(catalog().open(backup))) {
                good.add(backup.id().text());
            }
        }
        good.sort(String::compareTo);
        return good;
    }

    private static boolean isWhole(BackupReader reader) {
        try {
            reader.manifest().parts().forEach(reader::verify);
            return true;
        } catch (dbmanager.problem.Problem damaged) {
            return false;
        }
    }

    /** The option by which a command that has one does not wait for long. */
    static Optional<String> waiting(Operation operation) {
        return operation == Operation.MIGRATE || operation == Operation.ROLLBACK
                ? Optional.of("--wait=1")
                : Optional.empty();
    }

    /** Something that ends with it. */
    final void keep(AutoCloseable more) {
        kept.add(more);
    }

    /** What it has on a server. */
    abstract void leave();

    @Override
    public void close() {
        leave();
        try {
            for (AutoCloseable each : kept) {
                each.close();
            }
            FileTree.delete(project.folder());
            FileTree.delete(counts());
            FileTree.delete(project.folder().resolveSibling(project.folder().getFileName() + ".aside"));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
