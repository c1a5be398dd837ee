package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaDesign;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was drafted, in the hands of others. */
class DraftedScriptTest {
    private static final String LIVE = """
            CREATE TABLE dept (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE emp (id INTEGER PRIMARY KEY, dept INTEGER REFERENCES dept (id) ON DELETE CASCADE);
            CREATE VIEW names AS SELECT name FROM dept;
            CREATE TRIGGER shout AFTER INSERT ON dept BEGIN UPDATE dept SET name = upper(name) WHERE id = new.id; END;
            """;
    private static final String WANTED = LIVE.replace("name TEXT", "name TEXT NOT NULL DEFAULT ''");

    @TempDir
    Path folder;

    private Project project;

    @BeforeEach
    void prepare() {
        project = new Project(folder).with("V1__live.sql", LIVE);
        project.migrate();
        project.execute("INSERT INTO dept VALUES (1, 'eng'), (2, NULL)");
        project.execute("INSERT INTO emp VALUES (1, 1), (2, 2)");
    }

    private Drafted draft(Model model) {
        try (SqliteBackend backend = project.open()) {
            return new Autogeneration(backend, project.migrations, Base.MIGRATIONS, Progress.silent())
                    .draft("shape", model, List.of(), Instant.EPOCH);
        }
    }

    private static Model model(String ddl) {
        return new Model(ddl, "schema.sql", true);
    }

    @Test
    void stock_flyway_runs_it() {
        draft(model(WANTED)).write(project.migrations);

        project.flyway().migrate();

        assertThat(project.query("SELECT count(*) FROM emp")).containsExactly("2");
        try (SqliteBackend backend = project.open()) {
            SchemaDesign design = backend.feature(SchemaDesign.class).orElseThrow();
            assertThat(design.compare(model(WANTED), List.of()).isEmpty()).isTrue();
        }
    }

    @Test
    void where_foreign_keys_are_enforced_it_ends_before_anything_happens() throws SQLException {
        String up = draft(model(WANTED)).draft().orElseThrow().up();

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + project.file + "?foreign_keys=true");
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate(up)).hasMessageContaining("foreign_keys_are_off");
        }
        assertThat(project.query("SELECT count(*) FROM emp")).containsExactly("2");
        assertThat(project.query("SELECT count(*) FROM dept")).containsExactly("2");
    }

    @Test
    void a_model_of_tables_alone_leaves_views_and_triggers_as_they_are() throws SQLException {
        Model entities = new Model("""
                CREATE TABLE dept (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
                CREATE TABLE emp (id INTEGER PRIMARY KEY, dept INTEGER REFERENCES dept (id) ON DELETE CASCADE);
                """, "entities", false);

        Drafted drafted = draft(entities);

        assertThat(drafted.isProven()).isTrue();
        assertThat(drafted.comparison().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.object()).isEqualTo("dept.name"));
        drafted.write(project.migrations);
        project.migrate();
        assertThat(SchemaFacts.of(project.file)).isEqualTo(SchemaFacts.of(WANTED));
    }

    @Test
    void a_model_of_tables_alone_leaves_indexes_that_it_may_have_no_words_for_as_long_as_their_columns_are_there() {
        project.execute(
                "CREATE UNIQUE INDEX partly ON emp (dept) WHERE id > 100",
                "CREATE INDEX computed ON dept (lower(id))",
                "CREATE INDEX common ON emp (dept)");
        String dept = "CREATE TABLE dept (id INTEGER PRIMARY KEY, name TEXT);";

        assertThat(indexes(new Model(
                        dept + "CREATE TABLE emp (id INTEGER PRIMARY KEY, dept INTEGER);", "entities", false)))
                .containsExactly("- common");
        assertThat(indexes(new Model(dept + "CREATE TABLE emp (id INTEGER PRIMARY KEY);", "entities", false)))
                .containsExactly("- common", "- partly");
    }

    private List<String> indexes(Model model) {
        try (SqliteBackend shop = project.open()) {
            return shop.feature(SchemaDesign.class).orElseThrow().compare(model, List.of()).changes().stream()
                    .filter(change -> change.kind().equals("index"))
                    .map(change -> (change.deed() == SchemaChange.Deed.DROP ? "- " : "+ ") + change.object())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void values_that_do_not_survive_a_type_are_in_the_way() {
        project.execute("UPDATE dept SET name = '007' WHERE id = 1");

        Drafted drafted = draft(model(LIVE.replace("name TEXT", "name INTEGER")));

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(SchemaDesign.Outcome.ROWS_IN_THE_WAY);
        assertThat(drafted.draft().orElseThrow().up())
                .startsWith("-- NOT PROVEN: dept: 1 of 2 rows have values that are others in their new type\n");
    }

    @Test
    void a_reference_that_the_rows_do_not_keep_is_in_the_way() {
        project.with("V2__loose.sql", "CREATE TABLE loose (dept INTEGER);");
        project.migrate();
        project.execute("INSERT INTO loose VALUES (1), (77)");

        Drafted drafted = draft(model(LIVE + "CREATE TABLE loose (dept INTEGER REFERENCES dept (id));"));

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(SchemaDesign.Outcome.ROWS_IN_THE_WAY);
        assertThat(drafted.proof().orElseThrow().reason()).contains("it leaves rows without a parent (loose → dept");
        assertThat(project.query("SELECT count(*) FROM loose")).containsExactly("2");
    }
}
