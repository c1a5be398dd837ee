package dbmanager.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server made of the programs of the machine, with a cluster of its own in a folder of its own, on a free port of the loopback
 * interface. Everybody may come in as {@code postgres}. It runs as a user other than root, which it refuses.
 */
final class PostgresCluster implements AutoCloseable {
    static final String USER = "postgres";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final long PATIENCE_SECONDS = 60;

    private final Path programs;
    private final Path folder;
    private final int port;
    private final List<String> asUser;

    private PostgresCluster(Path programs, Path folder, int port, List<String> asUser) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.asUser = asUser;
    }

    /** Where initdb, postgres and pgbench are; the newest of Debian's, or what is on the PATH. */
    static Optional<Path> programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.comparing((Path version) -> Integer.parseInt(
                                        "0" + version.getFileName().toString().replaceAll("\\D.*", "")))
                                .reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            }
        }
        Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).forEach(folders::add);
        return folders.stream()
                .filter(folder -> Stream.of("initdb", "postgres", "pgbench", "pg_dump")
                        .allMatch(name -> Files.isExecutable(folder.resolve(name))))
                .findFirst();
    }

    /** The cluster does not wait for the disk: what is measured is work, the same for everybody. */
    static PostgresCluster start(Path programs) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("db-manager-bench-postgres-");
        List<String> asUser = asUser(folder);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        PostgresCluster cluster = new PostgresCluster(programs, folder, port, asUser);
        String data = folder.resolve("data").toString();
        cluster.server("initdb", "-D", data, "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C");
        String settings = "-p " + port
                + " -h 127.0.0.1 -k '' -F -c shared_buffers=512MB -c max_wal_size=8GB -c full_page_writes=off";
        String log = folder.resolve("log").toString();
        cluster.server("pg_ctl", "-D", data, "-o", settings, "-l", log, "-t", "" + PATIENCE_SECONDS, "-w", "start");
        return cluster;
    }

    private static List<String> asUser(Path folder) throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        run(List.of("chown", USER, folder.toString()));
        return List.of("setpriv", "--reuid=" + USER, "--clear-groups");
    }

    private void server(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asUser);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("bench-", ".out");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(10 * PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(said));
        }
        Files.delete(said);
    }

    /** A program of the client, with the arguments that lead it to this server. */
    List<String> client(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USER));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs one to its end. */
    void run(String program, String... arguments) throws IOException, InterruptedException {
        run(client(program, arguments));
    }

    String url(String database) {
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + database;
    }

    String version() throws IOException {
        Process process = new ProcessBuilder(programs.resolve("pg_dump").toString(), "--version").start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.replaceAll("(?s).*\\) (\\S+).*", "$1");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop");
        Project.remove(folder);
    }
}
