package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of several steps leave a line for each of them, with the time that it took. */
class JournalStepsTest {
    @TempDir
    Path folder;

    private static List<JsonObject> lines(Cli cli, String operation) throws IOException {
        return cli.read("database_operations.log")
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.get("operation").getAsString().equals(operation))
                .toList();
    }

    private static List<String> steps(Cli cli, String operation) throws IOException {
        return lines(cli, operation).stream()
                .filter(line -> line.has("step"))
                .peek(line -> assertThat(line.get("took_ms").getAsLong()).isNotNegative())
                .map(line -> line.get("step").getAsString())
                .toList();
    }

    @Test
    void rehearse_restore_and_recover_tell_of_their_steps() throws IOException {
        Cli cli = Cli.shop(folder);
        cli.ok("migrate", "1");
        cli.ok("backup");
        cli.ok("rehearse");
        cli.ok("restore", "latest", "--yes");
        Files.delete(folder.resolve("data/shop.db"));
        cli.run("recover", "--dry-run");
        assertThat(steps(cli, "recover")).isEmpty();
        cli.ok("recover", "--yes");

        assertThat(steps(cli, "rehearse")).containsExactly("rehearse 2 (prices)");
        assertThat(lines(cli, "rehearse")).hasSize(2);
        assertThat(steps(cli, "restore")).containsExactly("backup", "restore");
        assertThat(steps(cli, "recover")).containsExactly("verify", "restore");
    }

    /** Such as {@code shop restore failed}. */
    private static List<String> outcomes(Cli cli, String operation) throws IOException {
        return lines(cli, operation).stream()
                .filter(line -> line.has("step"))
                .map(line -> line.get("database").getAsString() + " "
                        + line.get("step").getAsString() + " "
                        + line.get("outcome").getAsString())
                .toList();
    }

    @Test
    void a_restore_that_fails_leaves_the_step_at_which_it_did() throws IOException {
        Cli cli = Cli.shop(folder);
        cli.ok("migrate");
        String backup = cli.ask("backup").get("backup").getAsString();
        Path part = folder.resolve("backups").resolve(backup).resolve("shop.db");
        byte[] whole = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(whole, whole.length / 2));

        assertThat(cli.run("restore", "latest", "--yes").exitCode()).isEqualTo(Kind.DAMAGED.exitCode());

        assertThat(outcomes(cli, "restore")).containsExactly("shop restore failed");
        Files.write(part, whole);
        cli.ok("restore", "latest", "--yes");
        assertThat(outcomes(cli, "restore"))
                .containsExactly("shop restore failed", "shop backup done", "shop restore done");
    }

    @Test
    void the_way_back_of_a_promotion_tells_of_its_steps() throws IOException {
        Cli cli = new Cli(folder)
                .file("db-manager.yaml", """
                environments:
                  staging: {databases: {shop: {url: "sqlite:staging.db", migrations: migrations}}}
                  production: {databases: {shop: {url: "sqlite:production.db", migrations: migrations}}}
                """)
                .file("migrations/V1__products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY);");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.file("migrations/V2__tags.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);");
        cli.ok("migrate", "--env", "staging");
        String confirmed = "--confirm=production";
        String promoted = cli.ok("promote", "--from", "staging", "--to", "production", "--no-rehearsal", confirmed)
                .out();
        Matcher point = Pattern.compile("restore point (\\S+)").matcher(promoted);
        assertThat(point.find()).isTrue();

        cli.ok("promote", "--back", point.group(1), confirmed);

        assertThat(outcomes(cli, "promote"))
                .containsExactly("shop backup done", "shop 2 (tags) done", "shop backup done", "shop restore done");
    }

    @Test
    void environments_names_the_one_that_proves_what_another_may_run() throws IOException {
        Cli cli = new Cli(folder).file("db-manager.yaml", """
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db"}}}
                  staging: {databases: {shop: {url: "sqlite:staging.db"}}}
                  production: {proven-by: staging, databases: {shop: {url: "sqlite:production.db"}}}
                """);
        assertThat(cli.ok("environments").out()).contains("its migrations must have run in staging first");
        assertThat(cli.ok("environments", "--output", "json").out()).containsPattern("\"proven_by\": ?\"staging\"");
    }
}
