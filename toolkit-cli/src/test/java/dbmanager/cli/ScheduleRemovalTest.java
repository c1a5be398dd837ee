package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What was taken out of a schedule ends, by what is removed and by the commands that follow. */
class ScheduleRemovalTest {
    private static final String KUBERNETES =
            "-l app.kubernetes.io/managed-by=db-manager,app.kubernetes.io/instance=shop";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = new Cli(folder).with("PATH", "/usr/bin:/bin").with("HOME", folder + "/home");
        schedule("schedule: {backup: daily 02:00, clean: sunday 03:00}");
    }

    private void schedule(String schedule) throws IOException {
        cli.file("db-manager.yaml", """
                backups: /srv/backups
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db"}
                    %s
                """.formatted(schedule));
    }

    private Cli.Result schedule(String who, String... more) {
        String[] words = new String[more.length + 5];
        System.arraycopy(new String[] {"schedule", "--for", who, "--name", "shop"}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        return cli.ok(words);
    }

    private static List<String> next(Cli.Result result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith("next:  "))
                .map(line -> line.substring("next:  ".length()))
                .toList();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "makes a symbolic link")
    void a_timer_is_stopped_and_its_link_goes_with_it() throws IOException {
        schedule("systemd", "--install", "--to", "units");
        Path link = folder.resolve("units/timers.target.wants/shop-clean.timer");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, folder.resolve("units/shop-clean.timer"));
        schedule("schedule: {backup: daily 02:00}");

        Cli.Result again = schedule("systemd", "--install", "--to", "units");

        assertThat(next(again))
                .containsExactly(
                        "systemctl --user stop shop-clean.timer",
                        "systemctl --user daemon-reload",
                        "systemctl --user enable --now shop-backup.timer");
        assertThat(again.out()).contains("removed " + link);
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void a_task_of_windows_is_deleted() throws IOException {
        schedule("windows", "--install");
        schedule("schedule: {backup: daily 02:00}");
        assertThat(next(schedule("windows", "--install")))
                .containsExactly(
                        "schtasks /Delete /F /TN shop-clean",
                        "schtasks /Create /F /TN shop-backup /XML \"" + folder + "/shop-backup.xml\"");
    }

    @Test
    void cron_jobs_of_kubernetes_are_known_by_labels_that_nobody_else_has() throws IOException {
        assertThat(next(schedule("kubernetes", "--install")))
                .containsExactly("kubectl apply --prune --prune-allowlist=batch/v1/CronJob " + KUBERNETES + " -f \""
                        + folder + "/shop-cronjobs.yaml\"");
        for (Object job : new Load(LoadSettings.builder().build()).loadAllFromString(cli.read("shop-cronjobs.yaml"))) {
            assertThat(in(job, "metadata", "labels"))
                    .isEqualTo(
                            Map.of("app.kubernetes.io/managed-by", "db-manager", "app.kubernetes.io/instance", "shop"));
        }
        assertThat(next(schedule("kubernetes", "--uninstall"))).containsExactly("kubectl delete cronjob " + KUBERNETES);
        assertThat(folder.resolve("shop-cronjobs.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd", "windows", "kubernetes", "github"})
    void what_the_configuration_says_nothing_of_any_more_can_be_taken_back(String who) throws IOException {
        schedule(who, "--install");
        schedule("throw-away: true");

        Cli.Result removed = schedule(who, "--uninstall");

        assertThat(removed.out()).contains("removed " + folder);
        assertThat(next(removed)).isNotEmpty().noneMatch(command -> command.contains("-f " + folder));
        assertThat(schedule(who, "--uninstall").out()).isEqualTo("nothing of this schedule is there\n");
    }

    @Test
    void whose_files_lie_in_the_same_folder_stay() {
        schedule("windows", "--install");
        schedule("kubernetes", "--install");
        schedule("kubernetes", "--uninstall");
        assertThat(folder.resolve("shop-backup.xml")).exists();
    }

    @Test
    void a_name_that_xml_writes_otherwise_is_known_again() throws IOException {
        Cli odd = new Cli(Files.createDirectories(folder.resolve("Q&A <shop>")))
                .file("db-manager.yaml", cli.read("db-manager.yaml"));
        odd.ok("schedule", "--for", "windows", "--install");
        assertThat(odd.ok("schedule", "--for", "windows", "--install").out()).contains("wrote ");
    }

    @Test
    void a_project_in_a_folder_of_its_repository_has_its_workflow_where_github_looks() throws IOException {
        Files.createDirectories(folder.resolve(".git"));
        Cli part = new Cli(Files.createDirectories(folder.resolve("services/the shop")))
                .file("db-manager.yaml", cli.read("db-manager.yaml"));

        part.ok("schedule", "--for", "github", "--name", "shop", "--install");

        assertThat(cli.read(".github/workflows/shop.yml"))
                .contains("run: db-manager clean --env dev --config 'services/the shop/db-manager.yaml'\n");
        part.file(
                "db-manager.yaml", cli.read("db-manager.yaml").replace("backups: /srv/backups", "backups: ../backups"));
        assertThat(part.run("schedule", "--for", "github").err()).contains("in the checkout, which is emptied");
    }

    private static Object in(Object yaml, String... path) {
        Object here = yaml;
        for (String key : path) {
            here = ((Map<?, ?>) here).get(key);
        }
        return here;
    }
}
