package dbmanager.sql.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of this test JVM's own, made of {@link InstalledPrograms}, or else of {@link EmbeddedPrograms}: a new cluster in a temporary
 * folder, on a free port of the loopback interface, gone with the JVM, however that ends. It starts with the first test that asks for it.
 *
 * <p>Tests work as {@link #OWNER}, who may create databases and is no superuser, as in most places.
 */
public final class PostgresServer {
    public static final String OWNER = "shop_owner";
    public static final String PASSWORD = "s3cret/p@ss:word";

    private static final String SUPERUSER = "postgres";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int ATTEMPTS = 5;
    private static final int FIRST_WITH_STRATEGIES = 15;
    private static final long PATIENCE_SECONDS = 60;

    /** The server refuses to run as root; the folder is made for one of these then. */
    private static final List<String> OTHER_USERS = List.of("postgres", "nobody");

    /** Waits for the end of its input, which comes with the end of the JVM, and takes server and folder away. */
    private static final String UNTIL_END_OF_INPUT =
            "folder=$1; shift; exec 3<&0; \"$@\" & server=$!; (read -r _ <&3; kill -QUIT $server) & wait $server; rm -rf \"$folder\"";

    /** What {@link #use} has not named. */
    private static final String USUAL = "";

    private static final Map<String, PostgresServer> RUNNING = new HashMap<>();
    private static String version = USUAL;

    private final Path programs;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();
    private Optional<Path> client; // null until somebody asks

    private PostgresServer(Path programs, int port) {
        this.programs = programs;
        this.port = port;
    }

    /** The server; skips the test, saying so, on a machine without one. */
    public static synchronized PostgresServer require() {
        return RUNNING.computeIfAbsent(version, wanted -> {
            Optional<Path> programs = wanted.equals(USUAL)
                    ? InstalledPrograms.server().or(EmbeddedPrograms::newest)
                    : EmbeddedPrograms.of(Integer.parseInt(wanted));
            Assumptions.assumeTrue(
                    programs.isPresent(),
                    wanted.equals(USUAL)
                            ? "no PostgreSQL server programs (initdb, postgres) on the PATH or in /usr/lib/postgresql, and no embedded ones"
                            : "no embedded PostgreSQL " + wanted);
            return start(programs.get());
        });
    }

    /** From now on the tests run on this major version, until the work ends. */
    static void use(int major, Runnable work) {
        set(String.valueOf(major));
        try {
            work.run();
        } finally {
            set(USUAL);
        }
    }

    private static synchronized void set(String wanted) {
        version = wanted;
    }

    /** An empty database that nothing else uses, owned by {@link #OWNER}. */
    public String newDatabase(String stem) {
        String name = unusedName(stem);
        execute("postgres", "CREATE DATABASE \"" + name + "\"");
        return name;
    }

    /** A name that no database has. */
    public String unusedName(String stem) {
        return stem + "_" + databases.incrementAndGet();
    }

    /** Another one with the same files, of which the server has no page in memory; its name. */
    public String copyFiles(String database) {
        String copy = unusedName(database);
        execute(
                "postgres",
                "CREATE DATABASE \"" + copy + "\" TEMPLATE \"" + database + "\""
                        + (major() >= FIRST_WITH_STRATEGIES ? " STRATEGY FILE_COPY" : ""));
        executeAsSuperuser("postgres", "CHECKPOINT");
        return copy;
    }

    /** How the server names the file of a table in its folder. */
    public String pathOf(String database, String table) {
        return single(database, "SELECT pg_relation_filepath('" + table + "')");
    }

    /**
     * Where a file of {@link #copyFiles} lies.
     *
     * @param path as the server names it in the original: {@code base/16384/16391}
     */
    public Path fileOf(String copy, String path) {
        String oid = single("postgres", "SELECT oid FROM pg_database WHERE datname = '" + copy + "'");
        return dataFolder().resolve(path.replaceFirst("(?<=^base/)\\d+", oid));
    }

    /** Where its files lie. */
    Path dataFolder() {
        return Path.of(single("postgres", "SHOW data_directory"));
    }

    private String single(String database, String question) {
        try (Connection connection = connectAsSuperuser(database);
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(question, e);
        }
    }

    /** As people write it, password included. */
    public String url(String database) {
        return "postgresql://" + OWNER + ":s3cret%2Fp%40ss%3Aword@" + LOOPBACK + ":" + port + "/" + database;
    }

    public String host() {
        return LOOPBACK;
    }

    public int port() {
        return port;
    }

    /** Where programs are that can dump this server, or else its own. */
    public Path programs() {
        return client().orElse(programs);
    }

    /** Skips the test, saying so, on a machine without pg_dump, or with one that is older than this server. */
    public void requireClient() {
        Assumptions.assumeTrue(client().isPresent(), () -> "no pg_dump for a server of PostgreSQL " + major());
    }

    /** The program psql of any version; skips the test, saying so, on a machine without it. */
    public Path psql() {
        Optional<Path> folder = InstalledPrograms.with("psql", 1, programs);
        Assumptions.assumeTrue(folder.isPresent(), "no psql");
        return folder.get().resolve("psql");
    }

    private synchronized Optional<Path> client() {
        if (client == null) {
            client = InstalledPrograms.with("pg_dump", major(), programs);
        }
        return client;
    }

    /** Of its version. */
    public int major() {
        return InstalledPrograms.major(programs, "postgres");
    }

    /** The variables with which libpq's programs find and enter a database. */
    public Map<String, String> variables(String database) {
        return Map.of(
                "PGHOST",
                LOOPBACK,
                "PGPORT",
                String.valueOf(port),
                "PGUSER",
                OWNER,
                "PGPASSWORD",
                PASSWORD,
                "PGDATABASE",
                database);
    }

    public Connection connect(String database) {
        return connect(database, OWNER);
    }

    public Connection connectAsSuperuser(String database) {
        return connect(database, SUPERUSER);
    }

    private Connection connect(String database, String user) {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database, user, PASSWORD);
        } catch (SQLException e) {
            throw new AssertionError("cannot enter " + database, e);
        }
    }

    /** As {@link #OWNER}. */
    public void execute(String database, String... statements) {
        execute(connect(database), statements);
    }

    public void executeAsSuperuser(String database, String... statements) {
        execute(connectAsSuperuser(database), statements);
    }

    private static void execute(Connection open, String... statements) {
        try (Connection connection = open;
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static PostgresServer start(Path programs) {
        try {
            Path log = Files.createTempFile("dbm-postgres-", ".log");
            log.toFile().deleteOnExit();
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) { // somebody else may take the port first
                PostgresServer server = new PostgresServer(programs, freePort());
                if (server.awaitReady(server.launch(log))) {
                    server.createOwner();
                    return server;
                }
            }
            throw new AssertionError("PostgreSQL does not start: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(Path log) throws IOException {
        Path folder = Files.createTempDirectory("dbm-postgres-");
        List<String> asUser = asUser(folder);
        String data = folder.resolve("data").toString();
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        run(
                asUser,
                List.of(
                        programs.resolve("initdb").toString(),
                        "-D",
                        data,
                        "-U",
                        SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--no-sync",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8"));
        List<String> command = new ArrayList<>(asUser);
        command.addAll(List.of("sh", "-c", UNTIL_END_OF_INPUT, "sh", folder.toString()));
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data, "-p", String.valueOf(port)));
        command.addAll(
                List.of("-h", LOOPBACK, "-k", "", "-F", "-c", "full_page_writes=off", "-c", "max_connections=60"));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private boolean awaitReady(Process watched) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (watched.isAlive() && System.nanoTime() < deadline) {
            try (Connection connection = DriverManager.getConnection(
                    "jdbc:postgresql://" + LOOPBACK + ":" + port + "/postgres", SUPERUSER, PASSWORD)) {
                return connection.isValid(5);
            } catch (SQLException notYet) {
                try {
                    watched.waitFor(20, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    private void createOwner() {
        executeAsSuperuser("postgres", "CREATE ROLE " + OWNER + " LOGIN CREATEDB PASSWORD '" + PASSWORD + "'");
    }

    /** What a command has to begin with, so that it does not run as root; makes the folder that user's. */
    private static List<String> asUser(Path folder) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        String user = OTHER_USERS.stream()
                .filter(name -> exit("id", "-u", name) == 0)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("PostgreSQL refuses root, and there is no user of " + OTHER_USERS));
        run(List.of(), List.of("chown", user, folder.toString()));
        return exit("runuser", "--version") == 0
                ? List.of("runuser", "-u", user, "--")
                : List.of("setpriv", "--reuid=" + user, "--clear-groups");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int exit(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static void run(List<String> asUser, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(asUser);
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(command.get(0) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
