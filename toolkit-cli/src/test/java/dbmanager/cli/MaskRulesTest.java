package dbmanager.cli;

import static dbmanager.cli.MaskedShop.MASKS;
import static dbmanager.cli.MaskedShop.PERSONAL;
import static dbmanager.cli.MaskedShop.bytes;
import static dbmanager.cli.MaskedShop.shop;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of a masked copy that are missing, are about nothing, or cannot be followed. */
class MaskRulesTest {
    @TempDir
    Path folder;

    @Test
    void rows_of_production_without_rules_are_refused_and_rules_of_the_command_line_count() throws IOException {
        Cli cli = shop(folder, "");

        Cli.Result refused = cli.run("setup-test", "--from", "production");

        assertThat(refused.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(refused.err()).contains("no mask rules are configured for shop", "mask:");
        assertThat(folder.resolve("test")).doesNotExist();
        Cli.Result made = cli.ok("setup-test", "--from", "production", "--mask", "*.*=hash", "--mask", "*.id=keep");
        assertThat(made.out()).contains("*.*: hash");
        assertThat(bytes(folder.resolve("test"))).doesNotContain(PERSONAL);
    }

    @Test
    void a_rule_about_nothing_is_refused_before_anything_is_taken_away() throws IOException {
        Cli cli = shop(folder, MASKS.replace("users.phone", "users.fone"));
        cli.ok("migrate", "--env", "test");
        String before = bytes(folder.resolve("test"));

        Cli.Result refused = cli.run("setup-test", "--from", "production", "--yes");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("users.fone: digits", "did you mean \"users.phone\"");
        assertThat(bytes(folder.resolve("test"))).isEqualTo(before);
    }

    @Test
    void a_rule_that_the_database_does_not_bear_is_named_and_no_row_is_in() throws IOException {
        Cli cli = shop(folder, MASKS.replace("users.email: email", "users.email: remove"));

        Cli.Result refused = cli.run("setup-test", "--from", "production");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err()).contains("users.email", "NOT NULL", "no row of the backup");
        assertThat(bytes(folder.resolve("test"))).doesNotContain(PERSONAL);
        cli.ok("migrate", "--env", "test");
    }

    @Test
    void what_was_there_is_named_also_when_no_row_comes_in() throws IOException {
        Cli cli = shop(folder, MASKS.replace("users.email: email", "users.email: remove"));
        cli.ok("migrate", "--env", "test");

        Cli.Result refused = cli.run("setup-test", "--from", "production", "--yes");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err()).containsPattern("no row of the backup; what was there is backup 20[0-9TZ]+-shop");
    }

    @Test
    void what_looks_personal_and_has_no_rule_is_named() throws IOException {
        Cli cli = shop(folder, MASKS.replace(", \"orders.note\": remove", ""));

        JsonObject answer = cli.ask("setup-test", "--from", "production");

        assertThat(answer.getAsJsonArray("personal_without_rule").toString()).isEqualTo("[\"orders.note\"]");
        assertThat(answer.getAsJsonObject("rows").get("users").getAsInt()).isEqualTo(3);
    }

    @Test
    void a_word_that_is_no_rule_is_a_mistake_and_in_quotes_a_text() throws IOException {
        Cli cli = shop(folder, MASKS);
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("users.phone: digits", "users.phone: digit"));
        Cli.Result refused = cli.run("setup-test", "--from", "production");
        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("\"digit\" for users.phone is no mask", "did you mean \"digits\"");

        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("users.phone: digit", "users.phone: \"0800\""));
        cli.ok("setup-test", "--from", "production");
        assertThat(cli.ok("export", "users", "--env", "test", "--format", "csv").out())
                .contains(",0800,");
    }
}
