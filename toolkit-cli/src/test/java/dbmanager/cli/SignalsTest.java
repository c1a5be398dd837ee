package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.cli.signal.Listener;
import dbmanager.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of a command, and what becomes of it when they do not. */
class SignalsTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void migrated() throws IOException {
        cli = Cli.shop(folder);
        cli.ok("migrate");
    }

    private void signals(String signals) throws IOException {
        cli.file("db-manager.yaml", """
                retention: {last: 2}
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                    signals:
                """ + signals.indent(6));
    }

    @Test
    void the_nightly_backup_pings_when_it_begins_and_when_it_is_done_and_the_rest_of_the_night_does_not()
            throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("ping: " + listener.url() + "/uuid-1\nwebhook: " + listener.url() + "/hook");
            cli.ok("backup-all");
            cli.ok("verify");
            cli.ok("clean");
            assertThat(listener.heard()).contains("GET /uuid-1").isSubsetOf("GET /uuid-1/start", "GET /uuid-1");
        }
    }

    @Test
    void each_command_has_an_address_of_its_own_where_the_address_says_so() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("ping: {success: \"" + listener.url() + "/key/shop-{command}?create=1\"}");
            cli.ok("backup-all");
            cli.ok("verify");
            cli.ok("rehearse", "--last", "1");
            cli.ok("status");
            assertThat(listener.heard())
                    .containsExactly(
                            "GET /key/shop-backup-all?create=1",
                            "GET /key/shop-verify?create=1",
                            "GET /key/shop-rehearse?create=1");
        }
    }

    @Test
    void of_three_addresses_each_is_told_of_what_it_asks_for() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("ping: {success: \"" + listener.url() + "/nightly\", fail: \"" + listener.url()
                    + "/{command}/fail\"}");
            cli.ok("verify", "--level", "manifest", cli.ok("backup").out().split("\\s+")[1]);
            cli.ok("clean");
            assertThat(listener.heard()).isEmpty();
            cli.ok("backup-all");
            assertThat(listener.heard()).containsExactly("GET /nightly");
        }
    }

    @Test
    void an_address_that_is_none_does_not_silence_the_others() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("metrics: {file: shop.prom}\nping: {start: \"${NOT_SET_HERE}/start\", success: \"" + listener.url()
                    + "/done\"}\nwebhook: \"file:///etc/passwd\"");

            Cli.Result done = cli.ok("backup-all");

            assertThat(listener.heard()).containsExactly("GET /done");
            assertThat(folder.resolve("shop.prom")).isRegularFile();
            assertThat(done.err())
                    .contains(
                            "not everybody is told how this goes",
                            "NOT_SET_HERE is not set",
                            "is no address of the web");
        }
    }

    @Test
    void a_backup_of_one_database_does_not_answer_for_the_others() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("ping: " + listener.url() + "/uuid-1\nwebhook: {url: \"" + listener.url() + "/hook\", on: always}");
            cli.file(
                    "db-manager.yaml",
                    cli.read("db-manager.yaml")
                            .replace("    signals:", "      crm: {url: \"sqlite:data/crm.db\"}\n    signals:"));
            cli.ok("init", "--db", "crm");
            cli.ok("backup-all", "--db", "shop");
            assertThat(listener.heard()).singleElement().asString().startsWith("POST /hook");
            cli.ok("backup-all");
            assertThat(listener.heard()).contains("GET /uuid-1");
        }
    }

    @Test
    void what_nobody_expected_is_told_too() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("webhook: " + listener.url() + "/hook");
            assertThat(cli.runInto(new IllegalStateException("a bug"), "backup-all")
                            .exitCode())
                    .isEqualTo(1);
            assertThat(listener.heard())
                    .singleElement()
                    .asString()
                    .contains("backup-all of dev FAILED with exit code 1", "unexpected illegalstateexception: a bug");
            assertThat(cli.runInto(new OutOfMemoryError("heap"), "backup-all", "--json")
                            .exitCode())
                    .isEqualTo(1);
            assertThat(listener.heard()).hasSize(2).last().asString().contains("memory that Java may use here");
        }
    }

    @Test
    void who_wants_no_figures_has_no_store_listed_for_them() throws IOException {
        cli.file("in-the-way", "a file\n");
        signals("webhook: \"https://127.0.0.1:1/hook\"");
        cli.file("db-manager.yaml", "backups: in-the-way\n" + cli.read("db-manager.yaml"));
        assertThat(cli.ok("migrate").err()).doesNotContain("metrics", "in-the-way");
    }

    @Test
    void people_are_told_what_failed_and_what_to_do() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("ping: " + listener.url() + "/uuid-1/\nwebhook: {url: \"" + listener.url()
                    + "/hook\", on: failure}");
            Files.writeString(folder.resolve("data/shop.db"), "this is no database, but long enough to look like one");
            Cli.Result failed = cli.run("backup-all");
            assertThat(failed.exitCode()).isNotZero();
            assertThat(listener.heard()).contains("GET /uuid-1/fail").doesNotContain("GET /uuid-1");
            String message = listener.heard().stream()
                    .filter(request -> request.startsWith("POST /hook "))
                    .map(request -> JsonParser.parseString(request.substring("POST /hook ".length())))
                    .map(json -> json.getAsJsonObject().get("text").getAsString())
                    .findFirst()
                    .orElseThrow();
            assertThat(message)
                    .startsWith("db-manager backup-all of dev FAILED with exit code " + failed.exitCode()
                            + ", by tester@here")
                    .contains("\nshop: ", "\n  next: ");
        }
    }

    @Test
    void backups_whose_summary_is_lost_are_no_failure_without_a_reason() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            signals("webhook: " + listener.url() + "/hook");
            cli.file("backups/sessions", "in the way");

            assertThat(cli.run("backup-all").exitCode()).isEqualTo(1);

            assertThat(listener.heard())
                    .singleElement()
                    .asString()
                    .contains(
                            "backup-all of dev FAILED with exit code 1",
                            "the backups are as told, but the summary of this run is not kept: cannot write ",
                            "\\n  next: ");
        }
    }

    @Test
    void who_does_not_hear_changes_nothing_about_the_command() throws IOException {
        try (Listener failing = Listener.answering(503)) {
            signals("ping: " + failing.url() + "/uuid-secret\nwebhook: {url: \"" + failing.url()
                    + "/T0/hook-secret\", on: always}");
            Cli.Result done = cli.ok("backup-all");
            assertThat(done.err())
                    .contains(
                            "warning: the ping was not told: 127.0.0.1 answered 503, twice; how backup-all went",
                            "warning: the webhook was not told: 127.0.0.1 answered 503, twice");
            assertThat(done.all() + cli.read("database_operations.log")).doesNotContain("secret");
            assertThat(journal())
                    .filteredOn(line -> line.get("operation").getAsString().equals("signal"))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line.get("of").getAsString()).isEqualTo("backup-all"));
        }
    }

    @Test
    void an_address_that_is_not_known_here_is_a_warning_and_no_reason_to_leave_the_backup_out() throws IOException {
        signals("webhook: \"${HOOK_OF_ANOTHER_MACHINE}\"");
        assertThat(cli.ok("backup-all").err()).contains("nobody is told how this goes", "HOOK_OF_ANOTHER_MACHINE");
        signals("webhook: nonsense-secret");
        assertThat(cli.ok("backup-all").err())
                .contains("is no address of the web")
                .doesNotContain("nonsense");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "looks at POSIX permissions")
    void a_metrics_file_says_how_backups_and_commands_stand() throws IOException {
        signals("metrics: {file: metrics/shop.prom}");
        cli.ok("backup-all");
        assertThat(metrics())
                .contains("db_manager_backup_records{environment=\"dev\",database=\"shop\"} 2")
                .contains("db_manager_backups_in_doubt{environment=\"dev\",database=\"shop\"} 0")
                .contains("db_manager_command_exit_code{environment=\"dev\",command=\"backup-all\"} 0")
                .noneMatch(line -> line.startsWith("db_manager_verification_level"));
        cli.ok("verify");
        cli.ok("test-recovery");
        assertThat(metrics())
                .contains("db_manager_verification_level{environment=\"dev\",database=\"shop\"} 5")
                .contains("db_manager_drill_success{environment=\"dev\",database=\"shop\"} 1")
                .contains("db_manager_command_exit_code{environment=\"dev\",command=\"backup-all\"} 0")
                .contains("db_manager_command_exit_code{environment=\"dev\",command=\"verify\"} 0");
        assertThat(metrics())
                .allMatch(
                        line -> line.matches(
                                "# (HELP|TYPE) db_manager_[a-z_]+ .+"
                                        + "|db_manager_[a-z_]+\\{environment=\"dev\",(database|command)=\"[a-z-]+\"} [0-9]+(\\.[0-9]{3})?"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("metrics/shop.prom"))))
                .isEqualTo("rw-r--r--");
        try (var files = Files.list(folder.resolve("metrics"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("shop.prom", ".shop.prom.lock");
        }
    }

    @Test
    void a_last_backup_that_is_gone_is_as_old_as_can_be() throws IOException {
        signals("metrics: {file: shop.prom}");
        cli.ok("backup-all");
        cli.ok("verify");
        String verified = "db_manager_verified_backup_timestamp_seconds{environment=\"dev\",database=\"shop\"} ";
        assertThat(metrics()).anyMatch(line -> line.startsWith(verified)).doesNotContain(verified + "0");
        FileTree.delete(folder.resolve("backups"));
        cli.ok("clean");
        assertThat(metrics())
                .contains(verified + "0")
                .contains("db_manager_backup_timestamp_seconds{environment=\"dev\",database=\"shop\"} 0")
                .contains("db_manager_drill_timestamp_seconds{environment=\"dev\",database=\"shop\"} 0")
                .noneMatch(line -> line.startsWith("db_manager_backup_records"));
    }

    @Test
    void metrics_keep_the_last_good_end_of_a_command_that_fails_now() throws IOException {
        signals("metrics: {file: shop.prom}");
        cli.ok("backup-all");
        String good = metrics().stream()
                .filter(line -> line.startsWith("db_manager_command_success_timestamp_seconds{"))
                .findFirst()
                .orElseThrow();
        Files.writeString(folder.resolve("data/shop.db"), "this is no database, but long enough to look like one");
        int exitCode = cli.run("backup-all").exitCode();
        assertThat(metrics())
                .contains(good)
                .contains("db_manager_command_exit_code{environment=\"dev\",command=\"backup-all\"} " + exitCode);
    }

    @Test
    void a_metrics_file_that_cannot_be_written_is_a_warning() throws IOException {
        cli.file("in-the-way", "a file\n");
        signals("metrics: {file: in-the-way/shop.prom}");
        assertThat(cli.ok("backup-all").err()).contains("the metrics file was not told: cannot write");
    }

    @Test
    void the_journal_has_a_line_for_each_step_and_they_are_found_together() throws IOException {
        List<JsonObject> lines = journal();
        assertThat(lines)
                .extracting(line -> line.get("operation").getAsString() + " "
                        + (line.has("step") ? line.get("step").getAsString() : "whole") + " "
                        + line.get("outcome").getAsString())
                .containsExactly("migrate 1 (products) done", "migrate 2 (prices) done", "migrate whole done");
        assertThat(lines)
                .extracting(line -> line.get("run").getAsString())
                .containsOnly(lines.get(0).get("run").getAsString());
    }

    private List<String> metrics() throws IOException {
        try (var files = Files.walk(folder)) {
            return Files.readAllLines(
                    files.filter(file -> file.endsWith("shop.prom")).findFirst().orElseThrow());
        }
    }

    private List<JsonObject> journal() throws IOException {
        return cli.read("database_operations.log")
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }
}
