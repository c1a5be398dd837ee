package dbmanager.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands on a PostgreSQL server beside its own programs, which they use: both work on the same server and with the same compression. */
record OnPostgres(Path work, Path launcher, int turns, int scale) {
    private static final int ROWS_PER_BRANCH = 100_000;

    /** A backup shall have at least 0.95 times the speed of pg_dump. */
    private static final double SLOWER_AT_MOST = 1 / 0.95;

    private static final double NO_OP_SECONDS = 0.5;

    void run(Report report) throws Exception {
        Optional<Path> programs = PostgresCluster.programs();
        if (programs.isEmpty()) {
            report.skipped(List.of("postgres (no initdb, postgres, pgbench and pg_dump here)"));
            return;
        }
        try (PostgresCluster cluster = PostgresCluster.start(programs.get())) {
            Project project = Project.postgres(work.resolve("postgres"), launcher);
            Map<String, String> variables = Map.of(
                    "SHOP_URL",
                    cluster.url("shop"),
                    "PATH",
                    programs.get() + File.pathSeparator + System.getenv("PATH"));
            cluster.run("createdb", "shop");
            cluster.run("pgbench", "-i", "-q", "-s", String.valueOf(scale), "shop");
            project.run("", "stamp", "latest").with(variables).run();
            report.title(Report.format(
                    "PostgreSQL %s: pgbench -s %d, %,d rows",
                    cluster.version(), scale, (long) scale * ROWS_PER_BRANCH));
            report.header();
            backup(report, cluster, project, variables, "");
            restore(report, cluster, project, variables);
            rows(report, cluster, project, variables);
            start(report, project, variables);
            cluster.run(
                    "psql",
                    "-q",
                    "-d",
                    "shop",
                    "-c",
                    "UPDATE pgbench_accounts SET filler = left(md5(aid::text) || md5((-aid)::text) || md5((aid * 3)::text), 84)",
                    "-c",
                    "VACUUM FULL ANALYZE pgbench_accounts");
            backup(report, cluster, project, variables, ", no two fillers alike");
            Project.remove(project.folder());
        }
    }

    private void backup(
            Report report, PostgresCluster cluster, Project project, Map<String, String> variables, String what)
            throws Exception {
        String peer = "pg_dump --format=custom" + what;
        String ours = "db-manager backup" + what;
        Path dump = project.file("shop.dump");
        Race race = new Race(turns)
                .enter(Program.of(
                        peer, project.folder(), cluster.client("pg_dump", "-Fc", "-f", dump.toString(), "shop")))
                .enter(project.run(ours, "backup").with(variables).before(() -> Project.remove(project.backups())))
                .run();
        report.row(race.result(peer), Report.format("%d MB", Files.size(dump) >> 20));
        report.ratio(race.result(ours), race.result(peer), SLOWER_AT_MOST);
    }

    private void restore(Report report, PostgresCluster cluster, Project project, Map<String, String> variables)
            throws Exception {
        String peer = "createdb, pg_restore, ANALYZE";
        String ours = "db-manager restore, rows compared";
        String dump = project.file("shop.dump").toString();
        Race race = new Race(turns)
                .enter(Program.of(peer, project.folder(), cluster.client("createdb", "copy"))
                        .then(cluster.client("pg_restore", "--exit-on-error", "-d", "copy", dump))
                        .then(cluster.client("vacuumdb", "-q", "--analyze-only", "copy"))
                        .before(() -> cluster.run("dropdb", "--if-exists", "copy")))
                .enter(project.run(ours, "restore", "latest", "--yes")
                        .with(variables)
                        .before(() -> cluster.run("dropdb", "--if-exists", "shop")))
                .run();
        report.row(race.result(peer));
        report.row(race.result(ours), ratio(race.result(ours), race.result(peer)));
        cluster.run("dropdb", "copy");
    }

    private void rows(Report report, PostgresCluster cluster, Project project, Map<String, String> variables)
            throws Exception {
        String out = "COPY TO, CSV";
        String csv = "db-manager export --format csv";
        String json = "db-manager export --format json";
        String file = project.file("plain.csv").toString();
        Race outward = new Race(turns)
                .enter(Program.of(
                        out,
                        project.folder(),
                        cluster.client(
                                "psql",
                                "-q",
                                "-d",
                                "shop",
                                "-c",
                                "\\copy pgbench_accounts TO '" + file + "' CSV HEADER")))
                .enter(project.run(csv, "export", "pgbench_accounts", "--format", "csv", "--to", "rows.csv")
                        .with(variables))
                .enter(project.run(json, "export", "pgbench_accounts", "--format", "json", "--to", "rows.json")
                        .with(variables))
                .run();
        speeds(report, outward);
        String in = "COPY FROM, CSV";
        String into = "db-manager import, CSV";
        Program.Step empty = () -> cluster.run("psql", "-q", "-d", "shop", "-c", "TRUNCATE pgbench_accounts");
        Race inward = new Race(turns)
                .enter(Program.of(
                                in,
                                project.folder(),
                                cluster.client(
                                        "psql",
                                        "-q",
                                        "-d",
                                        "shop",
                                        "-c",
                                        "\\copy pgbench_accounts FROM '" + file + "' CSV HEADER"))
                        .before(empty))
                .enter(project.run(into, "import", "rows.csv", "--table", "pgbench_accounts", "--yes")
                        .with(variables)
                        .before(empty))
                .run();
        speeds(report, inward);
    }

    private void speeds(Report report, Race race) {
        for (Race.Result result : race.results()) {
            report.row(result, Report.format("%,.0f rows/s", scale * ROWS_PER_BRANCH / result.median()));
        }
    }

    private void start(Report report, Project project, Map<String, String> variables) throws Exception {
        String noOp = "db-manager migrate, nothing to do";
        String status = "db-manager status";
        Race race = new Race(3 * turns)
                .enter(project.run(noOp, "migrate").with(variables))
                .enter(project.run(status, "status").with(variables))
                .run();
        report.row(race.result(noOp), NO_OP_SECONDS, "< 0.5 s");
        report.row(race.result(status));
    }

    private static String ratio(Race.Result ours, Race.Result peer) {
        return Report.format("%.2f × %s", ours.median() / peer.median(), peer.name());
    }
}
