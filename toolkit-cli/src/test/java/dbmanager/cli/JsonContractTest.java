package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names in JSON answers are a contract: added, never renamed. */
class JsonContractTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dbmanager/cli/json-names.txt");

    /** In this order, each on what the ones before left; behind {@code #} the exit code, where it is not 0. */
    private static final String STORY = """
            init
            environments
            create-migration late --template empty
            create-migration --list-templates
            migrate --dry-run
            migrate 2
            status
            list-migrations
            heads
            current
            history
            validate
            run V3__tags.sql
            rollback -1
            stamp 3
            repair --dry-run
            repair
            merge --dry-run
            import more.csv --table products
            backup
            backup-all
            list-backups
            show-backup
            verify
            diff latest live
            import less.csv --table products --on-conflict replace --yes
            diff latest live # 3
            diff latest live --table none # 2
            restore latest --dry-run
            restore latest --yes
            clean
            test-recovery
            recovery-plan
            recover
            backup --file plain.db
            key new
            key new --file keys/backups.key
            key rotate --file keys/backups.key
            key show-id
            decrypt backups/none/shop.db.enc --out decrypted.db # 15
            export --to rows.json
            vacuum
            analyze
            integrity-check
            check-data
            doctor
            completion
            migrate --sql
            migrate nonsense # 2
            reset-dev --yes
            setup-test --env dev --yes
            import more.csv --table products
            backup
            rehearse --last 4 # 3
            autogenerate phones --model schema.sql --dry-run
            check --model schema.sql # 3
            check --live
            lint --all --url sqlite:risky.db --migrations risky # 3
            schedule --config nightly.yaml
            schedule --config nightly.yaml --for kubernetes
            status --config nightly.yaml
            import-alembic old --up up.sql --url sqlite:taken.db --migrations taken
            promote --from dev --to production --dry-run
            promote --from dev --to production --confirm production
            promote --back 20 --confirm production
            wait
            reset-dev --yes
            sync casdoor
            migrate --env production --confirm production
            backup --env production
            setup-test --env dev --from production --mask products.name=hash --yes
            """;

    @TempDir
    Path folder;

    @Test
    void every_command_answers_with_one_document_whose_names_stay() throws IOException {
        try (CasdoorServer casdoor = new CasdoorServer().user("u1", "ada", "ada@shop.example")) {
            answers(casdoor);
        }
    }

    private void answers(CasdoorServer casdoor) throws IOException {
        Cli cli = Cli.shop(folder)
                .with("CASDOOR_ENDPOINT", casdoor.url())
                .with("CASDOOR_CLIENT_SECRET", CasdoorServer.SECRET)
                .file(
                        "migrations/shop/V3__tags.sql",
                        "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT, active BOOLEAN);")
                .file("migrations/shop/undo/U3__tags.sql", "DROP TABLE tags;")
                .file(
                        "risky/V1__drops.sql",
                        "-- lint: ignore drop-column old\nALTER TABLE tags DROP COLUMN a;\nDROP TABLE tags;")
                .file(
                        "nightly.yaml",
                        "environments: {dev: {schedule: {backup: daily}, databases: {shop: {url: 'sqlite:data/shop.db'}}}}")
                .file("schema.sql", "CREATE TABLE labels (id INTEGER PRIMARY KEY);")
                .file("more.csv", "id,name\n3,milk\n")
                .file("less.csv", "id,name\n3,water\n4,wine\n")
                .file("old/aaa.py", "revision = 'aaa'\ndown_revision = None\n")
                .file("up.sql", "-- Running upgrade  -> aaa\nCREATE TABLE t (id INTEGER);\n");
        cli.file(
                "db-manager.yaml",
                """
                casdoor:
                  endpoint: "${CASDOOR_ENDPOINT}"
                  client-id: shop-client
                  client-secret: "${CASDOOR_CLIENT_SECRET}"
                  organization: shop
                """
                        + cli.read("db-manager.yaml")
                                .replaceFirst(
                                        "migrations: migrations/shop",
                                        "$0, casdoor: {users: {into: tags, key: name, fields: {name: name}, active: active}}"));
        Map<String, TreeSet<String>> names = new TreeMap<>();
        for (String line : STORY.lines().toList()) {
            String words = line.replaceAll(" #.*", "");
            int expected = line.equals(words) ? 0 : Integer.parseInt(line.replaceAll(".*# ", ""));
            Cli.Result result = cli.run((words + " --output json").split(" "));
            assertThat(result.exitCode()).describedAs("%s: %s", line, result).isEqualTo(expected);
            JsonObject json = JsonParser.parseString(result.out()).getAsJsonObject();
            assertThat(json.get("exit_code").getAsInt()).describedAs(words).isEqualTo(result.exitCode());
            String command = json.get("command").getAsString();
            collect(json, "", names.computeIfAbsent(command, any -> new TreeSet<>()));
        }
        assertThat(names.keySet())
                .containsAll(CommandTable.names().stream()
                        .filter(name -> !name.equals("demo") && !name.equals("emulator")) // EmulatorCommandTest
                        .toList());
        List<String> lines = new ArrayList<>();
        names.forEach((command, paths) -> paths.forEach(path -> lines.add(command + " " + path)));
        if (Boolean.getBoolean("golden.write")) {
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).containsAll(Files.readAllLines(GOLDEN));
    }

    /** Objects whose names are data, such as tables, are not looked into. */
    private static void collect(JsonElement element, String path, Set<String> names) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(item -> collect(item, path + "[]", names));
        } else if (element.isJsonObject()
                && !path.matches(
                        ".*\\.(contents|records|rows|tables|key|backup_records|target_records)|backup_files|failures")) {
            element.getAsJsonObject().entrySet().forEach(entry -> {
                String deeper = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                names.add(deeper);
                collect(entry.getValue(), deeper, names);
            });
        }
    }
}
