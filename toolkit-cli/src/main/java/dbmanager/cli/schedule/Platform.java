package dbmanager.cli.schedule;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who starts the jobs. */
enum Platform {
    CRON,
    SYSTEMD,
    WINDOWS,
    KUBERNETES,
    GITHUB;

    List<Document> documents(Orders orders) {
        return switch (this) {
            case CRON -> Crontab.documents(orders);
            case SYSTEMD -> SystemdUnits.documents(orders);
            case WINDOWS -> WindowsTasks.documents(orders);
            case KUBERNETES -> KubernetesJobs.documents(orders);
            case GITHUB -> GithubWorkflow.documents(orders);
        };
    }

    /** Where its files belong. */
    Path folder(Path project, Path configurationOfUser) {
        return switch (this) {
            case SYSTEMD -> configurationOfUser.resolve("systemd/user");
            case GITHUB -> GithubWorkflow.repository(project).resolve(".github/workflows");
            case CRON, WINDOWS, KUBERNETES -> project;
        };
    }

    /** Whether a file of that name may be one of its documents. */
    boolean names(String file) {
        return switch (this) {
            case CRON -> false;
            case SYSTEMD -> file.endsWith(".service") || file.endsWith(".timer");
            case WINDOWS -> file.endsWith(".xml");
            case KUBERNETES -> file.endsWith(".yaml");
            case GITHUB -> file.endsWith(".yml");
        };
    }

    /** A text as it stands in its documents. */
    String written(String text) {
        return this == WINDOWS ? WindowsTasks.escaped(text) : text;
    }

    /** What was made beside a file when it was put to use, and leads nowhere without it. */
    Optional<Path> link(Path file) {
        return this == SYSTEMD ? Optional.of(SystemdUnits.link(file)) : Optional.empty();
    }

    /**
     * What is still to be done by hand: what was taken out of a schedule goes on running until somebody ends it, and what is new does not begin by
     * itself. None of it needs a file that is gone.
     *
     * @param written files of the schedule as it is now; none when it was taken back
     * @param removed files that earlier ones had besides
     */
    List<String> commands(Owner owner, List<Path> written, List<Path> removed) {
        return switch (this) {
            case SYSTEMD -> SystemdUnits.commands(written, removed);
            case WINDOWS -> WindowsTasks.commands(written, removed);
            case KUBERNETES -> KubernetesJobs.commands(owner, written);
            case GITHUB -> List.of("commit and push " + words(written.isEmpty() ? removed : written));
            case CRON -> List.of();
        };
    }

    private static String words(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(" "));
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
