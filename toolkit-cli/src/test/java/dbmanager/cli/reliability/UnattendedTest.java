package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is there to be asked: a consent that is missing is a refusal that names its flag. */
final class UnattendedTest {
    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder);
        project.write("rows.csv", "id,name,price\n1,milk,90\n");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
    }

    @Test
    void what_takes_data_away_wants_yes() {
        project.unchanged("restore", "latest").fails(12, "consent", "--yes");
        project.unchanged("import", "rows.csv", "--table", "product", "--on-conflict", "replace")
                .fails(12, "--yes");
    }

    @Test
    void a_guarded_environment_wants_its_name_and_nothing_less() {
        project.with("SHOP_URL", "sqlite:data/shop.db");
        for (String[] command : List.of(
                new String[] {"migrate"},
                new String[] {"rollback"},
                new String[] {"stamp", "2"},
                new String[] {"run", "migrations/V2__more.sql"},
                new String[] {"restore", project.newestBackup()},
                new String[] {"import", "rows.csv", "--table", "product"})) {
            for (String environment : List.of("production", "dev")) {
                String[] typed = Commands.with(command, "--env", environment);
                project.unchanged(typed).fails(12, "--confirm production");
                project.unchanged(Commands.with(typed, "--yes")).fails(12, "--confirm production");
                project.unchanged(Commands.with(typed, "--confirm", "prod")).fails(12, "prod");
            }
        }
        project.run("migrate", "--env", "production", "--confirm", "production").works("2");
        assertThat(project.backups()).hasSize(2);
    }

    @Test
    void a_test_run_never_touches_production() {
        project.with("SHOP_URL", "sqlite:data/shop.db").with("TESTING", "true");
        for (String[] command : Commands.ALL) {
            project.unchanged(Commands.with(command, "--env", "production")).fails(12, "TESTING");
        }
        project.unchanged("migrate", "--env", "production", "--confirm", "production")
                .fails(12, "TESTING");
    }

    @Test
    void an_answer_for_programs_carries_the_same() {
        Answer answer = project.unchanged("restore", "latest", "--output", "json");
        assertThat(answer.code()).isEqualTo(12);
        assertThat(answer.out()).contains("\"exit_code\": 12", "\"next\":", "--yes");
    }

    @Test
    void a_clean_without_a_policy_is_refused() {
        project.write("db-manager.yaml", Project.CONFIGURATION.replace("retention: {last: 2}\n", ""));
        Answer answer = project.unchanged("clean");
        assertThat(answer.code()).as(answer.toString()).isIn(2, 10, 12);
        answer.fails(answer.code(), "retention");
        project.unchanged("clean", "--keep-days", "0").fails(2);
        project.unchanged("clean", "--keep-days", "-1").fails(2);
    }
}
