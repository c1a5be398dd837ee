package dbmanager.bench;

import dbmanager.emulator.EmulatorUnavailable;
import dbmanager.emulator.FirestoreEmulator;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How long it takes until a lost database is there again: a drill into scratch, and the recovery itself after the database was taken away, each as a
 * whole process with the heap that the launcher gives it.
 */
record RecoveryTime(Path work, Path launcher, int turns, int megabytes, int documents, int scale) {
    private static final String DRILL = "test-recovery";
    private static final String RECOVER = "recover";

    void run(Report report) throws Exception {
        report.title("Recovery of a lost database");
        report.line(
                "Before each `recover` the database is taken away. The load is that of the machine before the first turn.");
        report.line("");
        report.line("| database | median | fastest | peak RSS | load |");
        report.line("| --- | ---: | ---: | ---: | --- |");
        sqlite(report);
        List<String> skipped = new ArrayList<>();
        Optional<Path> programs = PostgresCluster.programs();
        if (programs.isPresent()) {
            postgres(report, programs.get());
        } else {
            skipped.add("PostgreSQL (no initdb, postgres, pgbench and pg_dump here)");
        }
        firestore(report, "embedded", FirestoreEmulator::embedded);
        try {
            firestore(report, "Google's emulator", FreshEmulator::official);
        } catch (EmulatorUnavailable absent) {
            skipped.add("Google's emulator (" + absent.getMessage() + ")");
        }
        report.skipped(skipped);
    }

    private void sqlite(Report report) throws Exception {
        Project project = Project.in(work.resolve("rto-sqlite"), launcher);
        SalesData.write(project.database(), megabytes);
        String what = Report.format("SQLite, %d MB", Files.size(project.database()) >> 20);
        race(report, what, project, Map.of(), project::clear);
    }

    private void firestore(Report report, String kind, Supplier<FirestoreEmulator> server) throws Exception {
        String name = FirestoreEmulator.project("bench");
        Project project = Project.firestore(work.resolve("rto-firestore"), launcher, name);
        try (FreshEmulator emulator = new FreshEmulator(project.file(".env"), server)) {
            emulator.start();
            RawFirestore.fill(emulator.address(), name, documents);
            race(
                    report,
                    Report.format("Firestore (%s), %,d mixed documents", kind, documents),
                    project,
                    Map.of(),
                    emulator::start);
        }
    }

    private void postgres(Report report, Path programs) throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start(programs)) {
            Project project = Project.postgres(work.resolve("rto-postgres"), launcher);
            Map<String, String> variables = Map.of(
                    "SHOP_URL", cluster.url("shop"), "PATH", programs + File.pathSeparator + System.getenv("PATH"));
            cluster.run("createdb", "shop");
            cluster.run("pgbench", "-i", "-q", "-s", String.valueOf(scale), "shop");
            project.run("", "stamp", "latest").with(variables).run();
            race(
                    report,
                    Report.format("PostgreSQL %s, pgbench -s %d", cluster.version(), scale),
                    project,
                    variables,
                    () -> cluster.run("dropdb", "--if-exists", "shop"));
        }
    }

    private void race(Report report, String what, Project project, Map<String, String> variables, Program.Step takeAway)
            throws Exception {
        String drill = what + ": " + DRILL;
        String recover = what + ": " + RECOVER;
        project.run("", "backup").with(variables).run();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Race race = new Race(turns)
                .enter(project.run(drill, DRILL).with(variables))
                .enter(project.run(recover, RECOVER, "--yes").with(variables).before(takeAway))
                .run();
        for (Race.Result result : race.results()) {
            report.row(result, load < 0 ? "" : Report.format("%.2f", load));
        }
        Project.remove(project.folder());
    }
}
