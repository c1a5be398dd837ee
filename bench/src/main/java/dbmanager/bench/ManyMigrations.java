package dbmanager.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A project of many years, migrated from nothing, and again with nothing to do. */
record ManyMigrations(Path work, Path launcher, int turns) {
    private static final int MIGRATIONS = 1_000;

    void run(Report report) throws Exception {
        Project project = Project.in(work.resolve("many"), launcher);
        project.writeMigrations(MIGRATIONS);
        Project done = Project.in(work.resolve("done"), launcher);
        done.writeMigrations(MIGRATIONS);
        done.run("", "migrate").run();

        String all = "db-manager migrate, 1,000 pending";
        Race race = new Race(turns)
                .enter(Program.of("sqlite3 shell, the same scripts", project.folder(), scripts())
                        .before(project::clear))
                .enter(project.run(all, "migrate").before(project::clear))
                .enter(done.run("db-manager migrate, 1,000 applied", "migrate"))
                .enter(done.run("db-manager status, 1,000 applied", "status"))
                .run();
        report.title("Many migrations");
        report.header();
        for (Race.Result result : race.results()) {
            if (result.name().equals(all)) {
                report.row(result, 10, "< 10 s");
            } else {
                report.row(result);
            }
        }
        report.skipped(race.skipped());
    }

    /** Each script is its own transaction there too, but nobody records it. */
    private static List<String> scripts() {
        List<String> command = new ArrayList<>(List.of("sqlite3", "shop.db"));
        IntStream.rangeClosed(1, MIGRATIONS)
                .forEach(i -> command.add(".read migrations/V" + i + "__step_" + i + ".sql"));
        return command;
    }
}
