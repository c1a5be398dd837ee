package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
