package dbmanager.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder with a configuration and one database, in which db-manager is run as users run it. */
record Project(Path folder, Path launcher) {
    private static final String CONFIGURATION = """
            environments:
              dev:
                databases:
                  shop: {url: "sqlite:shop.db", migrations: migrations}
            """;

    private static final String FIRESTORE = """
            environments:
              dev:
                databases:
                  shop: {url: "firestore://%s", emulator: "${EMULATOR}", migrations: migrations}
            """;

    private static final String POSTGRES = """
            environments:
              dev:
                databases:
                  shop: {url: "${SHOP_URL}", migrations: migrations}
            """;

    /** Makes it in a new folder. */
    static Project in(Path folder, Path launcher) throws IOException {
        return in(folder, launcher, CONFIGURATION);
    }

    /** One with a database on the emulator that the variable EMULATOR names, in the process or in the file {@code .env}. */
    static Project firestore(Path folder, Path launcher, String project) throws IOException {
        return in(folder, launcher, FIRESTORE.formatted(project));
    }

    /** One with twenty migrations and a database on the server that the variable SHOP_URL names. */
    static Project postgres(Path folder, Path launcher) throws IOException {
        Project project = in(folder, launcher, POSTGRES);
        project.writeMigrations(20);
        return project;
    }

    private static Project in(Path folder, Path launcher, String configuration) throws IOException {
        remove(folder);
        Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(folder.resolve("db-manager.yaml"), configuration);
        return new Project(folder, launcher);
    }

    Path database() {
        return folder.resolve("shop.db");
    }

    Path backups() {
        return folder.resolve("backups");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** As many small migrations: a table each tenth time, rows in it otherwise. */
    void writeMigrations(int number) throws IOException {
        for (int i = 1; i <= number; i++) {
            String sql = i % 10 == 1
                    ? "CREATE TABLE t" + i + " (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
                    : "INSERT INTO t" + (i - (i - 1) % 10) + " (name) VALUES ('row of " + i + "');\n";
            Files.writeString(folder.resolve("migrations/V" + i + "__step_" + i + ".sql"), sql);
        }
    }

    /** The launcher with these arguments. */
    Program run(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return Program.of(name, folder, command);
    }

    void clear() throws IOException {
        remove(database());
        remove(folder.resolve("shop.db-wal"));
        remove(folder.resolve("shop.db-shm"));
    }

    static void remove(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
