package dbmanager.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs benchmarks of whole programs, one after the other, and prints their results as Markdown.
 *
 * <pre>java -jar bench/target/benchmarks.jar all|start|backup|migrations|autogenerate|export|postgres|firestore|emulator|room|rto [--runs 5] [--scale 50] [--megabytes 1024] [--documents 100000] [--work DIR] [--postgresql URL]</pre>
 */
public final class Benchmarks {
    private static final List<String> ALL = List.of(
            "start",
            "backup",
            "migrations",
            "autogenerate",
            "export",
            "postgres",
            "firestore",
            "emulator",
            "room",
            "rto");

    private final List<String> arguments;
    private final Report report = new Report(System.out);

    private Benchmarks(List<String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String... arguments) throws Exception {
        new Benchmarks(List.of(arguments)).run();
    }

    private void run() throws Exception {
        List<String> wanted = arguments.contains("all")
                ? ALL
                : ALL.stream().filter(arguments::contains).toList();
        if (wanted.isEmpty()) {
            System.err.println("say which: all, or some of " + String.join(", ", ALL));
            System.exit(2);
        }
        int turns = Integer.parseInt(option("--runs", "5"));
        int megabytes = Integer.parseInt(option("--megabytes", "1024"));
        int scale = Integer.parseInt(option("--scale", "50"));
        int documents = Integer.parseInt(option("--documents", "100000"));
        Path work = Path.of(option(
                        "--work", Files.createTempDirectory("db-manager-bench-").toString()))
                .toAbsolutePath();
        Path launcher = launcher();
        Files.createDirectories(work);
        Program.of("build", work, List.of(launcher.toString(), "--version"))
                .with("DB_MANAGER_REBUILD", "1")
                .run();
        about(work);
        for (String name : wanted) {
            switch (name) {
                case "start" -> new StartUp(work, launcher, 3 * turns).run(report);
                case "backup" -> new BackupRestore(work, launcher, turns, megabytes).run(report);
                case "migrations" -> new ManyMigrations(work, launcher, turns).run(report);
                case "autogenerate" -> new ManyTables(work, launcher, turns, option("--postgresql", "")).run(report);
                case "export" -> new ExportDiff(work, launcher, turns, megabytes).run(report);
                case "postgres" -> new OnPostgres(work, launcher, turns, scale).run(report);
                case "firestore" -> new OnFirestore(work, launcher, turns, documents).run(report);
                case "rto" ->
                    new RecoveryTime(
                                    work,
                                    launcher,
                                    turns,
                                    megabytes,
                                    documents,
                                    Integer.parseInt(option("--scale", "20")))
                            .run(report);
                case "room" -> new EmulatorRoom(10 * documents, 1024).run(report);
                case "emulator" -> new OnEmulators(work, launcher, turns, documents).run(report);
                default -> throw new IllegalStateException(name);
            }
        }
        report.line("");
        report.line("Load at the end: " + load() + ".");
        Project.remove(work);
    }

    private void about(Path work) throws IOException {
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        report.line(Report.format(
                "%d processors (%s), %d GiB, %s on %s; Java %s; %s. Load at the beginning: %s.",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                (memory + (1L << 29)) >> 30,
                System.getProperty("os.name"),
                Files.getFileStore(work).type(),
                System.getProperty("java.version"),
                LocalDate.now(ZoneOffset.UTC),
                load()));
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : Report.format("%.2f", load);
    }

    private String option(String name, String usual) {
        int at = arguments.indexOf(name);
        return at < 0 ? usual : arguments.get(at + 1);
    }

    /** The one of the checkout that this jar, or else the working folder, lies in. */
    private static Path launcher() throws IOException {
        Path jar = jar();
        for (Path start : List.of(jar, Path.of("").toAbsolutePath())) {
            for (Path folder = start; folder != null; folder = folder.getParent()) {
                if (Files.isExecutable(folder.resolve("db-manager"))
                        && Files.isRegularFile(folder.resolve("db-manager"))) {
                    return folder.resolve("db-manager");
                }
            }
        }
        throw new IOException("there is no db-manager launcher above " + jar);
    }

    /** The jar that this runs from. */
    static Path jar() {
        return Path.of(URI.create(Benchmarks.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }
}
