package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.DbManager;
import dbmanager.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A project in a folder of its own, with a shop in SQLite, and the command line in it. Nobody is at a terminal. */
public final class Project {
    static final String CONFIGURATION = """
            backups: backups
            retention: {last: 2}
            environments:
              dev:
                databases:
                  shop: {url: "sqlite:data/shop.db", migrations: migrations, files: [uploads]}
              production:
                databases:
                  shop: {url: "${SHOP_URL}", migrations: migrations, files: [uploads]}
            """;

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private Clock clock = Clock.systemUTC();

    private Project(Path folder) {
        this.folder = folder;
    }

    /** With nothing in it. */
    public static Project empty(Path folder) {
        return new Project(folder);
    }

    /** With one migration, which is not applied, and a file. */
    static Project in(Path folder) {
        Project project = new Project(folder);
        project.write("db-manager.yaml", CONFIGURATION);
        project.write("migrations/V1__products.sql", """
                CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL);
                INSERT INTO product VALUES (1, 'tea', 300), (2, 'coffee', 700);
                """);
        project.write("migrations/undo/U1__products.sql", "DROP TABLE product;\n");
        project.write("uploads/tea.txt", "a picture of tea\n");
        return project;
    }

    /** With the migration applied. */
    static Project migrated(Path folder) {
        Project project = in(folder);
        project.run("migrate").works();
        return project;
    }

    /** With a backup too, and a row that is not in it. */
    static Project backedUp(Path folder) {
        Project project = migrated(folder);
        project.run("backup").works();
        project.sql("INSERT INTO product VALUES (3, 'cocoa', 500)");
        return project;
    }

    /** With a row in a file, for the import of {@link Commands}. */
    Project withRows() {
        write("rows.csv", "id,name,price\n9,milk,90\n");
        return this;
    }

    public Project with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** What the time is from now on. */
    public Project at(Clock other) {
        clock = other;
        return this;
    }

    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    public Path folder() {
        return folder;
    }

    public Path path(String name) {
        return folder.resolve(name);
    }

    Path database() {
        return path("data/shop.db");
    }

    /** Runs a command in this process. */
    public Answer run(String... typed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code;
        try (PrintStream o = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream e = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            code = DbManager.run(
                    new Surroundings(
                            Map.copyOf(variables),
                            folder,
                            "deploy@ci-7",
                            "17.0.99 (test)",
                            clock,
                            () -> ZoneOffset.UTC,
                            o,
                            e,
                            false,
                            question -> Optional.empty()),
                    typed);
        }
        return new Answer(
                String.join(" ", typed),
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command in a process of its own. */
    Child child(String... typed) {
        return Child.dbManager(folder, List.of(), typed);
    }

    /** Runs a command in a process that cannot make files larger than that many blocks of 512 bytes, as if the disk were full. */
    Answer withoutSpace(int blocks, String... typed) {
        try (Child child =
                Child.dbManager(folder, List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"), typed)) {
            return child.answer();
        }
    }

    public Project write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Project write(String name, byte[] bytes) {
        try {
            Path file = path(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String name) {
        try {
            Files.delete(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sql(String... statements) {
        change(database(), statements);
    }

    static void change(Path database, String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fast rubbish of about that many megabytes. */
    void grow(int megabytes) {
        sql(
                "PRAGMA synchronous = OFF",
                "CREATE TABLE ballast (id INTEGER PRIMARY KEY, filler BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + megabytes * 64
                        + ") INSERT INTO ballast SELECT i, randomblob(16000) FROM n");
    }

    String ask(String query) {
        return ask(database(), query);
    }

    static String ask(Path database, String query) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    text.append(text.length() == 0 ? "" : " ").append(rows.getString(i));
                }
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String products() {
        return ask("SELECT name FROM product ORDER BY id");
    }

    String versions() {
        return ask(
                "SELECT version, success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank");
    }

    void isSound() {
        assertThat(ask("PRAGMA integrity_check")).isEqualTo("ok");
    }

    /** The folders of the backups, oldest first. */
    public List<String> backups() {
        Path backups = path("backups");
        if (!Files.exists(backups)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(backups)) {
            return folders.map(each -> each.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{8}T[0-9]{6}Z-.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String newestBackup() {
        List<String> backups = backups();
        return backups.get(backups.size() - 1);
    }

    /**
     * Every file of the project and its hash: database, backups, migrations, uploads, and what a run should not have left behind. Not in it: the
     * journal, locks that nobody holds, and shared memory of SQLite.
     */
    public Map<String, String> everything() {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String name = folder.relativize(file).toString();
                boolean ours = name.isEmpty()
                        || name.equals("database_operations.log")
                        || name.endsWith("/.lock")
                        || name.endsWith(".migration-lock")
                        || name.endsWith("-shm")
                        || (name.endsWith("-wal") && Files.size(file) == 0);
                if (!ours) {
                    hashes.put(name, Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? hash(file) : "-");
                }
            }
            return hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs something that must not change a byte. */
    Answer unchanged(String... typed) {
        Map<String, String> before = everything();
        Answer answer = run(typed);
        assertThat(everything()).as(answer.toString()).isEqualTo(before);
        return answer;
    }
}
