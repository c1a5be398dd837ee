package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisuseTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "migrat                      | 2  | there is no command | did you mean \"migrate\"?",
                "''                          | 2  | no command was given | db-manager --help",
                "migrate --dryrun            | 2  | there is no option --dryrun | did you mean \"--dry-run\"?",
                "migrate --frobnicate        | 2  | there is no option --frobnicate | the options are --out-of-order",
                "migrate 1 2                 | 2  | \"2\" is one word too many | db-manager migrate --help",
                "migrate nonsense            | 2  | \"nonsense\" is not a target | give latest, base, a version",
                "migrate 99                  | 2  | no migration has version 99 | list-migrations",
                "migrate --dry-run --sql     | 2  | error: --dry-run, --sql are mutually exclusive | db-manager migrate --help",
                "migrate --wait soon         | 2  | --wait | db-manager migrate --help",
                "migrate @words              | 2  | \"@words\" is not a target | give latest",
                "rollback -3                 | 2  | not enough migrations | db-manager status",
                "rollback                    | 2  | not enough migrations | db-manager status",
                "status --output yaml        | 2  | yaml | db-manager status --help",
                "status --env stagin         | 10 | no environment \"stagin\" | one of dev, production",
                "status --db shp             | 10 | no database \"shp\" | did you mean \"shop\"?",
                "status --config none.yaml   | 10 | there is no file | --config another file",
                "status --url mysql://db/x   | 10 | it does not begin with sqlite: | write sqlite:data/shop.db",
                "status --migrations x       | 2  | go with --url | give --url",
                "status --url postgresql://127.0.0.1:1/shop | 17 | cannot be reached | check host and port",
                "run V9__none.sql            | 2  | is no migration of | create-migration",
                "stamp                       | 2  | TARGET | db-manager stamp --help",
                "create-migration            | 2  | the migration has no name | create-migration \"add prices\"",
                "create x --template y       | 2  | no template \"y\" | give --template one of",
                "restore latest              | 15 | no complete backup | db-manager backup",
                "restore 2026                | 15 | no backup 2026 | list-backups",
                "restore ./none.db           | 15 | no backup ./none.db | list-backups",
                "verify latest               | 15 | no complete backup | db-manager backup",
                "verify --all latest         | 2  | both --all and a backup | leave one of them out",
                "verify --level deep         | 2  | --level | db-manager verify --help",
                "show-backup                 | 15 | no complete backup | db-manager backup",
                "diff latest                 | 2  | B | db-manager diff --help",
                "clean --keep-days 0         | 2  | no rule says | --keep-days N",
                "clean --keep-days -1        | 2  | means nothing | positive number",
                "import none.csv             | 2  | there is no file | .csv",
                "import db-manager.yaml      | 2  | db-manager.yaml | ",
                "backup --file db-manager.yaml | 13 | exists already | choose another name"
            })
    void is_explained(String words, int exitCode, String happened, String next) throws IOException {
        Cli cli = Cli.shop(folder).file("words", "status");
        Cli.Result result = cli.run(words.isEmpty() ? new String[0] : words.split(" "));
        assertThat(result.err()).contains("error: ", happened, "  next:  ");
        assertThat(result.err()).contains("  state: ");
        assertThat(result.err().substring(result.err().indexOf("  next:  "))).contains(next == null ? "" : next);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "bogus",
        "migrate --bogus",
        "migrate nonsense",
        "status --env none",
        "restore latest",
        "status --db x",
        "export"
    })
    void is_one_json_document_too(String words) throws IOException {
        Cli.Result result = Cli.shop(folder).run((words + " --output json").split(" "));
        assertThat(result.json().get("exit_code").getAsInt())
                .isEqualTo(result.exitCode())
                .isNotZero();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void of_a_database_without_configuration_names_the_ways_out() {
        Cli.Result result = new Cli(folder).run("status");
        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(result.err()).contains("db-manager init", "--config", "--url");
    }

    @Test
    void of_two_databases_where_one_is_meant_names_them() throws IOException {
        Cli cli = new Cli(folder).file("db-manager.yaml", """
                environments: {dev: {databases: {a: {url: "sqlite:a.db"}, b: {url: "sqlite:b.db"}}}}
                """);
        Cli.Result result = cli.run("create-migration", "x");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("this is for one database", "add --db with one of a, b");
    }

    /** The demo would run, and a migration may be called anything. */
    private static boolean isHarmless(String command) {
        return !command.equals("demo") && !command.equals("create-migration");
    }

    @Test
    void never_shows_a_password() throws IOException {
        Cli cli = Cli.shop(folder).with("DATABASE_URL", "postgresql://ann:hunter2@db/shop");
        String url = "postgresql://ann:hunter2@db/shop";
        for (String name :
                CommandTable.names().stream().filter(MisuseTest::isHarmless).toList()) {
            for (String[] words : new String[][] {
                {name, url},
                {name, url, url},
                {name, "--url", url},
                {name, "--url", url, "x", "--verbose"},
                {name, "--url", url, "--output", "json"},
                {name, "--db", url},
                {name, "--env", url},
                {name, "--output", url},
                {name, "--" + url},
                {url, name}
            }) {
                assertThat(cli.run(words).all())
                        .describedAs(String.join(" ", words))
                        .doesNotContain("hunter2");
            }
        }
        assertThat(cli.read("database_operations.log")).doesNotContain("hunter2");
    }
}
