package dbmanager.cli.signal;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import dbmanager.backup.Manifest;
import dbmanager.backup.Verification;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gauges for the textfile collector of Prometheus' node_exporter. What a command does not know, such as how another one went, stays as the file
 * says it. The file is replaced as a whole, and everybody may read it, since the collector is another user. It has times, not ages: who reads it
 * knows what time it is.
 */
final class MetricsFile implements Receiver {
    private static final Pattern SAMPLE = Pattern.compile("(db_manager_[a-z_]+)\\{([^}]*)} (\\S+)");

    /** Of a database, by which one sees how old its backups are. */
    private static final List<Gauge> MOMENTS = List.of(
            Gauge.BACKUP_TIMESTAMP_SECONDS,
            Gauge.VERIFIED_BACKUP_TIMESTAMP_SECONDS,
            Gauge.VERIFICATION_TIMESTAMP_SECONDS,
            Gauge.DRILL_TIMESTAMP_SECONDS);

    private final Path file;
    private final String command;
    private final String environment;
    private final List<String> databases;

    /** @param databases that the environment has; none where nobody can say, and then none is forgotten */
    MetricsFile(Path file, String command, String environment, List<String> databases) {
        this.file = file;
        this.command = command;
        this.environment = environment;
        this.databases = databases;
    }

    /** In the order in which they stand in the file. */
    private enum Gauge {
        BACKUP_TIMESTAMP_SECONDS("The moment whose state the newest backup holds; 0 while there is none."),
        BACKUP_BYTES("Size of the newest backup, as stored."),
        BACKUP_RECORDS("Rows or documents in the newest backup."),
        BACKUP_PARTS("Parts of the newest backup."),
        BACKUP_DURATION_SECONDS("How long the newest backup took."),
        BACKUPS_IN_DOUBT("Backups newer than the newest usable one that are suspect or damaged."),
        VERIFIED_BACKUP_TIMESTAMP_SECONDS(
                "The moment whose state the newest verified backup holds; 0 while there is none."),
        VERIFICATION_TIMESTAMP_SECONDS("When the newest verified backup was verified; 0 while there is none."),
        VERIFICATION_LEVEL("How deep: 1 manifest, 2 hashes, 3 parsed, 4 restored, 5 proven."),
        DRILL_TIMESTAMP_SECONDS("When a recovery was last tried out; 0 while none was."),
        DRILL_DURATION_SECONDS("How long that recovery took."),
        DRILL_SUCCESS("Whether that recovery succeeded."),
        COMMAND_TIMESTAMP_SECONDS("When the command last ended."),
        COMMAND_SUCCESS_TIMESTAMP_SECONDS("When the command last ended with exit code 0."),
        COMMAND_DURATION_SECONDS("How long the command last took."),
        COMMAND_EXIT_CODE("What the command last ended with.");

        private final String help;

        Gauge(String help) {
            this.help = help;
        }

        String metric() {
            return "db_manager_" + name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "the metrics file";
    }

    @Override
    public void ended(Report report) throws Undelivered {
        Path folder = file.toAbsolutePath().getParent();
        Path lock = folder.resolve("." + file.getFileName() + ".lock");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                Map<String, String> samples = read();
                update(samples, report);
                replace(folder, text(samples));
            }
        } catch (IOException e) {
            throw new Undelivered("cannot write " + file + " (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** By metric and labels. */
    private Map<String, String> read() throws IOException {
        Map<String, String> samples = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches() && !isOfNobody(sample.group(2))) {
                    samples.put(sample.group(1) + "{" + sample.group(2) + "}", sample.group(3));
                }
            }
        } catch (NoSuchFileException first) {
            return samples;
        }
        return samples;
    }

    /** A database that the environment no longer has. */
    private boolean isOfNobody(String labels) {
        return !databases.isEmpty()
                && labels.startsWith(environmentLabel() + ",database=")
                && databases.stream().map(this::ofDatabase).noneMatch(labels::equals);
    }

    private String environmentLabel() {
        return "environment=\"" + environment + "\"";
    }

    private String ofDatabase(String database) {
        return environmentLabel() + ",database=\"" + database + "\"";
    }

    private void update(Map<String, String> samples, Report report) {
        report.figures().forEach((database, figures) -> {
            String labels = ofDatabase(database);
            samples.keySet().removeIf(sample -> sample.endsWith("{" + labels + "}"));
            update(new Samples(samples, labels), figures);
        });
        Samples own = new Samples(samples, environmentLabel() + ",command=\"" + command + "\"");
        own.put(Gauge.COMMAND_TIMESTAMP_SECONDS, report.ended());
        if (report.isWell()) {
            own.put(Gauge.COMMAND_SUCCESS_TIMESTAMP_SECONDS, report.ended());
        }
        own.put(Gauge.COMMAND_DURATION_SECONDS, report.took());
        own.put(Gauge.COMMAND_EXIT_CODE, report.exitCode());
    }

    /** The times are there also while there is nothing that has one: a gauge that is gone raises no alarm. */
    private static void update(Samples samples, Report.Figures figures) {
        for (Gauge moment : MOMENTS) {
            samples.put(moment, 0);
        }
        figures.newest().flatMap(Backup::manifest).ifPresent(manifest -> put(samples, manifest));
        samples.put(Gauge.BACKUPS_IN_DOUBT, figures.inDoubt());
        figures.verified().ifPresent(backup -> {
            Verification verification = backup.verified().orElseThrow();
            samples.put(
                    Gauge.VERIFIED_BACKUP_TIMESTAMP_SECONDS,
                    backup.manifest().orElseThrow().asOf());
            samples.put(Gauge.VERIFICATION_TIMESTAMP_SECONDS, verification.at());
            samples.put(Gauge.VERIFICATION_LEVEL, number(verification.level()));
        });
        figures.drill().ifPresent(drill -> put(samples, drill));
    }

    private static int number(Verification.Level level) {
        return switch (level) {
            case MANIFEST -> 1;
            case HASHES -> 2;
            case PARSED -> 3;
            case RESTORED -> 4;
            case PROVEN -> 5;
        };
    }

    private static void put(Samples samples, Manifest manifest) {
        samples.put(Gauge.BACKUP_TIMESTAMP_SECONDS, manifest.asOf());
        samples.put(Gauge.BACKUP_BYTES, manifest.bytes());
        samples.put(Gauge.BACKUP_RECORDS, manifest.records());
        samples.put(Gauge.BACKUP_PARTS, manifest.parts().size());
        samples.put(Gauge.BACKUP_DURATION_SECONDS, Duration.between(manifest.begun(), manifest.finished()));
    }

    private static void put(Samples samples, Drill drill) {
        samples.put(Gauge.DRILL_TIMESTAMP_SECONDS, drill.begun());
        samples.put(Gauge.DRILL_DURATION_SECONDS, drill.recoveryTime());
        samples.put(Gauge.DRILL_SUCCESS, drill.succeeded() ? 1 : 0);
    }

    /** Those with the same labels. */
    private record Samples(Map<String, String> all, String labels) {
        void put(Gauge gauge, long value) {
            all.put(gauge.metric() + "{" + labels + "}", Long.toString(value));
        }

        void put(Gauge gauge, Instant moment) {
            put(gauge, Duration.between(Instant.EPOCH, moment));
        }

        void put(Gauge gauge, Duration span) {
            all.put(
                    gauge.metric() + "{" + labels + "}",
                    BigDecimal.valueOf(span.toMillis(), 3).toPlainString());
        }
    }

    private static String text(Map<String, String> samples) {
        StringBuilder text = new StringBuilder();
        for (Gauge gauge : Gauge.values()) {
            List<String> lines = samples.entrySet().stream()
                    .filter(sample -> sample.getKey().startsWith(gauge.metric() + "{"))
                    .map(sample -> sample.getKey() + " " + sample.getValue() + "\n")
                    .toList();
            if (!lines.isEmpty()) {
                text.append("# HELP " + gauge.metric() + " " + gauge.help + "\n");
                text.append("# TYPE " + gauge.metric() + " gauge\n");
                lines.forEach(text::append);
            }
        }
        return text.toString();
    }

    /** The draft does not end in .prom, so that no collector reads it. */
    private void replace(Path folder, String text) throws IOException {
        Path draft = Files.createTempFile(folder, "." + file.getFileName() + ".", ".part");
        try {
            Files.writeString(draft, text);
            if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
            }
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
