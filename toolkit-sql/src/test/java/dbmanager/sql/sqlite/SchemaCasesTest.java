package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import dbmanager.sql.schema.SchemaCase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each case of the files both ways, with its rows, by the commands that a user would run. With {@code -Dcases.table=true} it prints what became of each.
 */
class SchemaCasesTest {
    private static final Map<String, String> TABLE = new TreeMap<>();

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> case_of_the_shared_file() throws IOException {
        return SchemaCase.read("sqlite.txt", SchemaCase.SQLITE).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> bothWays(each, List.of())));
    }

    @TestFactory
    Stream<DynamicTest> nasty_case_of_our_own() throws IOException {
        return SchemaCase.read("sqlite-nasty.txt", SchemaCase.SQLITE).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> bothWays(each, List.of())));
    }

    @TestFactory
    Stream<DynamicTest> renamed_when_somebody_says_so() throws IOException {
        Map<String, String> said = Map.of("09_rename_col", "emp.email:mail", "09b_rename_table", "thing:things");
        return SchemaCase.read("sqlite.txt", SchemaCase.SQLITE).stream()
                .filter(each -> said.containsKey(each.name()))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    List<String> before = bothWays(each, List.of(Rename.parse(said.get(each.name()))));
                    assertThat(before).describedAs("no row is lost").noneMatch(row -> row.startsWith("lost"));
                }));
    }

    @AfterAll
    static void print() {
        if (Boolean.getBoolean("cases.table")) {
            TABLE.forEach((name, outcome) -> System.out.printf("%-34s %s%n", name, outcome));
            Map<String, Long> counts =
                    TABLE.values().stream().collect(Collectors.groupingBy(o -> o.split(",")[0], Collectors.counting()));
            System.out.println(TABLE.size() + " cases: " + counts);
        }
    }

    /** @return what the way up took away */
    private List<String> bothWays(SchemaCase each, List<Rename> renames) throws SQLException {
        TABLE.put(each.name(), "WRONG");
        Project project = new Project(folder.resolve(each.name() + renames.size()));
        project.with("V1__live.sql", each.live());
        project.migrate();
        each.inserts().forEach(project::execute);
        List<String> factsBefore = SchemaFacts.of(project.file);
        Map<String, List<String>> rowsBefore = rows(project);
        List<String> answerBefore = each.check().map(project::query).orElse(List.of());

        Model model = new Model(each.wanted(), "schema.sql", true);
        Drafted drafted = draft(project, model, renames);
        assertThat(drafted.proof().map(proof -> proof.outcome() + " " + proof.reason()))
                .describedAs("%s", drafted.draft())
                .isIn(Optional.empty(), Optional.of("PROVEN "));
        if (drafted.draft().isEmpty()) {
            assertThat(each.name()).contains("noop");
            TABLE.put(each.name(), "right, nothing to do");
            return List.of();
        }
        drafted.write(project.migrations);
        project.migrate();
        assertThat(SchemaFacts.of(project.file)).isEqualTo(SchemaFacts.of(each.wanted()));
        assertThat(each.check().map(project::query).orElse(List.of())).isEqualTo(answerBefore);
        assertThat(project.query("PRAGMA foreign_key_check")).isEmpty();
        assertThat(project.query("PRAGMA integrity_check")).containsExactly("ok");
        List<String> lost = lost(rowsBefore, rows(project), renames);
        assertThat(lost.isEmpty() || drafted.draft().get().up().contains("-- DESTRUCTIVE"))
                .describedAs("what goes is named: %s", lost)
                .isTrue();
        assertThat(draft(project, model, List.of()).draft()).isEmpty();

        project.rollback("-1");
        assertThat(SchemaFacts.of(project.file)).isEqualTo(factsBefore);
        assertThat(lost(rowsBefore, rows(project), List.of())).isSubsetOf(lost);
        assertThat(project.query("PRAGMA integrity_check")).containsExactly("ok");
        TABLE.put(
                each.name(),
                "right, " + drafted.comparison().changes().size() + " changes"
                        + (lost.isEmpty() ? "" : ", named as destructive: " + lost));
        return lost;
    }

    private static Drafted draft(Project project, Model model, List<Rename> renames) {
        try (SqliteBackend backend = project.open()) {
            return new Autogeneration(backend, project.migrations, Base.MIGRATIONS, Progress.silent())
                    .draft("change", model, renames, Instant.parse("2026-11-21T09:30:00Z"));
        }
    }

    /** By {@code table.column}, the values in the order of their rows. */
    private static Map<String, List<String>> rows(Project project) throws SQLException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + project.file)) {
            String columns =
                    "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'"
                            + " AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_dbm%' ESCAPE '\\' AND t.name NOT LIKE 'flyway%'"
                            + " AND t.name NOT GLOB '*_content' AND t.name NOT GLOB '*_config' AND t.name NOT GLOB '*_data' AND t.name NOT GLOB '*_idx' AND t.name NOT GLOB '*_docsize'";
            for (String row : SchemaFacts.query(connection, columns, "\u0001")) {
                String table = row.split("\u0001")[0];
                String column = row.split("\u0001")[1];
                String sql = "SELECT CAST(\"" + column.replace("\"", "\"\"") + "\" AS TEXT) FROM \""
                        + table.replace("\"", "\"\"") + "\" WHERE \"" + column.replace("\"", "\"\"")
                        + "\" IS NOT NULL ORDER BY 1";
                values.put((table + "." + column).toLowerCase(Locale.ROOT), SchemaFacts.query(connection, sql, ""));
            }
        }
        return values;
    }

    /** Columns whose values are not all there any more. */
    private static List<String> lost(
            Map<String, List<String>> before, Map<String, List<String>> after, List<Rename> renames) {
        List<String> lost = new ArrayList<>();
        before.forEach((column, values) -> {
            List<String> left = new ArrayList<>(values);
            List<String> now = after.getOrDefault(renamed(column, renames), List.of());
            now.forEach(left::remove);
            if (!left.isEmpty()) {
                lost.add("lost " + column);
            }
        });
        return lost;
    }

    private static String renamed(String column, List<Rename> renames) {
        for (Rename rename : renames) {
            String from = String.join(".", rename.from());
            if (rename.from().size() == 2 && column.equals(from)) {
                return rename.from().get(0) + "." + rename.to();
            }
            if (rename.from().size() == 1 && column.startsWith(from + ".")) {
                return rename.to() + column.substring(from.length());
            }
        }
        return column;
    }
}
