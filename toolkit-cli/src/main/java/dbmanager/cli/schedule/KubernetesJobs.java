package dbmanager.cli.schedule;

import dbmanager.schedule.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A CronJob of Kubernetes (batch/v1, from 1.27 on) for each job. Secrets are named, never written. */
final class KubernetesJobs {
    /** Where the image has the project. */
    private static final String PROJECT = "/project";

    private static final int LONGEST_NAME = 52;

    private KubernetesJobs() {}

    static List<Document> documents(Orders orders) {
        orders.requireNamedZone("Kubernetes");
        String jobs = orders.jobs().stream().map(job -> cronJob(orders, job)).collect(Collectors.joining("---\n"));
        return List.of(new Document(orders.name() + "-cronjobs.yaml", """
                # %s
                # It needs the image %s with the project in %s, a secret %s with the variables of the
                # configuration, and a volume claim %s-backups that outlives every pod. Jitter is not applied here.
                %s""".formatted(
                        orders.mark(),
                        orders.image(),
                        PROJECT,
                        kubernetesName(orders.name()),
                        kubernetesName(orders.name()),
                        jobs)));
    }

    /** By label: a job that is no longer in the file, or whose file is gone, is ended too, and nobody else's is. */
    static List<String> commands(Owner owner, List<Path> written) {
        String ours =
                "-l app.kubernetes.io/managed-by=db-manager,app.kubernetes.io/instance=" + kubernetesName(owner.name());
        return written.isEmpty()
                ? List.of("kubectl delete cronjob " + ours)
                : written.stream()
                        .map(file -> "kubectl apply --prune --prune-allowlist=batch/v1/CronJob " + ours + " -f \""
                                + file + "\"")
                        .toList();
    }

    private static String cronJob(Orders orders, Job job) {
        String configuration = PROJECT + "/" + orders.configuration().getFileName();
        return """
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: %s
                  labels:
                    app.kubernetes.io/managed-by: db-manager
                    app.kubernetes.io/instance: %s
                spec:
                  schedule: "%s"
                  timeZone: "%s"
                  concurrencyPolicy: Forbid
                  startingDeadlineSeconds: 21600
                  jobTemplate:
                    spec:
                      backoffLimit: 0
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: db-manager
                              image: %s
                              workingDir: %s
                              args: [%s]
                              envFrom:
                                - secretRef: {name: %s}
                              volumeMounts:
                                - {name: backups, mountPath: %s}
                          volumes:
                            - name: backups
                              persistentVolumeClaim: {claimName: %s-backups}
                """.formatted(
                        jobName(orders, job),
                        kubernetesName(orders.name()),
                        orders.unmistakableCron(job, "Kubernetes"),
                        orders.zoneName(),
                        quoted(orders.image()),
                        PROJECT,
                        orders.arguments(job, configuration).stream()
                                .map(KubernetesJobs::quoted)
                                .collect(Collectors.joining(", ")),
                        kubernetesName(orders.name()),
                        quoted(backups(orders)),
                        kubernetesName(orders.name()));
    }

    private static String backups(Orders orders) {
        Path backups = orders.backups();
        return backups.startsWith(orders.folder())
                ? PROJECT + "/" + orders.folder().relativize(backups).toString().replace('\\', '/')
                : backups.toString();
    }

    private static String jobName(Orders orders, Job job) {
        String name = kubernetesName(orders.nameOf(job));
        if (name.length() > LONGEST_NAME) {
            throw new NotThere(
                    "the CronJob would be called " + name + ", and Kubernetes takes " + LONGEST_NAME + " letters",
                    "give a shorter --name");
        }
        return name;
    }

    /** RFC 1123: lower case, digits, hyphens. */
    private static String kubernetesName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
