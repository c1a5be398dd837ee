package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
    @TempDir
    Path folder;

    @Test
    void init_makes_a_project_that_works_and_overwrites_nothing() throws IOException {
        Cli cli = new Cli(folder);
        assertThat(cli.ok("init").out()).contains("created", "db-manager.yaml", "ready: sqlite:", "data/app.db");
        cli.ok("create-migration", "first");
        cli.ok("migrate");
        String mine = cli.read("db-manager.yaml").replace("last: 7", "last: 8");
        cli.file("db-manager.yaml", mine);
        assertThat(cli.ok("init").out()).doesNotContain("created");
        assertThat(cli.read("db-manager.yaml")).isEqualTo(mine);
    }

    @Test
    void init_with_a_url_or_a_variable_writes_no_configuration() {
        new Cli(folder).ok("init", "--url", "sqlite:one.db");
        new Cli(folder).with("DATABASE_URL", "sqlite:two.db").ok("init");
        assertThat(folder.resolve("one.db")).exists();
        assertThat(folder.resolve("two.db")).exists();
        assertThat(folder.resolve("db-manager.yaml")).doesNotExist();
    }

    @Test
    void environments_lists_also_those_that_need_variables_of_another_machine() throws IOException {
        Cli cli = new Cli(folder);
        cli.ok("init");
        assertThat(cli.ok("environments").out()).contains("dev (chosen)", "production", "DATABASE_URL is not set");
        assertThat(cli.with("DATABASE_URL", "postgresql://ann:hunter2@db/shop")
                        .ok("environments")
                        .out())
                .contains("environment production is guarded", "postgresql://ann")
                .doesNotContain("hunter2");
    }

    @Test
    void doctor_finds_what_is_missing_and_what_is_well() throws IOException {
        Cli cli = Cli.shop(folder);
        Cli.Result sick = cli.run("doctor");
        assertThat(sick.exitCode()).isEqualTo(3);
        assertThat(sick.out()).contains("java          17.0.99 (test)", "does not exist", "db-manager init");
        cli.ok("migrate");
        assertThat(cli.ok("ping").out()).contains("all is well", "2 migrations");
    }
}
