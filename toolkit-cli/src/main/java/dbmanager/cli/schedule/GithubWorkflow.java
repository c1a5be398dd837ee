package dbmanager.cli.schedule;

import dbmanager.problem.Problem;
import dbmanager.schedule.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A workflow of GitHub Actions, with a step for each job. It wants a runner of one's own: backups have to outlive the run. Secrets are named,
 * never written. Of those who wait in one concurrency group GitHub keeps the newest only, so each moment has its own.
 */
final class GithubWorkflow {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z_][A-Za-z0-9_]*)");

    private GithubWorkflow() {}

    static List<Document> documents(Orders orders) {
        orders.requireNamedZone("GitHub");
        if (orders.backups().startsWith(repository(orders.folder()))) {
            throw new InCheckout(orders.backups());
        }
        return List.of(new Document(orders.name() + ".yml", workflow(orders)));
    }

    /** The folder that is checked out, in which alone GitHub looks for workflows; where nothing tells, that of the project. */
    static Path repository(Path project) {
        for (Path folder = project; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder;
            }
        }
        return project;
    }

    private static String workflow(Orders orders) {
        String moments = orders.jobs().stream()
                .map(job -> orders.unmistakableCron(job, "GitHub"))
                .distinct()
                .map(cron -> "    - cron: \"" + cron + "\"\n      timezone: \"" + orders.zoneName() + "\"\n")
                .collect(Collectors.joining());
        String choices = orders.jobs().stream().map(Job::key).collect(Collectors.joining(", "));
        String secrets = variables(orders.configuration()).stream()
                .map(name -> "      " + name + ": ${{ secrets." + name + " }}\n")
                .collect(Collectors.joining());
        String steps = orders.jobs().stream().map(job -> step(orders, job)).collect(Collectors.joining());
        return """
                # %s
                # It needs a runner of your own with db-manager on its PATH. Jitter is not applied here.
                name: %s
                on:
                  schedule:
                %s  workflow_dispatch:
                    inputs:
                      job: {type: choice, required: true, options: [%s]}
                permissions: {contents: read}
                concurrency: {group: "%s ${{ github.event.schedule || inputs.job }}", cancel-in-progress: false}
                jobs:
                  scheduled:
                    runs-on: self-hosted
                    timeout-minutes: 720
                %s    steps:
                      - uses: actions/checkout@v4
                %s""".formatted(
                        orders.mark(),
                        orders.name(),
                        moments,
                        choices,
                        orders.name(),
                        secrets.isEmpty() ? "" : "    env:\n" + secrets,
                        steps);
    }

    private static String step(Orders orders, Job job) {
        String when = "!cancelled() && (github.event.schedule == '"
                + orders.timing(job).cron() + "' || inputs.job == '" + job.key() + "')";
        Path configuration = repository(orders.folder()).relativize(orders.configuration());
        String words = orders.arguments(job, configuration.toString().replace('\\', '/')).stream()
                .map(Crontab::quoted)
                .collect(Collectors.joining(" "));
        return "      - name: " + job.key() + "\n        if: \"" + when + "\"\n        run: db-manager " + words + "\n";
    }

    /** Those that the configuration refers to. */
    private static SortedSet<String> variables(Path configuration) {
        try {
            SortedSet<String> names = new TreeSet<>();
            Files.readAllLines(configuration).stream()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .map(VARIABLE::matcher)
                    .flatMap(Matcher::results)
                    .forEach(reference -> names.add(reference.group(1)));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The action that checks out removes every file that is not in the repository. */
    static final class InCheckout extends Problem {
        private static final long serialVersionUID = 1L;

        InCheckout(Path backups) {
            super(
                    Kind.REFUSED,
                    "the backups would lie in " + backups + ", in the checkout, which is emptied before every run",
                    "nothing was written",
                    "give `backups:` an absolute folder of the runner, outside of the checkout");
        }
    }
}
