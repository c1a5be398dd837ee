package dbmanager.bench;

import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How many documents of 462 bytes our server holds in a heap of so many megabytes: they are written, and read back by four streams. */
record EmulatorRoom(int documents, int megabytes) {
    /** The server: says its port, and ends with its standard input. */
    public static void main(String... arguments) throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // nothing is to be said
            }
        }
    }

    void run(Report report) throws Exception {
        report.title(
                Report.format("Room of the embedded server: %,d documents in a heap of %d MB", documents, megabytes));
        Process server = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-cp",
                        Benchmarks.jar().toString(),
                        EmulatorRoom.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(out.readLine()))
                    .usePlaintext()
                    .build();
            EmulatorRace race = new EmulatorRace(channel, "room", documents);
            double written = race.write();
            double read = race.scan();
            report.line("| written | read by 4 streams | peak RSS |");
            report.line("| ---: | ---: | ---: |");
            report.line(
                    Report.format("| %,.0f/s | %,.0f/s | %d MB |", written, read, Program.peakOf(server.pid()) >> 20));
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }
}
