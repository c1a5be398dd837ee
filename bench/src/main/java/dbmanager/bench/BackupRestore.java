package dbmanager.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A large database into a backup and back, beside the same bytes moved by sqlite3, cp and sha256sum. Everything is in the page cache. */
record BackupRestore(Path work, Path launcher, int turns, int megabytes) {
    private static final String HEAP = "-Xmx128m";

    void run(Report report) throws Exception {
        Project project = Project.in(work.resolve("large"), launcher);
        SalesData.write(project.database(), megabytes);
        long size = Files.size(project.database());
        report.title(Report.format("Backup and restore: a database of %d MB, warm page cache", size >> 20));
        report.line("db-manager runs with " + HEAP + ", hashes what it writes, and makes it durable.");
        report.line("");
        report.header();
        backup(report, project);
        restore(report, project);
        Project.remove(project.folder());
    }

    private void backup(Report report, Project project) throws Exception {
        Path copy = project.file("copy.db");
        List<String> vacuum = List.of("sqlite3", "shop.db", "VACUUM INTO 'copy.db'");
        String plain = "VACUUM INTO, sha256sum";
        String durable = "VACUUM INTO, sync, sha256sum";
        Race race = new Race(turns)
                .enter(Program.of(plain, project.folder(), vacuum)
                        .then("sha256sum", "copy.db")
                        .before(() -> Project.remove(copy)))
                .enter(Program.of(durable, project.folder(), vacuum)
                        .then("sync", "copy.db")
                        .then("sha256sum", "copy.db")
                        .before(() -> Project.remove(copy)))
                .enter(project.run("db-manager backup", "backup")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .before(() -> Project.remove(project.backups())))
                .run();
        report.row(race.result(plain));
        report.row(race.result(durable));
        report.ratio(race.result("db-manager backup"), race.result(plain), 1.15);
        report.skipped(race.skipped());
        Project.remove(copy);
    }

    private void restore(Report report, Project project) throws Exception {
        Path original = project.file("original.db");
        Files.move(project.database(), original);
        Path copy = project.file("copy.db");
        String peer = "cp, sync, integrity_check";
        Race race = new Race(turns)
                .enter(Program.of(peer, project.folder(), List.of("cp", "original.db", "copy.db"))
                        .then("sync", "copy.db")
                        .then("sqlite3", "copy.db", "PRAGMA integrity_check")
                        .before(() -> Project.remove(copy)))
                .enter(project.run("db-manager restore", "restore", "latest", "--yes")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .before(project::clear))
                .run();
        report.row(race.result(peer));
        report.ratio(race.result("db-manager restore"), race.result(peer), 1.3);
        report.skipped(race.skipped());
    }
}
