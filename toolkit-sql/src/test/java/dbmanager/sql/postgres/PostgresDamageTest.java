package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.StoreFailure;
import dbmanager.exchange.Content;
import dbmanager.file.FileTree;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a database are ruined as a disk ruins them, in a copy of which the server has nothing in memory. */
class PostgresDamageTest extends BackedUpShop {
    private static final int PAGE = 8192;

    private interface Disk {
        void ruin(Path file) throws IOException;
    }

    private static final String FOLDER = "regexp_replace(pg_relation_filepath('products'), '/[0-9]+$', '')";
    private static final String MAP = FOLDER + " || '/pg_filenode.map'";

    private String ruined;

    /** @param file as a query for its path */
    private PostgresBackend ruined(String file, Disk disk) {
        String path = shop.query("SELECT " + file).get(0);
        ruined = shop.server.copyFiles(shop.database);
        try {
            disk.ruin(shop.server.fileOf(ruined, path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return PostgresProject.open(shop.server.url(ruined), shop.migrations, shop.server.programs());
    }

    private static Disk page(int number) {
        return file -> {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                assertThat(open.length()).isGreaterThan((long) number * PAGE);
                open.seek((long) number * PAGE);
                open.write("ruined".repeat(PAGE / 6).getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    private static List<Finding> damage(PostgresBackend backend) {
        try (backend) {
            return backend.damage();
        }
    }

    @Test
    void a_page_is_read_though_an_index_knows_how_many_rows_there_are() {
        shop.execute(
                "INSERT INTO products SELECT i, repeat('wide ', 100), 1 FROM generate_series(10, 3000) AS i",
                "VACUUM ANALYZE products");
        assertThat(shop.query("EXPLAIN SELECT count(*) FROM products").toString())
                .contains("Index Only Scan");

        assertThat(damage(ruined("pg_relation_filepath('products')", page(3))))
                .singleElement()
                .asString()
                .contains("public.products", "invalid page");
    }

    @Test
    void a_value_that_lies_outside_of_its_row_is_read_too() {
        shop.execute(
                "ALTER TABLE products ALTER name SET STORAGE EXTERNAL",
                "INSERT INTO products VALUES (3, repeat('long ', 10000), 1)");

        assertThat(damage(ruined(
                        "pg_relation_filepath(reltoastrelid) FROM pg_class WHERE oid = 'products'::regclass", page(1))))
                .singleElement()
                .asString()
                .contains("public.products");
    }

    @Test
    void a_table_whose_file_is_gone_is_damaged() {
        assertThat(damage(ruined("pg_relation_filepath('products')", Files::delete)))
                .singleElement()
                .asString()
                .contains("public.products", "No such file");
    }

    @Test
    void what_amcheck_stumbles_over_is_told_of_the_table_and_beside_the_rest() {
        shop.server.executeAsSuperuser(
                shop.database, "CREATE EXTENSION amcheck", "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC");
        shop.execute("CREATE TABLE other AS SELECT i FROM generate_series(1, 3) AS i");
        String other = shop.server.pathOf(shop.database, "other");

        assertThat(damage(ruined("pg_relation_filepath('products')", file -> {
                    Files.delete(file);
                    Files.delete(shop.server.fileOf(ruined, other));
                })))
                .extracting(Finding::where)
                .containsExactlyInAnyOrder("public.products", "public.other");
    }

    @Test
    void a_table_without_columns_and_one_with_every_kind_of_value_are_sound() {
        shop.execute(
                "CREATE TABLE nothing ()",
                "CREATE TABLE \"Odd ones\" (\"a b\" text, j json, p point[], x xml, v tsvector, n numeric, r int4range,"
                        + " g text GENERATED ALWAYS AS (upper(\"a b\")) STORED)",
                "INSERT INTO \"Odd ones\" VALUES (repeat('x', 5000), '{}', '{\"(1,2)\"}', '<a/>', 'a b', 'NaN', '[1,2)')",
                "INSERT INTO \"Odd ones\" DEFAULT VALUES",
                "CREATE MATERIALIZED VIEW odd AS SELECT * FROM \"Odd ones\"");
        try (PostgresBackend backend = shop.open()) {
            assertThat(backend.check()).isEmpty();
        }
    }

    @Test
    void one_whose_id_cannot_be_read_has_none() {
        try (PostgresBackend backend = ruined("pg_relation_filepath('_dbm_meta')", page(0))) {
            assertThat(backend.identity().id()).isEmpty();
            assertThat(backend.presence()).isEqualTo(Presence.FILLED);
            assertThat(backend.damage()).singleElement().asString().contains("_dbm_meta");
        }
    }

    @Test
    void one_that_cannot_be_entered_is_set_aside_and_replaced() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined(MAP, Files::delete)) {
            assertThat(backend.presence()).isEqualTo(Presence.UNREADABLE);
            assertThat(backend.identity().id()).isEmpty();
            assertThat(backend.refusal(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE)))
                    .isEmpty();

            Loaded loaded = backend.load(
                    reader(backup),
                    Selection.all(),
                    LoadPolicy.of(LoadMode.REPLACE),
                    new NothingToKeep(),
                    Progress.silent());

            assertThat(loaded.records()).containsEntry("products", 2L);
            assertThat(loaded.keptAside())
                    .hasValueSatisfying(aside -> assertThat(aside).contains("_damaged_"));
            assertThat(backend.presence()).isEqualTo(Presence.FILLED);
            assertThat(backend.damage()).isEmpty();
        }
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    private static final Disk CUT = file -> Files.write(file, new byte[0]);
    private static final Disk ZEROED = file -> Files.write(file, new byte[(int) Files.size(file)]);

    private static String fileOf(String catalog) {
        return "pg_relation_filepath('" + catalog + "')";
    }

    @Test
    void one_that_has_lost_what_every_session_needs_is_there_and_unreadable() {
        String version = FOLDER + " || '/PG_VERSION'";
        Map<String, PostgresBackend> lost = new LinkedHashMap<>();
        lost.put("its folder", ruined(FOLDER, FileTree::delete));
        lost.put("the file with its version", ruined(version, Files::delete));
        lost.put("what that file holds", ruined(version, CUT));
        lost.put("its version", ruined(version, file -> Files.writeString(file, "9.6")));
        lost.put("what the map of its files holds", ruined(MAP, CUT));
        lost.put("what the map of its files says", ruined(MAP, ZEROED));
        lost.put("a catalog", ruined(fileOf("pg_class"), Files::delete));
        lost.put("what a catalog holds", ruined(fileOf("pg_class"), CUT));
        lost.put("what is known of relations", ruined(fileOf("pg_class"), ZEROED));
        lost.put("what is known of columns", ruined(fileOf("pg_attribute"), ZEROED));
        lost.put("what is known of indexes", ruined(fileOf("pg_index"), ZEROED));
        lost.put("what is known of types", ruined(fileOf("pg_type"), ZEROED));
        lost.put("what is known of functions", ruined(fileOf("pg_proc"), ZEROED));
        lost.put("an index of a catalog", ruined(fileOf("pg_class_oid_index"), ZEROED));

        lost.forEach((what, backend) -> {
            assertThat(backend.presence()).as(what).isEqualTo(Presence.UNREADABLE);
            backend.close();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PG_VERSION", "pg_proc"})
    void one_that_has_lost_what_most_questions_need_is_set_aside_and_replaced(String lost) {
        Backup backup = backup();
        boolean isCatalog = lost.startsWith("pg_");
        try (PostgresBackend backend = ruined(
                isCatalog ? fileOf(lost) : FOLDER + " || '/" + lost + "'", isCatalog ? page(0) : Files::delete)) {
            assertThat(backend.presence() == Presence.UNREADABLE
                            || !backend.damage().isEmpty())
                    .isTrue();

            assertThat(recover(backend, backup).keptAside())
                    .hasValueSatisfying(aside -> assertThat(aside).contains("_damaged_"));

            assertThat(backend.presence()).isEqualTo(Presence.FILLED);
            assertThat(backend.damage()).isEmpty();
        }
    }

    @Test
    void one_that_can_be_entered_is_not_set_aside_unless_that_is_asked_for() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined(fileOf("pg_class"), page(0))) {
            assertThatThrownBy(() -> backend.load(
                            reader(backup),
                            Selection.all(),
                            LoadPolicy.of(LoadMode.REPLACE),
                            Safety.none(),
                            Progress.silent()))
                    .isInstanceOfSatisfying(Problem.class, damaged -> {
                        assertThat(damaged.kind()).isEqualTo(Problem.Kind.NEGATIVE);
                        assertThat(damaged.next()).contains("db-manager recover");
                    });
            assertThat(recover(backend, backup).keptAside()).isPresent();
        }
    }

    @Test
    void what_only_a_superuser_may_set_stays_with_what_is_set_aside_and_is_named() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined("pg_relation_filepath('products')", Files::delete)) {
            shop.server.executeAsSuperuser(
                    "postgres", "ALTER DATABASE " + ruined + " SET log_min_duration_statement = '12345ms'");

            Loaded loaded = recover(backend, backup);

            assertThat(loaded.keptAside()).isPresent();
            assertThat(loaded.findings()).anyMatch(finding -> finding.what().contains("log_min_duration_statement"));
        }
    }

    @Test
    void who_may_not_create_databases_is_told_what_setting_aside_takes_and_nothing_is_lost() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined("pg_relation_filepath('products')", Files::delete)) {
            asOrdinaryUser(() -> {
                assertThatThrownBy(() -> recover(backend, backup))
                        .isInstanceOfSatisfying(
                                PostgresRestore.NotSetAside.class,
                                refused -> assertThat(refused.next())
                                        .contains("ALTER ROLE \"" + PostgresServer.OWNER + "\" CREATEDB"));
                assertThat(backend.damage()).hasSize(1);
            });
        }
    }

    @Test
    void who_may_create_databases_and_does_not_own_this_one_is_told_that() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined("pg_relation_filepath('products')", Files::delete)) {
            shop.server.executeAsSuperuser("postgres", "ALTER DATABASE " + ruined + " OWNER TO postgres");

            PostgresRestore.NotSetAside refused =
                    catchThrowableOfType(PostgresRestore.NotSetAside.class, () -> recover(backend, backup));

            assertThat(refused.next())
                    .contains("ALTER DATABASE \"" + ruined + "\" OWNER TO \"" + PostgresServer.OWNER + "\"")
                    .doesNotContain("CREATEDB")
                    .doesNotContain("GRANT"); // to make somebody a superuser for that
        }
    }

    @Test
    void who_does_not_own_one_of_an_ordinary_role_is_told_to_be_made_its_member() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined("pg_relation_filepath('products')", Files::delete)) {
            String keeper = "keeper_" + ruined;
            shop.server.executeAsSuperuser(
                    "postgres", "CREATE ROLE " + keeper, "ALTER DATABASE " + ruined + " OWNER TO " + keeper);

            PostgresRestore.NotSetAside refused =
                    catchThrowableOfType(PostgresRestore.NotSetAside.class, () -> recover(backend, backup));

            assertThat(refused.next()).contains("GRANT " + keeper + " TO \"" + PostgresServer.OWNER + "\"");
        }
    }

    @Test
    void who_cannot_enter_it_and_may_not_create_databases_is_told_the_same() {
        Backup backup = backup();
        try (PostgresBackend backend = ruined(MAP, Files::delete)) {
            asOrdinaryUser(() ->
                    assertThatThrownBy(() -> recover(backend, backup)).isInstanceOf(PostgresRestore.NotSetAside.class));
        }
    }

    @Test
    void a_safety_backup_that_fails_for_want_of_room_is_no_question_of_rights() {
        Backup backup = backup();
        StoreFailure full = StoreFailure.writing("shop.dump", new IOException("No space left on device"));
        asOrdinaryUser(() -> {
            try (PostgresBackend backend = shop.open()) {
                assertThatThrownBy(() -> backend.load(
                                reader(backup),
                                Selection.all(),
                                LoadPolicy.of(LoadMode.REPLACE),
                                new Recovering() {
                                    @Override
                                    public Runnable keep(Consumer<BackupWriter> content) {
                                        throw full;
                                    }
                                },
                                Progress.silent()))
                        .isSameAs(full);
            }
        });
    }

    @Test
    void a_temporary_database_that_its_disk_ruins_is_no_verdict_on_what_was_put_into_it() {
        try (PostgresBackend backend = ruined("pg_relation_filepath('products')", Files::delete)) {
            assertThat(backend.damage()).hasSize(1);
        }
        String temporary = TemporaryDatabase.PREFIX + ruined;
        shop.server.execute("postgres", "ALTER DATABASE " + ruined + " RENAME TO " + temporary);
        try (PostgresBackend scratch =
                PostgresProject.open(shop.server.url(temporary), shop.migrations, shop.server.programs())) {
            for (ThrowingCallable look :
                    List.<ThrowingCallable>of(scratch::damage, scratch::check, () -> countProducts(scratch))) {
                assertThatThrownBy(look)
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNEXPECTED))
                        .hasMessageContaining("is damaged")
                        .hasMessageContaining("base/");
            }
        } finally {
            shop.server.execute("postgres", "DROP DATABASE " + temporary);
        }
    }

    private static void countProducts(PostgresBackend backend) {
        try (Content content = backend.live()) {
            content.count(content.table("products").orElseThrow());
        }
    }

    private Loaded recover(PostgresBackend backend, Backup backup) {
        return backend.load(
                reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), new Recovering(), Progress.silent());
    }

    private void asOrdinaryUser(Runnable work) {
        shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " NOCREATEDB");
        try {
            work.run();
        } finally {
            shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " CREATEDB");
        }
    }

    /** What a recovery asks for: set aside or, where the engine cannot, a backup. */
    private class Recovering implements Safety {
        @Override
        public Runnable keep(Consumer<BackupWriter> content) {
            DatabaseIdentity nobody = new DatabaseIdentity("shop", "postgresql", "somewhere", Optional.empty());
            try (BackupWriter writer = catalog().begin(nobody, "test", "before restore", List.of())) {
                content.accept(writer);
                return writer::commit;
            }
        }

        @Override
        public boolean setsAside() {
            return true;
        }
    }

    /** Of what cannot be read nobody can take a backup. */
    private static final class NothingToKeep implements Safety {
        @Override
        public Runnable keep(Consumer<BackupWriter> content) {
            throw new AssertionError("it cannot be read");
        }
    }
}
