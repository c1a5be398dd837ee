package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder);
        cli.ok("migrate");
    }

    private String backUp() {
        return cli.ask("backup").get("backup").getAsString();
    }

    private void damage() throws IOException {
        cli.file("damage.csv", "id,name\n1,poison\n");
        cli.ok("import", "damage.csv", "--table", "products", "--on-conflict", "replace", "--yes");
    }

    @Test
    void a_backup_is_taken_verified_and_put_back() throws IOException {
        String id = backUp();
        assertThat(cli.ok("verify").out()).contains(id, "passed: restored");
        damage();
        assertThat(cli.run("diff", "latest", "live").exitCode()).isEqualTo(3);
        Cli.Result refused = cli.run("restore", "latest");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("--yes");
        assertThat(cli.ok("restore", "latest", "--dry-run").out()).contains("nothing done yet");
        assertThat(cli.run("diff", "latest", "live").exitCode()).isEqualTo(3);
        assertThat(cli.ok("restore", "latest", "--yes").out()).contains("what was there before is backup", id);
        cli.ok("diff", id, "live");
    }

    @Test
    void the_latest_is_of_this_database_though_another_of_its_name_has_a_newer_one() {
        String[] first = {"--url", "sqlite:first.db", "--migrations", "migrations/shop", "--backups", "shared"};
        String[] second = {"--url", "sqlite:second.db", "--migrations", "migrations/shop", "--backups", "shared"};
        cli.ok(with(first, "migrate"));
        cli.ok(with(second, "migrate"));
        String id = cli.ask(with(first, "backup")).get("backup").getAsString();
        cli.ok(with(second, "backup"));

        assertThat(cli.ok(with(first, "verify", "latest")).out()).contains(id);
        assertThat(cli.ok(with(first, "restore", "latest", "--yes")).out()).contains("restored " + id);
    }

    private static String[] with(String[] options, String... words) {
        return Stream.concat(Stream.of(words), Stream.of(options)).toArray(String[]::new);
    }

    @Test
    void restoring_the_latest_twice_does_not_bring_the_damage_back() throws IOException {
        String id = backUp();
        damage();
        cli.ok("restore", "latest", "--yes");
        cli.ok("restore", "latest", "--yes");
        cli.ok("diff", id, "live");
    }

    @Test
    void a_backup_of_some_tables_is_never_the_latest() {
        String whole = backUp();
        cli.ok("backup", "products");
        assertThat(cli.ask("show-backup").get("backup").getAsString()).isEqualTo(whole);
    }

    @Test
    void a_damaged_backup_is_15_and_is_not_restored() throws IOException {
        String id = backUp();
        try (Stream<Path> files = Files.list(folder.resolve("backups/" + id))) {
            Path part = files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(part);
            bytes[bytes.length / 2] ^= 1;
            Files.write(part, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        }
        Cli.Result verified = cli.run("verify", id);
        assertThat(verified.exitCode()).isEqualTo(15);
        assertThat(verified.out()).contains("FAILED at hashes");
        assertThat(cli.run("restore", id, "--yes").exitCode()).isEqualTo(15);
        assertThat(cli.ok("list-backups").out()).contains("failed");
    }

    @Test
    void a_plain_file_is_written_verified_and_put_back() throws IOException {
        cli.ok("backup", "--file", "copies/shop.db");
        assertThat(folder.resolve("copies")).isDirectoryContaining("glob:**/shop.db");
        try (Stream<Path> files = Files.list(folder.resolve("copies"))) {
            assertThat(files).hasSize(1);
        }
        assertThat(cli.ok("verify", "copies/shop.db").out()).contains("passed: restored");
        damage();
        cli.ok("restore", "copies/shop.db", "--yes");
        cli.ok("diff", "copies/shop.db", "live");
        assertThat(cli.ok("list-backups").out()).doesNotContain("copies");
    }

    @Test
    void a_backup_all_keeps_a_summary_and_one_failure_is_partial() throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      none: {url: "sqlite:none.db"}
                      shop: {url: "sqlite:data/shop.db"}
                """);
        Cli.Result result = cli.run("backup-all", "--output", "json");
        assertThat(result.exitCode()).isEqualTo(17);
        var session = result.json().getAsJsonObject("backup_session");
        assertThat(session.get("status").getAsString()).isEqualTo("partial");
        assertThat(session.get("successful_backups").getAsInt()).isEqualTo(1);
        var kept = JsonParser.parseString(
                        cli.read("backups/" + result.json().get("summary").getAsString()))
                .getAsJsonObject();
        assertThat(kept.get("backup_session")).isEqualTo(session);
        assertThat(kept.get("backup_files")).isEqualTo(result.json().get("backup_files"));
    }

    @Test
    void a_summary_that_cannot_be_kept_takes_nothing_back_of_what_was_told() throws IOException {
        cli.file("backups/sessions", "in the way");

        Cli.Result result = cli.run("backup-all", "--output", "json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("the backups are as told, but the summary of this run is not kept")
                .doesNotContain("nothing was committed");
        assertThat(result.json().get("summary").isJsonNull()).isTrue();
        String taken = result.json().getAsJsonObject("backup_files").get("shop").getAsString();
        assertThat(cli.ok("verify", "latest").out()).contains(taken, "passed");
        assertThat(cli.run("backup-all").out()).contains("1 of 1 database backed up", "its summary is not kept");
    }

    @Test
    void clean_says_why_and_needs_no_consent_beyond_its_policy() {
        String oldest = backUp();
        backUp();
        String newest = backUp();
        assertThat(cli.ok("clean", "--dry-run").out()).contains("remove " + oldest, "keep   " + newest);
        assertThat(cli.ok("list-backups").out()).contains(oldest);
        cli.ok("clean");
        assertThat(cli.ok("list-backups").out()).doesNotContain(oldest).contains(newest);
    }

    @Test
    void backups_of_other_environments_are_listed_only_when_asked_for() {
        String id = backUp();
        assertThat(cli.ok("list-backups", "--env", "production").out()).doesNotContain(id);
        assertThat(cli.ok("list-backups", "--env", "production", "--all").out()).contains(id);
    }

    @Test
    void a_backup_of_one_database_is_not_restored_over_another() {
        String id = backUp();
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        Cli.Result refused = cli.run("restore", id, "--env", "production", "--confirm", "production");
        assertThat(refused.exitCode()).isEqualTo(12);
        assertThat(refused.err()).contains("another database", "--other-database");
        cli.ok("restore", id, "--env", "production", "--confirm", "production", "--other-database");
    }

    @Test
    void an_empty_place_is_restored_into_without_consent() throws IOException {
        String id = backUp();
        Files.delete(folder.resolve("data/shop.db"));
        cli.ok("restore", id);
        cli.ok("diff", id, "live");
    }
}
