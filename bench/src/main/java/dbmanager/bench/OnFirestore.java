package dbmanager.bench;

import dbmanager.bench.Race.Result;
import dbmanager.emulator.FirestoreEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Backup, restore and a migration of mixed documents, beside the least that the same client library can do on the same server. */
record OnFirestore(Path work, Path launcher, int turns, int documents) {
    private static final String HEAP = "-Xmx256m";

    void run(Report report) throws Exception {
        String name = FirestoreEmulator.project("bench");
        Project project = Project.firestore(work.resolve("firestore"), launcher, name);
        try (FreshEmulator emulator = new FreshEmulator(project.file(".env"))) {
            emulator.start();
            report.title(Report.format("Firestore: %,d mixed documents, emulator: %s", documents, emulator.kind()));
            report.line(
                    "raw: one stream of protos into a file; batches of 500 writes, 8 on their way. db-manager runs with "
                            + HEAP + ", hashes what it writes, makes it durable, and keeps before-images. Before each"
                            + " restore and migration the emulator starts anew and takes as many documents once, for a"
                            + " restore those of another project, and before a migration gives them once, so that it is"
                            + " warm, and a restore finds an empty database that holds no marks of what was deleted.");
            report.line("");
            report.header();
            RawFirestore.fill(emulator.address(), name, documents);
            status(report, project);
            backup(report, project, name);
            restore(report, project, emulator, name);
            migrate(report, project, emulator, name);
        }
        Project.remove(project.folder());
    }

    private void status(Report report, Project project) throws Exception {
        Race race = new Race(3 * turns)
                .enter(project.run("db-manager status", "status"))
                .run();
        report.row(race.result("db-manager status"), 0.7, "≤ 0.7 s");
    }

    private void backup(Report report, Project project, String name) throws Exception {
        Program raw = raw(project, name, "read");
        Race race = new Race(turns)
                .enter(raw)
                .enter(project.run("db-manager backup", "backup")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .before(() -> Project.remove(project.backups())))
                .run();
        rows(report, race, "db-manager backup", raw.name(), 1 / 0.9);
    }

    private void restore(Report report, Project project, FreshEmulator emulator, String name) throws Exception {
        Program.Step fresh = () -> {
            emulator.start();
            RawFirestore.fill(emulator.address(), name + "-warm", documents);
        };
        Program raw = raw(project, name, "write").before(fresh);
        Race race = new Race(turns)
                .enter(raw)
                .enter(project.run("db-manager restore", "restore", "latest", "--yes")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .before(fresh))
                .run();
        rows(report, race, "db-manager restore", raw.name(), 1 / 0.9);
    }

    private void migrate(Report report, Project project, FreshEmulator emulator, String name) throws Exception {
        Files.writeString(project.file("migrations/V1__added.yaml"), migration());
        Program.Step fresh = () -> {
            emulator.start();
            project.run("", "init").run();
            raw(project, name, "write").run();
            raw(project, name, "read").run();
        };
        Program raw = raw(project, name, "add-field").before(fresh);
        Race race = new Race(turns)
                .enter(raw)
                .enter(project.run("db-manager migrate", "migrate")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .before(fresh))
                .run();
        rows(report, race, "db-manager migrate", raw.name(), 1 / 0.8);
    }

    /** Adds a field to every document. */
    private static String migration() {
        StringBuilder yaml = new StringBuilder("steps:\n");
        for (String collection : MixedDocuments.COLLECTIONS) {
            yaml.append("  - addField: {collection: ").append(collection).append(", field: added, value: new}\n");
        }
        return yaml.append("  - addField: {group: items, field: added, value: new}\n")
                .toString();
    }

    private void rows(Report report, Race race, String ours, String peer, double most) {
        Result raw = race.result(peer);
        report.row(raw, Report.format("%,.0f documents/s", documents / raw.median()));
        report.ratio(race.result(ours), raw, most);
    }

    private Program raw(Project project, String name, String verb) throws IOException {
        return Program.of(
                "raw " + verb,
                project.folder(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        HEAP,
                        "-cp",
                        Benchmarks.jar().toString(),
                        RawFirestore.class.getName(),
                        verb,
                        project.file(".env").toString(),
                        name,
                        project.file("raw.protos").toString()));
    }
}
