package dbmanager.sql.postgres;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cases of the files both ways, with their rows, by the code of the commands: each third of them, another one for each of three {@code -Dcases.turn=N} that
 * follow one another, and all with {@code -Dcases.all=true}. With {@code -Dcases.table=true} it prints what became of each, and with
 * {@code -Dcases.only=TEXT} it runs only those with the text in their names.
 */
class PostgresSchemaCasesTest {
    private static final Map<String, String> TABLE = new TreeMap<>();
    private static final int TURN = Integer.getInteger("cases.turn", 0);
    private static final String ONLY = System.getProperty("cases.only", "");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> case_of_the_shared_file() throws IOException {
        return cases("pg.txt");
    }

    @TestFactory
    Stream<DynamicTest> hard_case_of_our_own() throws IOException {
        return cases("pg-hard.txt");
    }

    private Stream<DynamicTest> cases(String file) throws IOException {
        int step = Boolean.getBoolean("cases.all") || !ONLY.isEmpty() ? 1 : 3;
        List<SchemaCase> all = SchemaCase.read(file, SchemaCase.POSTGRESQL);
        return IntStream.iterate(Math.floorMod(TURN, step), i -> i < all.size(), i -> i + step)
                .mapToObj(all::get)
                .filter(each -> each.name().contains(ONLY))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> bothWays(each, List.of())));
    }

    @TestFactory
    Stream<DynamicTest> renamed_when_somebody_says_so() throws IOException {
        Map<String, String> said = Map.of("09_rename_col", "emp.email:mail", "09b_rename_table", "thing:things");
        return SchemaCase.read("pg.txt", SchemaCase.POSTGRESQL).stream()
                .filter(each -> said.containsKey(each.name()) && each.name().contains(ONLY))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    List<String> lost = bothWays(each, List.of(Rename.parse(said.get(each.name()))));
                    assertThat(lost).describedAs("no row is lost").isEmpty();
                }));
    }

    @AfterAll
    static void print() {
        if (Boolean.getBoolean("cases.table")) {
            TABLE.forEach((name, outcome) -> System.out.printf("%-42s %s%n", name, outcome));
            Map<String, Long> counts =
                    TABLE.values().stream().collect(Collectors.groupingBy(o -> o.split(",")[0], Collectors.counting()));
            System.out.println(TABLE.size() + " cases: " + counts);
        }
    }

    /** @return what the way up took away */
    private List<String> bothWays(SchemaCase each, List<Rename> renames) {
        TABLE.put(each.name(), "WRONG");
        PostgresProject project = new PostgresProject(folder.resolve(each.name() + renames.size()));
        project.with("V1__live.sql", each.live());
        project.migrate();
        each.inserts().forEach(project::execute);
        List<String> before = DumpedSchema.of(project.server, project.database);
        Map<String, List<String>> rowsBefore = rows(project);

        Drafted drafted = draft(project, each, renames);
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
        assertThat(DumpedSchema.of(project.server, project.database)).isEqualTo(wanted(project.server, each));
        List<String> lost = lost(rowsBefore, rows(project), renames);
        assertThat(lost.isEmpty() || drafted.draft().get().up().contains("-- DESTRUCTIVE"))
                .describedAs("what goes is named: %s", lost)
                .isTrue();

        project.rollback("-1");
        assertThat(DumpedSchema.of(project.server, project.database)).isEqualTo(before);
        assertThat(lost(rowsBefore, rows(project), List.of())).isSubsetOf(lost);
        TABLE.put(
                each.name(),
                "right, " + drafted.comparison().changes().size() + " changes"
                        + (lost.isEmpty() ? "" : ", named as destructive: " + lost));
        return lost;
    }

    private static List<String> wanted(PostgresServer server, SchemaCase each) {
        String database = server.newDatabase("wanted");
        DumpedSchema.define(server, database, each.wanted());
        List<String> dumped = DumpedSchema.of(server, database);
        server.execute("postgres", "DROP DATABASE " + database);
        return dumped;
    }

    private static Drafted draft(PostgresProject project, SchemaCase each, List<Rename> renames) {
        try (PostgresBackend backend = project.open()) {
            return new Autogeneration(backend, project.migrations, Base.LIVE, Progress.silent())
                    .draft(
                            "change",
                            new Model(each.wanted(), "schema.sql", true),
                            renames,
                            Instant.parse("2026-11-21T09:30:00Z"));
        }
    }

    /** By {@code table.column}, the values as texts. */
    private static Map<String, List<String>> rows(PostgresProject project) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        project.query("""
                        SELECT c.oid::regclass || '.' || quote_ident(a.attname), format('SELECT %I::text FROM ONLY %s WHERE %I IS NOT NULL', a.attname, c.oid::regclass, a.attname)
                          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                         WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' AND c.relname !~ '^(flyway|_dbm)'
                           AND a.attgenerated = ''""").forEach(row -> {
            String[] both = row.split("\\|", 2);
            values.put(both[0], project.query(both[1]));
        });
        return values;
    }

    /** Columns whose values are not all there any more; numbers count by their value. */
    private static List<String> lost(
            Map<String, List<String>> before, Map<String, List<String>> after, List<Rename> renames) {
        List<String> lost = new ArrayList<>();
        before.forEach((column, values) -> {
            List<String> left = new ArrayList<>(
                    values.stream().map(PostgresSchemaCasesTest::value).toList());
            after.getOrDefault(renamed(column, renames), List.of()).forEach(value -> left.remove(value(value)));
            if (!left.isEmpty()) {
                lost.add("lost " + column);
            }
        });
        return lost;
    }

    private static String value(String text) {
        return text.matches("-?\\d+\\.\\d+") ? text.replaceFirst("\\.?0+$", "") : text;
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
