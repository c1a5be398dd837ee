package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a failed Firestore migration to the green one: each message names the next command, and that command works. */
class FailedRunTest {
    private static final Pattern COMMAND = Pattern.compile("`db-manager ([^`]+)`");

    @TempDir
    Path folder;

    private Cli cli;

    /** The same migration in both languages: it fails at the second document. */
    enum Language {
        YAML("V2__more.yaml", """
                steps:
                  - addField: {collection: products, field: seen, value: true}
                  - transform: {collection: products, set: {n: "doc.n + 1"}}
                """, """
                steps:
                  - addField: {collection: products, field: seen, value: true}
                  - transform: {collection: products, where: has(doc.n), set: {n: "doc.n + 1"}}
                """),
        JAVA(
                "V2__more.java",
                java("(Long) p.get(\"n\") + 1"),
                java("p.get(\"n\") == null ? 0 : (Long) p.get(\"n\") + 1"));

        private final String file;
        private final String bad;
        private final String good;

        Language(String file, String bad, String good) {
            this.file = file;
            this.bad = bad;
            this.good = good;
        }

        private static String java(String value) {
            return """
                    import dbmanager.firestore.session.*;

                    public class More implements FirestoreMigration {
                        @Override
                        public void migrate(FirestoreSession db) {
                            db.each("products", p -> Edit.update("seen", true));
                            db.each("products", p -> Edit.update("n", %s));
                        }
                    }
                    """.formatted(value);
        }
    }

    private void failOnce(Language language) throws IOException {
        cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          dev:
                            databases:
                              catalog: {url: "firestore://demo-shop", emulator: embedded, migrations: migrations}
                        """)
                .file("migrations/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: a, fields: {n: 1}}
                          - createCollection: {collection: products, document: b, fields: {m: 1}}
                        """)
                .file("migrations/" + language.file, language.bad);
        cli.ok("migrate", "1");
        Result failed = cli.run("migrate");
        assertThat(failed.exitCode()).describedAs(failed.all()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(commands(failed)).containsExactly("migrate", "rollback", "migrate");
    }

    /** Those of its next step, in order. */
    private static List<String> commands(Result result) {
        String next = result.err().substring(result.err().indexOf("  next:"));
        return COMMAND.matcher(next)
                .results()
                .map(MatchResult::group)
                .map(text -> text.substring("`db-manager ".length(), text.length() - 1))
                .toList();
    }

    private void isGreen(String before) {
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("2");
        assertThat(cli.ok("export", "products", "--format", "json").out()).contains("\"seen\":true", "\"n\":2");
        cli.ok("rollback");
        assertThat(products()).isEqualTo(before);
    }

    private String products() {
        return cli.ok("export", "products", "--format", "csv", "--to", "-").out();
    }

    @ParameterizedTest
    @EnumSource
    void taken_back_first_and_then_corrected(Language language) throws IOException {
        failOnce(language);
        cli.ok("rollback");
        String before = products();
        assertThat(before).doesNotContain("seen");
        cli.file("migrations/" + language.file, language.good);
        cli.ok("migrate");
        isGreen(before);
    }

    @ParameterizedTest
    @EnumSource
    void corrected_first_and_then_repaired(Language language) throws IOException {
        failOnce(language);
        cli.file("migrations/" + language.file, language.good);
        for (String command : List.of("migrate", "rollback")) {
            Result refused = cli.run(command);
            assertThat(refused.exitCode()).isEqualTo(Kind.CONFLICT.exitCode());
            assertThat(commands(refused)).containsExactly("repair", "migrate", "migrate");
        }
        cli.ok("repair");
        String before = products();
        assertThat(before).doesNotContain("seen");
        cli.ok("migrate");
        isGreen(before);
    }

    @ParameterizedTest
    @EnumSource
    void the_data_are_corrected_and_the_run_goes_on(Language language) throws IOException {
        failOnce(language);
        cli.file("b.json", "{\"products\": [{\"id\": \"b\", \"n\": 7, \"seen\": true}]}");
        cli.ok("import", "b.json", "--on-conflict", "replace", "--yes");
        cli.ok("migrate");
        assertThat(cli.ask("status").get("current").getAsString()).isEqualTo("2");
        assertThat(products()).contains("a,2,true", "b,8,true");
    }
}
