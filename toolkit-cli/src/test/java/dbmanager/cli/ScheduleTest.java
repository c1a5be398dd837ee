package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What runs by itself, and the texts by which others run it. */
class ScheduleTest {
    private static final String NIGHTLY = """
            backup: daily 02:00
            verify: daily 02:30
            clean: sunday 03:00
            test-recovery: "30 4 1,15 * 6"
            """;

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = new Cli(folder)
                .with("PATH", folder.resolve("bin") + ":/usr/bin:/bin")
                .with("HOME", folder + "/home");
        schedule(NIGHTLY);
        cli.file("bin/db-manager", "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("bin/db-manager"), PosixFilePermissions.fromString("rwxr-xr-x"));
        cli.with("DB_MANAGER_LAUNCHER", folder.resolve("bin/db-manager").toString());
    }

    private void schedule(String schedule) throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "${SHOP_URL:-sqlite:data/shop.db}"}
                    schedule:
                """ + schedule.indent(6));
    }

    @Test
    void a_schedule_says_when_each_job_is_next() {
        Cli.Result shown = cli.ok("schedule");
        assertThat(shown.out())
                .containsPattern("backup +daily 02:00 +next 20[0-9-]+T02:00:00Z")
                .containsPattern("clean +sunday 03:00 +next 20[0-9-]+T03:00:00Z");
        JsonArray jobs = cli.ok("schedule", "--json").json().getAsJsonArray("jobs");
        assertThat(jobs)
                .extracting(job -> job.getAsJsonObject().get("cron").getAsString())
                .containsExactly("0 2 * * *", "30 2 * * *", "0 3 * * 0", "30 4 1,15 * 6");
    }

    @Test
    void status_says_what_comes_next_and_how_much_room_there_is() throws IOException {
        assertThat(cli.ok("status").out())
                .containsPattern("next run   .+ at 20.+Z, in ")
                .contains("left for backups");
        JsonObject status = cli.ask("status");
        assertThat(status.getAsJsonObject("next_run").keySet()).containsExactly("job", "at");
        assertThat(status.get("space_left_bytes").getAsLong()).isPositive();
        schedule("backup: dayly 02:00");
        assertThat(cli.ok("status").out()).contains("next run   unknown: ", "did you mean \"daily\"?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    backup: dayly 02:00                  | db-manager.yaml:6: backup of schedule of environment dev: "dayly 02:00": "dayly" is neither a day nor a time; understood was: at 02:00
                    'backup: "0 2 * * * *"'              | has 6 fields
                    '{backup: daily, zone: Berlin}'      | zone of schedule of environment dev is no time zone
                    '{backup: daily, jitter: a bit}'     | is no span of time
                    '{backup: daily, jitter: 7h}'        | is longer than 6 h
                    '{zone: UTC}'                        | has no job
                    '{backups: daily}'                   | backups
                    """)
    void what_cannot_be_understood_is_refused_with_its_line_and_an_example(String schedule, String happened)
            throws IOException {
        schedule(schedule);
        Cli.Result refused = cli.run("schedule");
        assertThat(refused.exitCode()).isEqualTo(10);
        assertThat(refused.err()).contains("db-manager.yaml:", happened);
    }

    @Test
    void an_environment_without_a_schedule_says_where_to_write_one() throws IOException {
        cli.file("db-manager.yaml", "environments: {dev: {databases: {shop: {url: 'sqlite:shop.db'}}}}");
        Cli.Result refused = cli.run("schedule", "run");
        assertThat(refused.exitCode()).isEqualTo(10);
        assertThat(refused.err()).contains("environment dev has no schedule", "backup: daily 02:00");
    }

    @Test
    void systemd_finds_nothing_wrong_with_its_units() throws Exception {
        schedule(NIGHTLY + "zone: Europe/Berlin\njitter: 10m\n");
        cli.ok("schedule", "--for", "systemd", "--install", "--to", "units", "--name", "shop");
        assertThat(cli.read("units/shop-backup.timer"))
                .contains(
                        "OnCalendar=*-*-* 02:00:00 Europe/Berlin\n",
                        "Persistent=true\n",
                        "RandomizedDelaySec=600\n",
                        "WantedBy=timers.target");
        assertThat(cli.read("units/shop-test-recovery.timer"))
                .contains(
                        "OnCalendar=Sat *-*-* 04:30:00 Europe/Berlin\n",
                        "OnCalendar=*-*-01,15 04:30:00 Europe/Berlin\n");
        assertThat(cli.read("units/shop-backup.service"))
                .contains("ExecStart=" + folder + "/bin/db-manager backup-all --env dev --config " + folder
                        + "/db-manager.yaml");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
        List<String> words = new ArrayList<>(List.of("systemd-analyze", "verify", "--user"));
        try (var units = Files.list(folder.resolve("units"))) {
            units.map(Path::toString).sorted().forEach(words::add);
        }
        String found = said(words);
        assumeTrue(!found.contains("Failed to initialize manager"), found);
        assertThat(found).doesNotContain("shop-", "Failed");
    }

    @Test
    void an_install_replaces_its_own_files_and_leaves_those_of_others() throws IOException {
        cli.ok("schedule", "--for", "systemd", "--install", "--to", "units", "--name", "shop");
        schedule("backup: daily 05:00");
        Cli.Result again = cli.ok("schedule", "--for", "systemd", "--install", "--to", "units", "--name", "shop");
        assertThat(again.out())
                .contains(
                        "wrote " + folder + "/units/shop-backup.timer", "removed " + folder + "/units/shop-clean.timer")
                .contains("next:  systemctl --user enable --now shop-backup.timer");
        assertThat(cli.read("units/shop-backup.timer")).contains("05:00:00");
        assertThat(folder.resolve("units/shop-clean.timer")).doesNotExist();

        cli.file("units/shop-clean.timer", "[Timer]\n# mine\n");
        schedule(NIGHTLY);
        Cli.Result refused = cli.run("schedule", "--for", "systemd", "--install", "--to", "units", "--name", "shop");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("shop-clean.timer is there, and was not written", "--name");
        assertThat(cli.read("units/shop-backup.timer")).contains("05:00:00");

        Cli.Result dry =
                cli.ok("schedule", "--for", "systemd", "--uninstall", "--dry-run", "--to", "units", "--name", "shop");
        assertThat(dry.out()).contains("would remove " + folder + "/units/shop-backup.timer", "nothing done yet");
        assertThat(folder.resolve("units/shop-backup.timer")).exists();
        cli.ok("schedule", "--for", "systemd", "--uninstall", "--to", "units", "--name", "shop");
        assertThat(folder.resolve("units/shop-backup.timer")).doesNotExist();
        assertThat(cli.read("units/shop-clean.timer")).isEqualTo("[Timer]\n# mine\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no crontab")
    void a_crontab_keeps_the_lines_of_others_whatever_is_installed_and_taken_back() throws IOException {
        crontab();
        String mine = "MAILTO=ann@shop.example\n5 5 * * * /home/ann/mine 100\\%\n";
        cli.file("table", mine);
        cli.ok("schedule", "--for", "cron", "--install");
        cli.file("table", cli.read("table") + "6 6 * * * /home/ann/later\n");
        schedule("backup: \"15 1 * * 1-5\"");
        assertThat(cli.ok("schedule", "--for", "cron", "--install").out()).contains("the crontab has our lines");
        assertThat(cli.read("table"))
                .startsWith(mine + "6 6 * * * /home/ann/later\n# BEGIN written by `db-manager schedule` for dev of ")
                .containsOnlyOnce("# BEGIN")
                .containsPattern(
                        "\n15 1 \\* \\* 1,2,3,4,5 cd \\S+ && PATH=\\S+ JAVA_HOME=\\S+ \\S+/bin/db-manager backup-all --env dev --config \\S+\n# END");
        String installed = cli.read("table");
        assertThat(cli.ok("schedule", "--for", "cron", "--install").out()).contains("as it should be");
        assertThat(cli.ok("schedule", "--for", "cron", "--uninstall", "--dry-run")
                        .out())
                .contains("nothing done yet");
        assertThat(cli.read("table")).isEqualTo(installed);
        cli.ok("schedule", "--for", "cron", "--uninstall");
        assertThat(cli.read("table")).isEqualTo(mine + "6 6 * * * /home/ann/later\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no crontab")
    void a_crontab_in_which_nobody_can_tell_whose_a_line_is_stays_as_it_is() throws IOException {
        crontab();
        cli.ok("schedule", "--for", "cron", "--install");
        cli.file("table", cli.read("table").replaceAll("# END.*\n", "7 7 * * * mine\n"));
        String before = cli.read("table");
        Cli.Result refused = cli.run("schedule", "--for", "cron", "--install");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("# END written by", "crontab -e");
        assertThat(cli.read("table")).isEqualTo(before);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no crontab")
    void a_percent_sign_and_a_blank_in_a_path_reach_the_shell() throws Exception {
        Cli odd = new Cli(Files.createDirectories(folder.resolve("100% of it")));
        odd.file(
                "db-manager.yaml",
                "environments: {dev: {schedule: {backup: daily}, databases: {shop: {url: 'sqlite:s.db'}}}}");
        odd.with("DB_MANAGER_LAUNCHER", "/bin/echo").with("PATH", "/usr/bin:/bin");
        String line = odd.ok("schedule", "--for", "cron")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        String command = line.substring("0 3 * * * ".length()).replace("\\%", "%");
        assertThat(said(List.of("sh", "-c", command)).strip())
                .isEqualTo("backup-all --env dev --config " + folder + "/100% of it/db-manager.yaml");
        assertThat(line).contains("100\\% of it");
    }

    @Test
    void who_reads_times_in_the_zone_of_the_machine_is_not_given_those_of_another() throws IOException {
        schedule(NIGHTLY + "zone: Europe/Berlin\n");
        for (String who : List.of("cron", "windows")) {
            Cli.Result refused = cli.run("schedule", "--for", who);
            assertThat(refused.exitCode()).isEqualTo(16);
            assertThat(refused.err()).contains("Europe/Berlin", "schedule run");
        }
    }

    @Test
    void windows_gets_tasks_in_its_own_namespace() throws Exception {
        schedule(NIGHTLY + "jitter: 10m\n");
        JsonArray documents =
                cli.ok("schedule", "--for", "windows", "--json").json().getAsJsonArray("documents");
        assertThat(documents).hasSize(4);
        Document backup = xml(documents.get(0).getAsJsonObject());
        assertThat(backup.getDocumentElement().getNamespaceURI())
                .isEqualTo("http://schemas.microsoft.com/windows/2004/02/mit/task");
        assertThat(texts(backup, "StartBoundary")).containsExactly("2026-01-01T02:00:00");
        assertThat(texts(backup, "RandomDelay")).containsExactly("PT10M");
        assertThat(texts(backup, "StartWhenAvailable")).containsExactly("true");
        assertThat(texts(backup, "Arguments").get(0)).startsWith("backup-all --env dev --config ");
        Document drill = xml(documents.get(3).getAsJsonObject());
        assertThat(drill.getElementsByTagNameNS("*", "CalendarTrigger").getLength())
                .isEqualTo(2);
        assertThat(texts(drill, "Day")).containsExactly("1", "15");
        Element weekday =
                (Element) drill.getElementsByTagNameNS("*", "DaysOfWeek").item(0);
        assertThat(weekday.getElementsByTagNameNS("*", "Saturday").getLength()).isEqualTo(1);

        schedule("backup: \"*/5 * * * *\"");
        assertThat(cli.run("schedule", "--for", "windows").err()).contains("288 moments a day");
    }

    @Test
    void kubernetes_gets_a_cron_job_for_each_and_secrets_by_name_only() throws IOException {
        cli.with("SHOP_URL", "postgresql://shop:hunter2@db/shop");
        String text = cli.ok(
                        "schedule",
                        "--for",
                        "kubernetes",
                        "--name",
                        "Shop_Nightly",
                        "--image",
                        "registry.example/shop:1")
                .out();
        assertThat(text).doesNotContain("hunter2");
        List<Map<?, ?>> jobs = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(job -> jobs.add((Map<?, ?>) job));
        assertThat(jobs).hasSize(4).allSatisfy(job -> {
            assertThat(job.get("kind")).isEqualTo("CronJob");
            assertThat(at(job, "spec").get("concurrencyPolicy")).isEqualTo("Forbid");
            assertThat(at(job, "spec").get("timeZone")).isEqualTo("Etc/UTC");
        });
        assertThat(at(jobs.get(2), "metadata").get("name")).isEqualTo("shop-nightly-clean");
        assertThat(at(jobs.get(2), "spec").get("schedule")).isEqualTo("0 3 * * 0");
        Map<?, ?> pod = at(jobs.get(0), "spec", "jobTemplate", "spec", "template", "spec");
        Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
        assertThat(container.get("args"))
                .isEqualTo(List.of("backup-all", "--env", "dev", "--config", "/project/db-manager.yaml"));
        assertThat(container.get("image")).isEqualTo("registry.example/shop:1");
    }

    @Test
    void github_gets_a_workflow_whose_backups_outlive_it() throws IOException {
        Cli.Result refused = cli.run("schedule", "--for", "github");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("in the checkout, which is emptied", "`backups:`");

        cli.file("db-manager.yaml", "backups: /srv/backups\n" + cli.read("db-manager.yaml"));
        String text = cli.ok("schedule", "--for", "github", "--name", "shop").out();
        Map<?, ?> workflow = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        assertThat(((List<?>) at(workflow, "on").get("schedule")).get(0))
                .isEqualTo(Map.of("cron", "0 2 * * *", "timezone", "Etc/UTC"));
        Map<?, ?> job = at(workflow, "jobs", "scheduled");
        assertThat(at(job, "env").get("SHOP_URL")).isEqualTo("${{ secrets.SHOP_URL }}");
        Map<?, ?> backup = (Map<?, ?>) ((List<?>) job.get("steps")).get(1);
        assertThat(backup.get("if"))
                .isEqualTo("!cancelled() && (github.event.schedule == '0 2 * * *' || inputs.job == 'backup')");
        assertThat(at(workflow, "concurrency").get("group"))
                .as("GitHub cancels who waits in a group when the next one comes")
                .isEqualTo("shop ${{ github.event.schedule || inputs.job }}");
        assertThat(backup.get("run")).isEqualTo("db-manager backup-all --env dev --config db-manager.yaml");
    }

    @Test
    void the_first_sunday_as_a_crontab_says_it_is_not_told_to_those_who_may_take_it_for_every_sunday()
            throws IOException {
        schedule("test-recovery: \"30 4 1-7 * */7\"");
        cli.file("db-manager.yaml", "backups: /srv/backups\n" + cli.read("db-manager.yaml"));

        assertThat(cli.ok("schedule", "--for", "cron").out()).contains("30 4 1,2,3,4,5,6,7 * */7 cd ");
        assertThat(cli.ok("schedule", "--for", "systemd").out())
                .contains("\nOnCalendar=Sun *-*-01,02,03,04,05,06,07 04:30:00 Etc/UTC\nPersistent");
        for (String who : List.of("windows", "kubernetes", "github")) {
            Cli.Result refused = cli.run("schedule", "--for", who, "--name", "shop");
            assertThat(refused.exitCode()).isEqualTo(16);
            assertThat(refused.err())
                    .contains("\"30 4 1-7 * */7\" is for days of the month that are", "limit only one");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--install, add --for",
        "--for cron --install --uninstall, leave one of them out",
        "--dry-run, goes with --install",
        "--for systemd --to units, --to goes with --install or --uninstall",
        "--for cron --install --to units, cron has the crontab of this user",
        "walk, db-manager schedule run",
        "run --install, run goes alone",
        "run --json, goes on",
        "--db shop, leave --db",
    })
    void what_makes_no_sense_is_refused_with_what_would(String words, String next) {
        Cli.Result refused = cli.run(("schedule " + words).split(" "));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.all()).contains(next);
    }

    /** A crontab that keeps the table in a file, and says what the real one says where there is none. */
    private void crontab() throws IOException {
        cli.file("bin/crontab", """
                #!/bin/sh
                table=%s/table
                case $1 in
                  -l) [ -f "$table" ] || { echo 'no crontab for tester' >&2; exit 1; }; cat "$table" ;;
                  -) cat >"$table" ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(folder.resolve("bin/crontab"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Map<?, ?> at(Map<?, ?> map, String... path) {
        Map<?, ?> place = map;
        for (String name : path) {
            place = (Map<?, ?>) place.get(name);
        }
        return place;
    }

    private static Document xml(JsonObject document) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        document.get("text").getAsString().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document document, String element) {
        NodeList nodes = document.getElementsByTagNameNS("*", element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private String said(List<String> words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString()); // systemd's tools want one
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
