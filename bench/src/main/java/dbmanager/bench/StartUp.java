package dbmanager.bench;

import dbmanager.sql.sqlite.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Commands that have nothing to do, and what a JVM or another tool needs for the same. */
record StartUp(Path work, Path launcher, int turns) {
    private static final int MIGRATIONS = 20;
    private static final int BACKUPS = 1_000;

    void run(Report report) throws Exception {
        Project project = Project.in(work.resolve("start"), launcher);
        project.writeMigrations(MIGRATIONS);
        project.run("", "migrate").run();
        project.run("", "backup").run();
        Project busy = Project.in(work.resolve("busy"), launcher);
        busy.writeMigrations(MIGRATIONS);
        busy.run("", "migrate").run();
        ManyBackups.take(busy, BACKUPS);

        Race race = new Race(turns)
                .enter(Program.of("sqlite3 shell, one query", project.folder(), sqlite("SELECT 1")))
                .enter(jvm(project))
                .enter(alembic())
                .enter(Program.of("flyway info", project.folder(), flyway("info")))
                .enter(project.run("db-manager --help", "--help"))
                .enter(project.run("db-manager status", "status"))
                .enter(project.run("db-manager migrate, nothing to do", "migrate"))
                .enter(project.run("db-manager history", "history"))
                .enter(project.run("db-manager list-backups, 1 backup", "list-backups"))
                .enter(busy.run("db-manager status, 1,000 backups", "status"))
                .enter(busy.run("db-manager list-backups, 1,000 backups", "list-backups"))
                .run();

        report.title("Start-up: " + MIGRATIONS + " migrations, nothing to do");
        report.header();
        for (Race.Result result : race.results()) {
            switch (result.name()) {
                case "db-manager --help" -> report.row(result, 0.16, "≤ 0.16 s");
                case "db-manager status", "db-manager migrate, nothing to do" -> report.row(result, 0.26, "≤ 0.26 s");
                default -> report.row(result);
            }
        }
        report.skipped(race.skipped());
    }

    /** The floor: a JVM with an archive of its own, started like ours, that asks one question. */
    private Program jvm(Project project) throws Exception {
        Path home = Path.of(System.getProperty("java.home"));
        Path jar = Benchmarks.jar();
        Path archive = work.resolve("floor.jsa");
        NativeLibrary.unpackInto(work.resolve("native"));
        String library = System.mapLibraryName("sqlitejdbc");
        List<String> question = List.of(
                "-Dorg.sqlite.lib.path=" + work.resolve("native"),
                "-Dorg.sqlite.lib.name=" + library,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                jar.toString(),
                OneQuery.class.getName(),
                project.database().toString());
        String java = home.resolve("bin/java").toString();
        Files.deleteIfExists(archive);
        Program.of("archive", work, with(java, "-XX:ArchiveClassesAtExit=" + archive, question))
                .run();
        return Program.of("JVM with JDBC, one query", work, with(java, "-XX:SharedArchiveFile=" + archive, question));
    }

    private Program alembic() throws IOException {
        Path folder = Files.createDirectories(work.resolve("alembic/versions")).getParent();
        Files.writeString(
                folder.resolve("alembic.ini"), "[alembic]\nscript_location = .\nsqlalchemy.url = sqlite:///shop.db\n");
        Files.writeString(folder.resolve("env.py"), """
                from alembic import context
                from sqlalchemy import create_engine
                url = context.config.get_main_option("sqlalchemy.url")
                with create_engine(url).connect() as connection:
                    context.configure(connection=connection)
                    with context.begin_transaction():
                        context.run_migrations()
                """);
        return Program.of("alembic current", folder, List.of("alembic", "current"));
    }

    private static List<String> flyway(String command) {
        return List.of("flyway", "-url=jdbc:sqlite:shop.db", "-locations=filesystem:migrations", command);
    }

    private static List<String> sqlite(String sql) {
        return List.of("sqlite3", "shop.db", sql);
    }

    private static List<String> with(String java, String option, List<String> rest) {
        return Stream.concat(Stream.of(java, option), rest.stream()).toList();
    }
}
