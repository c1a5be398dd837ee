package dbmanager.bench;

import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.Launch;
import dbmanager.emulator.OfficialSearch;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Our embedded server, as a program and in this process, beside Google's emulator: the same client, the same two cores. */
record OnEmulators(Path work, Path launcher, int turns, int documents) {
    private static final String PROJECT = "bench";

    void run(Report report) throws Exception {
        report.title(
                Report.format("Firestore servers: %,d documents of 462 bytes, median of %d turns", documents, turns));
        report.line("| server | start | written | server's CPU | read by 4 streams | server's CPU | peak RSS |");
        report.line("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        Figures google = google();
        google.row("Google's emulator", report);
        Figures ours = program();
        ours.row("db-manager emulator", report);
        Figures here = inProcess();
        here.row("in this process", report);
        report.line("");
        report.line(Report.format(
                "Ratios to Google's: written %.1f (goal 2), read %.1f (goal 2), CPU a document %.2f and %.2f (goal 0.33), memory"
                        + " %.2f (goal 0.5); in process %.1f and %.1f (goal 4).",
                ours.written / google.written,
                ours.read / google.read,
                ours.writeCpu / google.writeCpu,
                ours.readCpu / google.readCpu,
                (double) ours.peak / google.peak,
                here.written / google.written,
                here.read / google.read));
    }

    /**
     * @param start in seconds
     * @param written documents a second
     * @param writeCpu of the server, microseconds a document
     * @param peak bytes; 0 where it is not a process of its own
     */
    private record Figures(double start, double written, double writeCpu, double read, double readCpu, long peak) {
        void row(String name, Report report) {
            report.line(Report.format(
                    "| %s | %.3f s | %,.0f/s | %s | %,.0f/s | %s | %s |",
                    name,
                    start,
                    written,
                    peak == 0 ? "" : Report.format("%.1f µs", writeCpu),
                    read,
                    peak == 0 ? "" : Report.format("%.1f µs", readCpu),
                    peak == 0 ? "" : Report.format("%d MB", peak >> 20)));
        }
    }

    private Figures google() throws Exception {
        OfficialSearch search = OfficialSearch.on(System.getenv(), Path.of(System.getProperty("user.home")));
        long begun = System.nanoTime();
        try (FirestoreEmulator emulator = FirestoreEmulator.official(search, Launch.standard())) {
            double start = (System.nanoTime() - begun) / 1e9;
            ProcessHandle process = ProcessHandle.current()
                    .descendants()
                    .max(Comparator.comparing(each -> each.info().startInstant().orElseThrow()))
                    .orElseThrow();
            return measure(start, over(emulator.port()), process.pid());
        }
    }

    private Figures program() throws Exception {
        Path out = work.resolve("emulator.out");
        Program.of("warm", work, List.of(launcher.toString(), "--version")).run();
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(launcher.toString(), "emulator", "--port", "0", "--json")
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .start();
        try {
            String said = "";
            while (!said.contains("}")) {
                Thread.sleep(2);
                said = Files.readString(out, StandardCharsets.UTF_8);
                if (!process.isAlive()) {
                    throw new IOException("db-manager emulator ended: " + said);
                }
            }
            double start = (System.nanoTime() - begun) / 1e9;
            int port = Integer.parseInt(said.replaceAll("(?s).*\"port\":\\s*(\\d+).*", "$1"));
            return measure(start, over(port), process.pid());
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private Figures inProcess() throws Exception {
        EmbeddedServer.start(Options.standard(Clock.systemUTC())).close(); // its classes are loaded now
        long begun = System.nanoTime();
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            double start = (System.nanoTime() - begun) / 1e9;
            return measure(start, server.inProcess(), 0);
        }
    }

    private static ManagedChannel over(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** @param server the process whose time counts; 0 for none */
    private Figures measure(double start, ManagedChannel channel, long server) throws Exception {
        try {
            double[] written = new double[turns];
            double[] read = new double[turns];
            double writeCpu = 0;
            double readCpu = 0;
            for (int turn = -1; turn < turns; turn++) {
                EmulatorRace race = new EmulatorRace(channel, PROJECT + (turn + 1), documents);
                double before = cpu(server);
                double writing = race.write();
                double between = cpu(server);
                double reading = race.scan();
                double after = cpu(server);
                if (turn >= 0) {
                    written[turn] = writing;
                    read[turn] = reading;
                    writeCpu += (between - before) * 1e6 / documents / turns;
                    readCpu += (after - between) * 1e6 / documents / turns;
                }
            }
            return new Figures(start, median(written), writeCpu, median(read), readCpu, peak(server));
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Seconds of processor time; Linux only. */
    private static double cpu(long pid) throws IOException {
        if (pid == 0) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static long peak(long pid) {
        return pid == 0 ? 0 : Program.peakOf(pid);
    }
}
