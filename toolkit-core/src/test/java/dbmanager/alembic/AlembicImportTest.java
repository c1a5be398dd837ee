package dbmanager.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.alembic.AlembicImport.Step;
import dbmanager.migration.Direction;
import dbmanager.migration.Target;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlembicImportTest {
    /** What Alembic 1.8 writes for PostgreSQL, for {@link #project}. */
    private static final String UP = """
            BEGIN;

            CREATE TABLE alembic_version (
                version_num VARCHAR(32) NOT NULL,\s
                CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
            );

            -- Running upgrade  -> aaa

            CREATE TABLE users (
                name VARCHAR(40) NOT NULL
            );

            INSERT INTO users VALUES ('
            -- Running upgrade aaa -> nobody
            ');

            INSERT INTO alembic_version (version_num) VALUES ('aaa') RETURNING alembic_version.version_num;

            -- Running upgrade aaa -> ccc

            CREATE TABLE orders (note TEXT DEFAULT '${none}');

            UPDATE alembic_version SET version_num='ccc' WHERE alembic_version.version_num = 'aaa';

            -- Running upgrade aaa -> bbb

            COMMIT;

            CREATE INDEX CONCURRENTLY ix ON users (name);

            BEGIN;

            INSERT INTO alembic_version (version_num) VALUES ('bbb') RETURNING alembic_version.version_num;

            -- Running upgrade bbb, ccc -> ddd

            DELETE FROM alembic_version WHERE alembic_version.version_num = 'bbb';

            UPDATE alembic_version SET version_num='ddd' WHERE alembic_version.version_num = 'ccc';

            COMMIT;

            """;

    private static final String DOWN = """
            BEGIN;

            -- Running downgrade ccc -> aaa

            DROP TABLE orders;

            UPDATE alembic_version SET version_num='aaa' WHERE alembic_version.version_num = 'ccc';

            -- Running downgrade aaa ->\s

            DROP TABLE users;

            DELETE FROM alembic_version WHERE alembic_version.version_num = 'aaa';

            DROP TABLE alembic_version;

            COMMIT;
            """;

    @TempDir
    Path folder;

    private void revision(String id, String parents, String created, String message) throws IOException {
        Files.createDirectories(folder.resolve("versions"));
        Files.writeString(folder.resolve("versions/" + id + "_x.py"), """
                # a comment of the template
                \"""%s

                Revision ID: %s
                Create Date: %s

                \"""
                from alembic import op

                revision: str = "%s"
                down_revision: Union[str, None] = %s
                depends_on = None
                """.formatted(message, id, created, id, parents));
    }

    /** One beginning, two branches, of which the later one was made first, and their end. */
    private Revisions project() throws IOException {
        revision("aaa", "None", "2026-01-05 10:11:12.123456", "create users");
        revision("bbb", "'aaa'", "2026-02-05 10:11:12.123456", "Index, for names");
        revision("ccc", "\"aaa\"", "2026-02-06 10:11:12", "orders");
        revision("ddd", "('bbb', \"ccc\")", "2026-02-07 10:11:12", "merge");
        return Revisions.read(folder);
    }

    private AlembicImport imported(String... has) throws IOException {
        Revisions revisions = project();
        return AlembicImport.of(
                revisions,
                AlembicScript.of(UP, Direction.UP, revisions),
                AlembicScript.of(DOWN, Direction.DOWN, revisions),
                List.of(has));
    }

    @Test
    void each_revision_that_does_something_becomes_a_migration_behind_those_that_it_follows() throws IOException {
        assertThat(imported().steps())
                .extracting(step -> step.version() + " " + step.name())
                .containsExactly(
                        "20260105101112 create_users", "20260205101112 index_for_names", "20260206101112 orders");
    }

    @Test
    void what_a_database_has_comes_first_so_that_it_is_at_a_version() throws IOException {
        AlembicImport plan = imported("ccc");

        assertThat(plan.steps())
                .extracting(step -> step.version() + " " + step.revision().id())
                .containsExactly("20260105101112 aaa", "20260206101112 ccc", "20260206101113 bbb");
        assertThat(plan.reached()).isEqualTo(new Target.At("20260206101112"));
        assertThat(imported("ddd").reached()).isEqualTo(new Target.At("20260206101112"));
        assertThat(imported().reached()).isEqualTo(new Target.Base());
    }

    @Test
    void nothing_of_alembic_itself_is_left_in_the_statements() throws IOException {
        List<Step> steps = imported().steps();

        assertThat(steps.get(0).up().sql()).isEqualTo("""
                CREATE TABLE users (
                    name VARCHAR(40) NOT NULL
                );

                INSERT INTO users VALUES ('
                -- Running upgrade aaa -> nobody
                ');""");
        assertThat(steps.get(1).up().sql()).isEqualTo("CREATE INDEX CONCURRENTLY ix ON users (name);");
        assertThat(steps.get(0).undo().orElseThrow().sql()).isEqualTo("DROP TABLE users;");
        assertThat(steps.get(1).undo()).isEmpty();
    }

    @Test
    void the_table_of_the_version_is_known_by_its_column() throws IOException {
        Revisions revisions = project();
        String text = UP.replaceAll("(INTO|UPDATE|FROM) alembic_version", "$1 \"app\".\"migrations\"");

        assertThat(AlembicScript.of(text, Direction.UP, revisions).versionTable())
                .contains("app.migrations");
        assertThat(AlembicScript.of(UP, Direction.UP, revisions).versionTable()).contains("alembic_version");
    }

    @Test
    void flyway_is_told_what_stays_text_and_what_runs_outside_a_transaction() throws IOException {
        Path migrations = folder.resolve("migrations");

        List<Path> files = imported().write(migrations);

        assertThat(files)
                .extracting(file -> migrations.relativize(file).toString().replace('\\', '/'))
                .containsExactly(
                        "V20260105101112__create_users.sql",
                        "undo/U20260105101112__create_users.sql",
                        "V20260205101112__index_for_names.sql",
                        "V20260205101112__index_for_names.sql.conf",
                        "V20260206101112__orders.sql",
                        "V20260206101112__orders.sql.conf",
                        "undo/U20260206101112__orders.sql");
        assertThat(files.get(3)).hasContent("executeInTransaction=false\n");
        assertThat(files.get(5)).hasContent("placeholderReplacement=false\n");
        assertThat(files.get(6)).hasContent("-- orders (Alembic revision ccc)\n\nDROP TABLE orders;\n");
    }

    @Test
    void all_files_are_written_or_none_and_none_is_overwritten() throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        Path mine = Files.writeString(migrations.resolve("V20260206101112__orders.sql"), "mine");
        AlembicImport plan = imported();

        assertThatThrownBy(() -> plan.write(migrations)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(mine).hasContent("mine");
        try (Stream<Path> files = Files.walk(migrations)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(mine);
        }
    }

    @Test
    void versions_rise_where_a_clock_was_behind_or_no_date_is_known() throws IOException {
        revision("aaa", "None", "2026-05-05 10:11:12", "first");
        revision("bbb", "'aaa'", "2026-01-05 10:11:12", "second");
        revision("ccc", "'bbb'", "Friday", "third");
        Revisions revisions = Revisions.read(folder.resolve("versions"));
        String up =
                "-- Running upgrade  -> aaa\nA;\n-- Running upgrade aaa -> bbb\nB;\n-- Running upgrade bbb -> ccc\nC;\n";

        AlembicImport plan = AlembicImport.of(
                revisions, AlembicScript.of(up, Direction.UP, revisions), AlembicScript.empty(), List.of());

        assertThat(plan.steps())
                .extracting(step -> step.version().toString())
                .containsExactly("20260505101112", "20260505101113", "20260505101114");
    }

    @Test
    void what_makes_no_line_is_named() throws IOException {
        assertThatThrownBy(() -> Revisions.read(folder)).hasMessageContaining("there is no revision in");

        revision("aaa", "'zzz'", "2026-01-05 10:11:12", "first");
        assertThatThrownBy(() -> Revisions.read(folder)).hasMessageContaining("revision aaa follows zzz");

        revision("zzz", "'aaa'", "2026-01-05 10:11:12", "second");
        assertThatThrownBy(() -> Revisions.read(folder).inOrder(Set.of())).hasMessageContaining("in a circle");

        Files.writeString(folder.resolve("versions/other.py"), "print(1)\n");
        assertThatThrownBy(() -> Revisions.read(folder)).hasMessageContaining("other.py has no line");

        Files.writeString(folder.resolve("versions/other.py"), "revision = 'aaa'\n");
        assertThatThrownBy(() -> Revisions.read(folder)).hasMessageContaining("two files");
    }

    @Test
    void a_script_that_lacks_a_revision_and_a_database_that_has_an_unknown_one_are_refused() throws IOException {
        Revisions revisions = project();
        AlembicScript part = AlembicScript.of("-- Running upgrade  -> aaa\nA;\n", Direction.UP, revisions);

        assertThatThrownBy(() -> AlembicImport.of(revisions, part, AlembicScript.empty(), List.of()))
                .isInstanceOf(NoAlembicProject.class)
                .hasMessageContaining("nothing on revision bbb");
        assertThatThrownBy(() -> imported("eee"))
                .isInstanceOf(NoAlembicProject.class)
                .hasMessageContaining("at revision eee");
    }

    @Test
    void a_revision_that_depends_on_another_branch_comes_behind_it() throws IOException {
        revision("aaa", "None", "2026-01-01 10:00:00", "first");
        revision("other", "None", "2026-03-01 10:00:00", "another beginning");
        Path file = folder.resolve("versions/aaa_x.py");
        Files.writeString(file, Files.readString(file).replace("depends_on = None", "depends_on = ('other',)"));

        assertThat(Revisions.read(folder).inOrder(Set.of()))
                .extracting(Revision::id)
                .containsExactly("other", "aaa");
        assertThat(Revisions.read(folder).upTo(List.of("aaa"))).containsExactlyInAnyOrder("aaa", "other");
    }
}
