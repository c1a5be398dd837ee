package dbmanager.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The model of a large application, compared and drafted: every tenth table has changed.
 *
 * @param server an empty database on a PostgreSQL server, which the migrations fill; empty for none
 */
record ManyTables(Path work, Path launcher, int turns, String server) {
    private static final int TABLES = 300;

    void run(Report report) throws Exception {
        report.title("Many tables");
        report.header();
        race(Project.in(work.resolve("tables"), launcher), "SQLite", report);
        if (server.isEmpty()) {
            report.skipped(List.of("PostgreSQL (no --postgresql URL given)"));
        } else {
            race(Project.postgresql(work.resolve("postgresql"), launcher, server), "PostgreSQL", report);
        }
    }

    private void race(Project project, String engine, Report report) throws Exception {
        Files.writeString(project.file("migrations/V1__tables.sql"), model(false));
        Files.writeString(project.file("same.sql"), model(false));
        Files.writeString(project.file("schema.sql"), model(true));
        project.run("", "migrate").run();

        String draft = engine + ": db-manager autogenerate --dry-run, 300 tables, 30 changed";
        Race race = new Race(turns)
                .enter(project.run(draft, "autogenerate", "change", "--model", "schema.sql", "--dry-run"))
                .enter(project.run(engine + ": db-manager check, the same", "check", "--model", "same.sql"))
                .enter(project.run(
                        engine + ": db-manager check --live, the same", "check", "--model", "same.sql", "--live"))
                .run();
        for (Race.Result result : race.results()) {
            if (result.name().equals(draft)) {
                report.row(result, 5, "< 5 s");
            } else {
                report.row(result);
            }
        }
        report.skipped(race.skipped());
    }

    private static String model(boolean changed) throws IOException {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < TABLES; i++) {
            String parent = i == 0 ? "" : ", parent INTEGER REFERENCES t" + (i / 2) + " (id) ON DELETE CASCADE";
            String change = changed && i % 10 == 0 ? "TEXT NOT NULL DEFAULT ''" : "TEXT";
            sql.append("CREATE TABLE t")
                    .append(i)
                    .append(" (id INTEGER PRIMARY KEY, name ")
                    .append(change)
                    .append(", amount REAL CHECK (amount >= 0), made_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP")
                    .append(parent)
                    .append(");\nCREATE INDEX t")
                    .append(i)
                    .append("_name ON t")
                    .append(i)
                    .append(" (name);\n");
            if (i % 5 == 0) {
                sql.append("CREATE VIEW v" + i + " AS SELECT id, name FROM t" + i + ";\n");
            }
        }
        return sql.toString();
    }
}
