package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.BadModel;
import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaChange.Risk;
import dbmanager.backend.SchemaDesign;
import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written for a model on PostgreSQL, and what is said of it. */
class PostgresDraftTest {
    private static final String EMP = "CREATE TABLE emp (id int PRIMARY KEY, name text NOT NULL, mail varchar(40));\n";

    @TempDir
    Path folder;

    private PostgresProject project;

    @BeforeEach
    void makeProject() {
        project = new PostgresProject(folder).with("V1__emp.sql", EMP);
        project.migrate();
        project.execute("INSERT INTO emp VALUES (1, 'ann', 'ann@example.org'), (2, 'bob', NULL)");
    }

    private static Model model(String ddl) {
        return new Model(ddl, "schema.sql", true);
    }

    private Drafted draft(Base base, String ddl, String... renames) {
        try (PostgresBackend backend = project.open()) {
            return new Autogeneration(backend, project.migrations, base, Progress.silent())
                    .draft(
                            "change",
                            model(ddl),
                            List.of(renames).stream().map(Rename::parse).toList(),
                            Instant.EPOCH);
        }
    }

    private Comparison compare(String ddl) {
        try (PostgresBackend backend = project.open()) {
            return backend.feature(SchemaDesign.class).orElseThrow().compare(model(ddl), List.of());
        }
    }

    @Test
    void what_the_database_says_of_itself_is_a_model_without_a_difference() {
        try (PostgresBackend backend = project.open()) {
            SchemaDesign design = backend.feature(SchemaDesign.class).orElseThrow();
            assertThat(design.compare(design.current(), List.of()).changes()).isEmpty();
        }
    }

    @Test
    void a_comparison_is_never_one_of_yesterday() {
        try (PostgresBackend backend = project.open()) {
            SchemaDesign design = backend.feature(SchemaDesign.class).orElseThrow();
            assertThat(design.compare(model(EMP), List.of()).isEmpty()).isTrue();
            project.execute("CREATE TABLE by_hand (id int)");
            assertThat(design.compare(model(EMP), List.of()).changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.object()).isEqualTo("by_hand"));
        }
    }

    @Test
    void a_model_may_hold_what_cannot_be_in_one_transaction() {
        Comparison comparison = compare(EMP + """
                CREATE TYPE mood AS ENUM ('ok');
                ALTER TYPE mood ADD VALUE 'sad';
                CREATE TABLE days (m mood DEFAULT 'sad');
                CREATE INDEX CONCURRENTLY days_m ON days (m);
                """);
        assertThat(comparison.changes())
                .extracting(SchemaChange::object)
                .containsExactlyInAnyOrder("mood", "days", "days_m");
    }

    @Test
    void of_a_large_model_the_first_statement_that_fails_is_named_by_its_line() {
        StringBuilder ddl = new StringBuilder(EMP);
        for (int i = 0; i < 120; i++) {
            ddl.append("CREATE TABLE t").append(i).append(" (id int);\n");
        }
        ddl.append("CREATE TABLE wrong (id nothing);\nINSERT INTO emp VALUES (1);\n");
        assertThatThrownBy(() -> compare(ddl.toString()))
                .isInstanceOf(BadModel.class)
                .hasMessageContaining("line 122: type \"nothing\" does not exist");
    }

    @Test
    void what_is_dropped_is_marked_with_the_rows_that_it_had() {
        Drafted drafted = draft(Base.MIGRATIONS, EMP.replace(", mail varchar(40)", ", post text"));

        assertThat(drafted.isProven()).isTrue();
        assertThat(drafted.draft().orElseThrow().up())
                .contains(
                        "-- DESTRUCTIVE: column emp.mail loses 1 row of values\nALTER TABLE public.emp\n\tDROP COLUMN mail;")
                .doesNotContain("search_path", "DEPCY");
        assertThat(drafted.draft().orElseThrow().undo().orElseThrow())
                .contains("-- DESTRUCTIVE: takes away what came into emp.post since");
    }

    @Test
    void a_rename_is_suggested_only_where_one_thing_went_and_its_like_came() {
        assertThat(draft(Base.LIVE, EMP.replace("mail ", "email ")).comparison().suggested())
                .containsExactly(Rename.parse("emp.mail:email"));
        assertThat(draft(Base.LIVE, EMP.replace("mail varchar(40)", "email text"))
                        .comparison()
                        .suggested())
                .isEmpty();
    }

    @Test
    void a_rename_takes_the_names_of_its_key_along_and_is_said_once_in_the_model() {
        String staff = """
                -- renamed_from: emp
                CREATE TABLE Staff (
                    id int PRIMARY KEY,
                    name text NOT NULL,
                    email varchar(40) -- renamed_from: mail
                );
                """;
        Drafted drafted = draft(Base.MIGRATIONS, staff);
        assertThat(drafted.isProven()).describedAs("%s", drafted.proof()).isTrue();
        assertThat(drafted.draft().orElseThrow().up())
                .contains(
                        "RENAME COLUMN \"mail\" TO \"email\"", "RENAME TO \"staff\"", "RENAME CONSTRAINT \"emp_pkey\"")
                .doesNotContain("DROP", "ADD ");
        drafted.write(project.migrations);
        project.migrate();
        assertThat(project.query("SELECT email FROM staff ORDER BY id")).containsExactly("ann@example.org", "null");
        assertThat(draft(Base.MIGRATIONS, staff).draft()).isEmpty();
    }

    @Test
    void rows_in_the_way_are_told_from_scripts_that_are_wrong() {
        Drafted drafted = draft(Base.LIVE, EMP.replace("varchar(40)", "varchar(40) NOT NULL"));
        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(Outcome.ROWS_IN_THE_WAY);
        assertThat(drafted.draft().orElseThrow().up())
                .startsWith("-- NOT PROVEN: ")
                .contains("-- NEEDS BACKFILL: 1 row without a value for emp.mail");

        Drafted shorter = draft(Base.LIVE, EMP.replace("varchar(40)", "varchar(5)"));
        assertThat(shorter.proof().orElseThrow().outcome())
                .describedAs("texts are not cut off")
                .isEqualTo(Outcome.ROWS_IN_THE_WAY);
        assertThat(shorter.comparison().changes().get(0).risk()).isEqualTo(Risk.DESTRUCTIVE);
    }

    @Test
    void what_fails_without_rows_too_is_not_hidden_behind_the_rows() {
        project.execute("ALTER TABLE emp ADD made timestamptz");
        Drafted drafted = draft(Base.LIVE, EMP.replace("mail ", "made int, badge int NOT NULL, mail "));

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(drafted.proof().orElseThrow().reason())
                .containsSubsequence(
                        "even without rows: ",
                        "cannot cast type timestamp with time zone to integer",
                        "; and with them: ",
                        "contains null values");
    }

    @Test
    void a_number_that_would_be_rounded_is_not_proven() {
        project.execute("ALTER TABLE emp ADD pay numeric(8,2)", "UPDATE emp SET pay = 1.25");
        Drafted drafted = draft(Base.LIVE, EMP.replace("mail ", "pay int, mail "));

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(Outcome.ROWS_IN_THE_WAY);
        assertThat(drafted.draft().orElseThrow().up()).contains("-- DESTRUCTIVE: column emp.pay: 2 rows");
    }

    @Test
    void what_cannot_be_taken_back_is_not_proven() {
        Drafted drafted = draft(Base.LIVE, EMP + "ALTER TABLE emp ALTER name SET STORAGE EXTERNAL;");

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(drafted.proof().orElseThrow().reason())
                .contains("the undo does not bring back", "emp.name", "storage");
    }

    @ParameterizedTest(name = "with rows: {0}")
    @ValueSource(booleans = {true, false})
    void what_the_server_writes_in_two_ways_is_no_difference_and_comes_and_goes(boolean rows) {
        String bill = "CREATE TABLE bill (id int PRIMARY KEY, st varchar(8) CHECK (st IN ('NEW', 'PAID')));\n";
        project.with("V2__bill.sql", bill).migrate();
        if (!rows) {
            project.execute("TRUNCATE emp");
        }
        Drafted beside = draft(Base.MIGRATIONS, EMP + bill + "CREATE TABLE more (id int);");
        Drafted comes = draft(Base.MIGRATIONS, EMP + bill + bill.replace("bill", "receipt"));
        Drafted goes = draft(Base.MIGRATIONS, EMP);

        assertThat(beside.draft().orElseThrow().up()).doesNotContain("bill", "flyway", "_dbm_");
        assertThat(List.of(beside, comes, goes))
                .allSatisfy(drafted -> assertThat(drafted.isProven())
                        .describedAs("%s", drafted)
                        .isTrue());
        assertThat(beside.proof().orElseThrow().rows()).isEqualTo(rows ? 2 : 0);
    }

    @Test
    void where_no_row_has_to_be_kept_a_wrong_undo_is_found_all_the_same() {
        project.execute("TRUNCATE emp");
        Drafted drafted = draft(Base.MIGRATIONS, EMP + "ALTER TABLE emp ALTER name SET STORAGE EXTERNAL;");

        assertThat(drafted.proof().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(drafted.proof().orElseThrow().reason())
                .contains("the undo does not bring back", "emp.name", "storage");
    }

    @Test
    void what_the_migrations_did_not_make_and_nobody_compares_counts_in_a_proof() {
        project.with(
                        "V2__plus.sql",
                        "CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';")
                .migrate();
        project.execute("TRUNCATE emp", "CREATE AGGREGATE total (int) (SFUNC = plus, STYPE = int, INITCOND = '0')");
        Drafted drafted = draft(Base.MIGRATIONS, EMP);

        assertThat(drafted.proof().orElseThrow().reason())
                .contains("cannot drop function plus(integer,integer) because other objects depend on it");
    }

    @Test
    void numbers_go_on_where_they_were_when_a_sequence_becomes_an_identity() {
        project.execute(
                "CREATE TABLE s (id serial PRIMARY KEY, v text)",
                "INSERT INTO s (v) VALUES ('a'), ('b'), ('c')",
                "DELETE FROM s");
        Drafted drafted =
                draft(Base.LIVE, EMP + "CREATE TABLE s (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, v text);");
        assertThat(drafted.isProven()).describedAs("%s", drafted.proof()).isTrue();
        drafted.write(project.migrations);
        project.migrate();
        assertThat(project.query("INSERT INTO s (v) VALUES ('d') RETURNING id")).containsExactly("4");
        project.rollback("-1");
        assertThat(project.query("INSERT INTO s (v) VALUES ('e') RETURNING id")).containsExactly("5");
    }

    @Test
    void an_identity_that_comes_to_a_column_begins_behind_its_highest_number() {
        Drafted drafted =
                draft(Base.LIVE, EMP.replace("id int PRIMARY KEY", "id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY"));
        drafted.write(project.migrations);
        project.migrate();
        assertThat(project.query("INSERT INTO emp (name) VALUES ('cyd') RETURNING id"))
                .containsExactly("3");
    }

    @Test
    void a_view_that_is_made_anew_keeps_who_may_read_it() {
        project.execute("CREATE VIEW mails AS SELECT id, mail FROM emp", "GRANT SELECT ON mails TO PUBLIC");
        Drafted drafted =
                draft(Base.LIVE, EMP.replace("varchar(40)", "text") + "CREATE VIEW mails AS SELECT id, mail FROM emp;");
        assertThat(drafted.isProven()).isTrue();
        drafted.write(project.migrations);
        project.migrate();
        assertThat(project.query("SELECT relacl FROM pg_class WHERE relname = 'mails'")
                        .get(0))
                .contains("=r/");
    }

    @Test
    void what_is_there_and_not_compared_is_listed_by_name() {
        String sum = "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');";
        project.execute(sum);

        assertThat(compare(EMP).notCompared()).contains("rows", "rights (GRANT)", "aggregates (total(integer))");
        assertThat(compare(EMP + "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';")
                        .notCompared())
                .contains("aggregates (total(integer))");
    }

    @Test
    void what_pg_dump_writes_is_a_model() {
        String dump = """
                \\restrict abc
                SET statement_timeout = 0;
                SELECT pg_catalog.set_config('search_path', '', false);
                CREATE TABLE public.emp (
                    id integer NOT NULL,
                    name text NOT NULL,
                    mail character varying(40)
                );
                ALTER TABLE public.emp OWNER TO nobody_here;
                ALTER TABLE ONLY public.emp
                    ADD CONSTRAINT emp_pkey PRIMARY KEY (id);
                GRANT SELECT ON public.emp TO nobody_here;
                \\unrestrict abc
                """;
        assertThat(compare(dump).changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABEL x (id int); | schema.sql, line 2: syntax error at or near \"TABEL\" | correct the model",
                "CREATE TABLE y (id nothing); | schema.sql, line 2: type \"nothing\" does not exist | correct the model",
                "INSERT INTO emp VALUES (1, 'a'); | schema.sql, line 2: INSERT INTO … defines nothing | a migration",
                "CREATE ROLE x; | schema.sql, line 2: CREATE ROLE … is about the server | take it out",
                "DROP DATABASE postgres; | schema.sql, line 2: DROP DATABASE … is about the server | take it out",
                "DO LANGUAGE plpgsql $$BEGIN END$$; | schema.sql, line 2: DO LANGUAGE … defines nothing | CREATE statements only",
                "CREATE TEMP TABLE x (id int); | schema.sql, line 2: CREATE TEMP … defines nothing that stays | CREATE",
                "CREATE EXTENSION no_such; | schema.sql, line 2: extension \"no_such\" is not available | install the extension",
                "CREATE VIEW v AS SELECT $$a; | schema.sql, line 2: the quoted text that begins here has no end | add $$",
            })
    void a_model_that_PostgreSQL_does_not_take_is_refused_by_line(String line, String happened, String next) {
        assertThatThrownBy(() -> compare(EMP + line))
                .isInstanceOf(BadModel.class)
                .hasMessageContaining(happened)
                .satisfies(e -> assertThat(((BadModel) e).next()).contains(next));
    }

    @Test
    void nothing_temporary_is_left_on_the_server() {
        draft(Base.MIGRATIONS, EMP + "CREATE TABLE more (id int);");
        assertThatThrownBy(() -> draft(Base.MIGRATIONS, "CREATE nothing")).isInstanceOf(BadModel.class);

        assertThat(project.query("SELECT datname FROM pg_database WHERE datname LIKE 'dbm\\_tmp\\_%'"))
                .isEmpty();
    }
}
