package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dbmanager.migration.MigrationFolder.MisnamedScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationFolderTest {
    @TempDir
    Path folder;

    @Test
    void a_folder_that_is_not_there_ships_nothing() {
        assertThat(new MigrationFolder(folder.resolve("none"), Set.of("sql"))
                        .read()
                        .isEmpty())
                .isTrue();
        assertThat(read().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "V1__create.sql, 1 (create)",
        "V001__create_shop.sql, 001 (create shop)",
        "V2.1__prices.sql, 2.1 (prices)",
        "V2_1__prices.sql, 2.1 (prices)",
        "V20261121093000__add_prices.sql, 20261121093000 (add prices)",
        "V1__a__b.sql, 1 (a  b)",
        "V1.sql, 1",
        "V1__v1.2.sql, 1 (v1.2)",
        "V1__größe_des_lagers_東京.sql, 1 (größe des lagers 東京)",
        "R__stock_view.sql, R (stock view)",
        "R__2.sql, R (2)"
    })
    void a_name_says_version_and_description(String name, String migration) throws IOException {
        write(name);
        assertThat(read().stream()).singleElement().hasToString(migration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1__a.sql", "V1_a.sql", "V__a.sql", "V1.__a.sql", "V.1__a.sql", "V1-a.sql", "Va__b.sql", "V1a__b.sql",
                        "1__a.sql",
                "U1__a.sql", "B1__a.sql", "R1__a.sql", "R__.sql", "R____.sql", "R.sql", "notes.sql", "V1__a.SQL",
                        "V1__a.Sql",
                "undo/1__a.sql", "undo/V1__a.sql", "undo/R__a.sql", "verify/V1__a.sql", "verify/U1__a.sql"
            })
    void a_name_that_fits_no_rule_is_refused(String name) throws IOException {
        write("V1__a.sql");
        if (!name.equalsIgnoreCase("V1__a.sql")) {
            write(name);
        } else {
            Files.delete(folder.resolve("V1__a.sql"));
            write(name);
        }
        assertThatThrownBy(this::read)
                .isInstanceOf(MisnamedScript.class)
                .hasMessageContaining(Path.of(name).getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                ".V1__a.sql",
                ".gitkeep",
                "V1__a.sql.conf",
                "V1__a.sql~",
                "V1__a.bak",
                "sql",
                "migrations.lock",
                ".archive/V1__a.sql",
                "archive/README.md",
                "undo/README.md",
                "V1__a.yaml"
            })
    void other_files_are_not_looked_at(String name) throws IOException {
        write(name);
        assertThat(read().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive/V1__a.sql", "undo/old/U1__a.sql", "2026/11/V1__a.sql", "archive/anything.sql"})
    void a_script_in_a_sub_folder_is_refused(String name) throws IOException {
        write(name);
        assertThatThrownBy(this::read).isInstanceOf(MigrationFolder.StrayScript.class);
    }

    @Test
    void of_two_migrations_with_one_version_each_keeps_the_companion_of_its_name() throws IOException {
        write("V5__a.sql");
        write("V5__b.sql");
        write("undo/U5__b.sql");
        assertThat(new MigrationFolder(folder, Set.of("sql")).readLeniently(script -> false))
                .extracting(Migration::description, Migration::reversible)
                .containsExactly(tuple("a", false), tuple("b", true));
    }

    @Test
    void a_folder_named_like_a_script_is_not_one() throws IOException {
        Files.createDirectory(folder.resolve("V1__a.sql"));
        assertThat(read().isEmpty()).isTrue();
    }

    @Test
    void migrations_come_by_number_then_repeatable_ones_by_name() throws IOException {
        write("V10__c.sql", "V9__b.sql", "V1.1__a.sql", "R__z.sql", "R__b.sql");
        assertThat(read().stream())
                .extracting(Migration::toString)
                .containsExactly("1.1 (a)", "9 (b)", "10 (c)", "R (b)", "R (z)");
        assertThat(read().latest()).contains(Version.parse("10"));
    }

    @Test
    void undo_and_verify_find_their_migration_by_version_whatever_their_name() throws IOException {
        write("V1__create.sql", "undo/U1.0__drop.sql", "verify/01__rows.sql", "V2__more.sql");
        Migration first = read().stream().findFirst().orElseThrow();
        assertThat(first.scripts())
                .extracting(Script::path)
                .containsExactly("V1__create.sql", "undo/U1.0__drop.sql", "verify/01__rows.sql");
        assertThat(first.undo().orElseThrow().name()).isEqualTo("U1.0__drop.sql");
        assertThat(read().stream()).extracting(Migration::reversible).containsExactly(true, false);
    }

    @Test
    void a_repeatable_one_can_have_a_verify_script() throws IOException {
        write("R__view.sql", "verify/R__view.sql");
        assertThat(read().stream()).singleElement().satisfies(view -> {
            assertThat(view.verify()).isPresent();
            assertThat(view.reversible()).isFalse();
        });
    }

    @Test
    void a_script_can_say_itself_how_it_is_taken_back() throws IOException {
        write("V1__a.sql", "V2__b.sql");
        Migrations migrations = new MigrationFolder(folder, Set.of("sql"))
                .read(script -> script.name().equals("V2__b.sql"));
        assertThat(migrations.stream()).extracting(Migration::reversible).containsExactly(false, true);
    }

    @ParameterizedTest
    @CsvSource({
        "V1__a.sql, V1__b.sql",
        "V1__a.sql, V1.0__a.sql",
        "V1__a.sql, V01__b.sql",
        "V2_1__a.sql, V2.1__b.sql",
        "V1__a.sql, V1__a.yaml"
    })
    void two_files_of_one_version_are_refused(String one, String other) throws IOException {
        write(one, other);
        MigrationFolder both = new MigrationFolder(folder, Set.of("sql", "yaml"));
        assertThatThrownBy(both::read)
                .isInstanceOf(DuplicateMigration.class)
                .hasMessageContaining(one)
                .hasMessageContaining(other);
        assertThat(both.readLeniently(script -> false)).hasSize(2);
    }

    @Test
    void two_repeatable_ones_of_one_name_are_refused() throws IOException {
        write("R__stock_view.sql", "R__stock view.sql");
        assertThatThrownBy(this::read).isInstanceOf(DuplicateMigration.class);
    }

    @Test
    void one_name_under_two_versions_is_fine() throws IOException {
        write("V1__fix.sql", "V2__fix.sql", "R__fix.sql");
        assertThat(read().stream()).hasSize(3);
    }

    @Test
    void two_undo_scripts_of_one_version_are_refused() throws IOException {
        write("V1__a.sql", "undo/U1__a.sql", "undo/U1.0__a.sql");
        assertThatThrownBy(this::read).isInstanceOf(DuplicateMigration.class).hasMessageContaining("U1.0__a.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"undo/U2__b.sql", "verify/2__b.sql", "verify/R__b.sql"})
    void a_companion_without_its_migration_is_an_orphan_and_stops_a_renumbering(String orphan) throws IOException {
        write("V1__a.sql", "undo/U1__a.sql", orphan);
        assertThat(read().orphans()).extracting(o -> o.script().path()).containsExactly(orphan);
        assertThat(read().stream()).hasSize(1);
        assertThatThrownBy(() -> new MigrationFolder(folder, Set.of("sql")).readLeniently(script -> false))
                .isInstanceOfSatisfying(
                        OrphanScript.class, e -> assertThat(e.next()).startsWith("put the migration back"))
                .hasMessageContaining(Path.of(orphan).getFileName().toString());
    }

    @Test
    void a_new_migration_gets_no_version_that_an_orphan_has() throws IOException {
        write("V1__a.sql", "undo/U7__b.sql");
        assertThat(read().latest()).contains(Version.parse("7"));
    }

    @Test
    void a_file_in_place_of_the_folder_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new MigrationFolder(file, Set.of("sql")).read())
                .isInstanceOf(UnreadableFolder.class);
    }

    @Test
    void a_file_in_place_of_the_undo_folder_is_refused() throws IOException {
        write("V1__a.sql", "undo");
        assertThatThrownBy(this::read).isInstanceOf(UnreadableFolder.class).hasMessageContaining("undo");
    }

    @Test
    void a_link_to_nowhere_is_refused() throws IOException {
        Files.createSymbolicLink(folder.resolve("V1__a.sql"), folder.resolve("gone.sql"));
        assertThatThrownBy(this::read).isInstanceOf(UnreadableFolder.class).hasMessageContaining("V1__a.sql");
    }

    @Test
    void what_cannot_be_looked_at_is_no_folder_without_scripts() throws IOException {
        write("V1__a.sql");
        Path round = Files.createSymbolicLink(folder.resolve("undo"), folder.resolve("undo"));
        Path unmounted = Files.createSymbolicLink(folder.resolve("unmounted"), folder.resolve("nowhere"));

        assertThatThrownBy(this::read).isInstanceOf(UnreadableFolder.class).hasMessageContaining("undo");
        for (Path link : List.of(round, unmounted)) {
            assertThatThrownBy(() -> new MigrationFolder(link, Set.of("sql")).read())
                    .isInstanceOf(UnreadableFolder.class)
                    .hasMessageContaining(link.toString());
        }
    }

    @Test
    void a_link_to_the_folder_hides_no_script_in_a_sub_folder() throws IOException {
        write("real/V1__a.sql", "real/archive/V2__b.sql");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

        assertThatThrownBy(() -> new MigrationFolder(link, Set.of("sql")).read())
                .isInstanceOf(MigrationFolder.StrayScript.class)
                .hasMessageContaining(link.resolve("archive/V2__b.sql").toString());
    }

    @Test
    void a_script_gives_its_text_and_checksum() throws IOException {
        Files.writeString(folder.resolve("V1__a.sql"), "SELECT 'ü';\n");
        Script script = read().stream().findFirst().orElseThrow().script();
        assertThat(script.text()).isEqualTo("SELECT 'ü';\n");
        assertThat(script)
                .isEqualTo(new Script(
                        "V1__a.sql",
                        folder.resolve("V1__a.sql"),
                        Story.script("x", "SELECT 'ü';\n").checksum()));
    }

    private Migrations read() {
        return new MigrationFolder(folder, Set.of("sql")).read();
    }

    private void write(String... names) throws IOException {
        for (String name : List.of(names)) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "-- " + name);
        }
    }
}
