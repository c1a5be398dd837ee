package dbmanager.cli.schedule;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
            case GITHUB -> project.resolve(".github/workflows");
            case CRON, WINDOWS, KUBERNETES -> project;
        };
    }

    /** What is still to be done by hand when files were written, or before they are removed. */
    List<String> commands(boolean install, List<Path> files) {
        return switch (this) {
            case SYSTEMD ->
                install
                        ? List.of("systemctl --user daemon-reload", "systemctl --user enable --now " + timers(files))
                        : List.of("systemctl --user disable --now " + timers(files), "systemctl --user daemon-reload");
            case WINDOWS ->
                files.stream()
                        .map(file -> install
                                ? "schtasks /Create /F /TN " + task(file) + " /XML \"" + file + "\""
                                : "schtasks /Delete /F /TN " + task(file))
                        .toList();
            case KUBERNETES ->
                files.stream()
                        .map(file -> "kubectl " + (install ? "apply" : "delete") + " -f " + file)
                        .toList();
            case GITHUB -> List.of("commit and push " + files.get(0));
            case CRON -> List.of();
        };
    }

    private static String timers(List<Path> files) {
        return String.join(
                " ",
                files.stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".timer"))
                        .toList());
    }

    private static String task(Path file) {
        return file.getFileName().toString().replaceFirst("\\.xml$", "");
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
