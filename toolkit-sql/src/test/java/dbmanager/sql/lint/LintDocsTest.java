package dbmanager.sql.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Lint.Rule;
import dbmanager.sql.script.FlywayScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/lint.md are the rules of the code. */
class LintDocsTest {
    private static final Path DOCS = Path.of("..", "docs", "lint.md");

    @Test
    void every_rule_is_documented_as_it_is_and_no_other() throws IOException {
        List<String> rules = Stream.concat(
                        ScriptLint.forPostgresql(FlywayScripts::forPostgresqlUnseen, s -> {}, LiveTables::unseen, true)
                                .rules()
                                .stream(),
                        ScriptLint.forSqlite(FlywayScripts::forSqlite, s -> {}, LiveTables::unseen).rules().stream())
                .map(LintDocsTest::row)
                .toList();
        List<String> documented = Files.readAllLines(DOCS).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(documented).containsExactlyElementsOf(rules);
    }

    @Test
    void a_rule_has_one_name() {
        for (List<Rule> rules : List.of(PostgresRules.ALL, SqliteRules.ALL)) {
            List<String> ids = new ArrayList<>(rules.stream().map(Rule::id).toList());
            assertThat(Set.copyOf(ids)).hasSameSizeAs(ids);
        }
    }

    private static String row(Rule rule) {
        return "| `" + rule.id() + "` | " + rule.severity().name().toLowerCase(Locale.ROOT) + " | " + rule.what()
                + " | " + rule.locks() + " | " + rule.instead() + " |";
    }
}
