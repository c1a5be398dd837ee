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
        String environment = database.environmentAlone(settings);
        if (uninstall) {
            return database.answer(installation(owner(settings, environment)).put(List.of()));
        }
        Orders orders = orders(settings, environment);
        if (what.isPresent()) {
            return keep(orders, settings);
        }
        return database.answer(platform.map(who -> answer(orders, who))
                .orElseGet(() -> new AgendaView(
                        environment,
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
        refusePlaceOfNothing();
    }

    private void refusePlaceOfNothing() {
        if (to.isPresent() && !install && !uninstall) {
            throw new UsageProblem("--to goes with --install or --uninstall", "add one of them, or leave --to out");
        }
        if (to.isPresent() && platform.equals(Optional.of(Platform.CRON))) {
            throw new UsageProblem(
                    "--to is a folder for files, and cron has the crontab of this user",
                    "leave --to out; or leave --install out, which prints the lines");
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

    /** @throws NoSchedule where there is not even a configuration */
    private Owner owner(Settings settings, String environment) {
        String usual = "db-manager-" + settings.baseFolder().getFileName() + "-" + environment;
        return new Owner(
                name.orElse(usual).replaceAll("[^A-Za-z0-9_.-]+", "-"),
                environment,
                settings.configuration().orElseThrow(() -> new NoSchedule(environment)));
    }

    private Orders orders(Settings settings, String environment) {
        Surroundings surroundings = database.surroundings();
        Schedule schedule = settings.schedule(environment).orElseThrow(() -> new NoSchedule(environment));
        return new Orders(
                owner(settings, environment),
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
        List<Document> documents = who.documents(orders);
        return install
                ? installation(orders.owner()).put(documents)
                : TextsView.shown(orders.environment(), who, documents);
    }

    private Installation installation(Owner owner) {
        Surroundings surroundings = database.surroundings();
        Platform who = platform.orElseThrow();
        Path folder = to.map(surroundings::path)
                .orElseGet(() -> who.folder(owner.folder(), configurationOfUser(surroundings.variables())));
        return new Installation(owner, who, folder, surroundings.variables(), dryRun);
    }

    /** See the XDG base directory specification. */
    private static Path configurationOfUser(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("XDG_CONFIG_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")), ".config"));
    }
}
