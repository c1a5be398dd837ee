package dbmanager.cli.schedule;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Surroundings;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.Settings;
import dbmanager.schedule.Agenda;
import dbmanager.schedule.Schedule;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

public final class ScheduleCommand implements Callable<Integer> {
    private static final String RUN = "run";
    private static final String LAUNCHER = "DB_MANAGER_LAUNCHER";

    @Parameters(
            arity = "0..1",
            paramLabel = "run",
            description = "Keep the schedule in the foreground, until a signal ends it.")
    private Optional<String> what = Optional.empty();

    @Option(
            names = "--for",
            paramLabel = "WHO",
            description = "Show texts for cron, systemd, windows, kubernetes or github.")
    private Optional<Platform> platform = Optional.empty();

    @Option(names = "--install", description = "Write them where they belong; nobody else's are touched.")
    private boolean install;

    @Option(names = "--uninstall", description = "Take back what --install wrote.")
    private boolean uninstall;

    @Option(names = "--dry-run", description = "Show what either of them would do; do nothing.")
    private boolean dryRun;

    @Option(names = "--to", paramLabel = "DIR", description = "Where files go; else where WHO looks for them.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What their names begin with; else db-manager, the folder and the environment.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--launcher", paramLabel = "FILE", description = "The db-manager to start; else this one.")
    private Optional<String> launcher = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            defaultValue = "db-manager:latest",
            description = "For kubernetes; db-manager:latest if not given.")
    private String image;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        refuseContradictions();
        Settings settings = database.settings();
        Orders orders = orders(settings);
        if (what.isPresent()) {
            return keep(orders, settings);
        }
        return database.answer(platform.map(who -> answer(orders, who))
                .orElseGet(() -> new AgendaView(
                        orders.environment(),
                        orders.agenda(),
                        database.surroundings().clock().instant())));
    }

    private void refuseContradictions() {
        what.filter(word -> !word.equals(RUN)).ifPresent(word -> {
            throw new UsageProblem(
                    "\"" + word + "\" is nothing that a schedule does", "write `db-manager schedule run`");
        });
        if (what.isPresent() && (platform.isPresent() || install || uninstall || dryRun)) {
            throw new UsageProblem("run goes alone", "leave --for, --install, --uninstall and --dry-run out");
        }
        if (install && uninstall) {
            throw new UsageProblem("both --install and --uninstall are given", "leave one of them out");
        }
        if ((install || uninstall) && platform.isEmpty()) {
            throw new UsageProblem(
                    "nobody is named for whom to do that",
                    "add --for with one of "
                            + Arrays.stream(Platform.values())
                                    .map(Platform::toString)
                                    .collect(Collectors.joining(", ")));
        }
        if (dryRun && !install && !uninstall) {
            throw new UsageProblem("--dry-run goes with --install or --uninstall", "add one of them");
        }
    }

    private int keep(Orders orders, Settings settings) {
        if (database.printer().isJson()) {
            throw new UsageProblem(
                    "`schedule run` has no answer to give as JSON, since it goes on",
                    "leave --output json out; the journal has a line of JSON for each step");
        }
        new Keeper(orders, settings, database.surroundings(), database.printer()).keep();
        return 0;
    }

    private Orders orders(Settings settings) {
        Surroundings surroundings = database.surroundings();
        String environment = database.environmentAlone(settings);
        Schedule schedule = settings.schedule(environment).orElseThrow(() -> new NoSchedule(environment));
        Path folder = settings.baseFolder();
        String usual = "db-manager-" + folder.getFileName() + "-" + environment;
        return new Orders(
                name.orElse(usual).replaceAll("[^A-Za-z0-9_.-]+", "-"),
                environment,
                settings.configuration().orElseThrow(),
                settings.backups(),
                launcher(surroundings),
                System.getProperty("java.home"),
                surroundings.variables().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                Agenda.of(schedule, environment, surroundings.machine(), surroundings.zone()),
                schedule.jitter(),
                surroundings.zone().get(),
                image);
    }

    /** What was given, else what started this, else the Java that runs this with its class path. */
    private List<String> launcher(Surroundings surroundings) {
        return launcher.map(surroundings::path)
                .map(Path::toString)
                .or(() -> Optional.ofNullable(surroundings.variables().get(LAUNCHER)))
                .map(List::of)
                .orElseGet(() -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "dbmanager.cli.DbManager"));
    }

    private View answer(Orders orders, Platform who) {
        if (uninstall) {
            return who == Platform.CRON ? writeCrontab(orders, List.of()) : remove(orders, who);
        }
        List<Document> documents = who.documents(orders);
        if (!install) {
            return TextsView.shown(orders, who, documents);
        }
        return who == Platform.CRON ? writeCrontab(orders, documents) : write(orders, who, documents);
    }

    /** @param documents none to take our lines out */
    private View writeCrontab(Orders orders, List<Document> documents) {
        CrontabProgram crontab = new CrontabProgram(database.surroundings().variables());
        String before = crontab.read();
        String after =
                Crontab.with(before, orders, documents.stream().findFirst().map(Document::text));
        List<String> told = new ArrayList<>();
        if (before.equals(after)) {
            told.add("the crontab is as it should be");
        } else if (dryRun) {
            told.add("the crontab would be as above; nothing done yet");
        } else {
            crontab.write(after);
            told.add(documents.isEmpty() ? "our lines are out of the crontab" : "the crontab has our lines");
        }
        List<Document> shown = dryRun ? List.of(new Document("crontab", after)) : List.of();
        return new TextsView(orders.environment(), Platform.CRON, shown, List.of(), List.of(), told, List.of());
    }

    private View write(Orders orders, Platform who, List<Document> documents) {
        OwnFiles files = files(orders, who);
        files.refuseOthers(documents);
        List<Path> paths = files.paths(documents);
        List<Path> stale =
                files.present().stream().filter(file -> !paths.contains(file)).toList();
        if (dryRun) {
            return new TextsView(
                    orders.environment(),
                    who,
                    documents,
                    List.of(),
                    List.of(),
                    would(paths, stale),
                    who.commands(true, paths));
        }
        files.write(documents);
        return new TextsView(orders.environment(), who, List.of(), paths, stale, List.of(), who.commands(true, paths));
    }

    private View remove(Orders orders, Platform who) {
        OwnFiles files = files(orders, who);
        List<Path> present = files.present();
        if (present.isEmpty()) {
            return new TextsView(
                    orders.environment(),
                    who,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("nothing of this schedule is there"),
                    List.of());
        }
        if (dryRun) {
            return new TextsView(
                    orders.environment(),
                    who,
                    List.of(),
                    List.of(),
                    List.of(),
                    would(List.of(), present),
                    who.commands(false, present));
        }
        files.remove(present);
        return new TextsView(
                orders.environment(), who, List.of(), List.of(), present, List.of(), who.commands(false, present));
    }

    private static List<String> would(List<Path> written, List<Path> removed) {
        List<String> lines = new ArrayList<>();
        written.forEach(file -> lines.add("would write " + file));
        removed.forEach(file -> lines.add("would remove " + file));
        lines.add("nothing done yet");
        return lines;
    }

    private OwnFiles files(Orders orders, Platform who) {
        Surroundings surroundings = database.surroundings();
        Path folder = to.map(surroundings::path)
                .orElseGet(() -> who.folder(orders.folder(), configurationOfUser(surroundings.variables())));
        return new OwnFiles(folder, orders.name(), orders.mark());
    }

    /** See the XDG base directory specification. */
    private static Path configurationOfUser(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("XDG_CONFIG_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")), ".config"));
    }
}
