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
import dbmanager.backend.TargetInUse;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresRestoreTest {
    private static final String LEFTOVERS = "SELECT datname FROM pg_database WHERE datname LIKE 'dbm\\_tmp\\_%'";

    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void fill() {
        shop = new PostgresProject(home).withShop();
        shop.migrate();
        shop.execute("INSERT INTO products VALUES (1, 'Tea', 2.50), (2, 'Coffee', 3)");
    }

    @Test
    void a_backup_knows_its_rows_by_number_and_digest_as_of_one_moment() throws Exception {
        Backup backup = backup();
        Manifest manifest = backup.manifest().orElseThrow();

        Part dump = manifest.parts().get(0);
        assertThat(dump.name()).isEqualTo("shop.dump");
        assertThat(dump.contents()).isEqualTo(Map.of("products", 2L));
        assertThat(dump.digests().get("products")).matches("pg\\d+:[0-9a-f]{64}");
        assertThat(manifest.readTime()).isPresent();
        Part globals = manifest.parts().get(1);
        assertThat(globals.kind()).isEqualTo(Part.Kind.NOTES);
        String roles = new String(reader(backup).open(globals).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(roles)
                .contains("CREATE ROLE " + PostgresServer.OWNER)
                .doesNotContain("SCRAM")
                .doesNotContain(PostgresServer.PASSWORD);
    }

    @Test
    void a_dump_can_be_restored_by_hand() throws Exception {
        Backup backup = backup();
        Path dump = home.resolve("backups").resolve(backup.id().text()).resolve("shop.dump");
        String other = shop.server.newDatabase("by_hand");
        ProcessBuilder byHand = new ProcessBuilder(
                shop.server.programs().resolve("pg_restore").toString(),
                "--exit-on-error",
                "-d",
                other,
                dump.toString());
        byHand.environment().putAll(shop.server.variables(other));
        byHand.inheritIO();

        assertThat(byHand.start().waitFor()).isZero();
        try (Connection connection = shop.server.connect(other)) {
            assertThat(PostgresDatabase.texts(connection, "SELECT name FROM products ORDER BY id"))
                    .containsExactly("Tea", "Coffee");
        }
    }

    @Test
    void what_is_not_a_row_comes_back_too() {
        shop.execute(
                "CREATE SCHEMA billing",
                "CREATE TYPE billing.state AS ENUM ('open', 'paid')",
                "CREATE SEQUENCE billing.numbers START 1000",
                "CREATE TABLE billing.invoices (id int PRIMARY KEY DEFAULT nextval('billing.numbers'), state billing.state,"
                        + " product bigint REFERENCES products ON DELETE CASCADE)",
                "CREATE INDEX ON billing.invoices (state) WHERE state = 'open'",
                "INSERT INTO billing.invoices (state, product) VALUES ('open', 1), ('paid', 2)",
                "CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql AS $$ SELECT upper(t) $$",
                "COMMENT ON TABLE products IS 'what we sell'");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("DROP SCHEMA billing CASCADE", "DROP FUNCTION shout");

        Loaded loaded = load(backup, LoadMode.REPLACE);

        assertThat(loaded.records()).isEqualTo(Map.of("billing.invoices", 2L, "products", 2L));
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.query("SELECT nextval('billing.numbers')")).containsExactly("1002");
        assertThat(shop.query("SELECT obj_description('products'::regclass)")).containsExactly("what we sell");
    }

    private List<?> definitions() {
        try (PostgresBackend backend = shop.open();
                var live = backend.live()) {
            return live.definitions();
        }
    }

    @Test
    void a_database_keeps_its_owner_its_rights_and_its_settings() {
        shop.server.executeAsSuperuser(
                "postgres",
                "CREATE ROLE reader_" + shop.database,
                "REVOKE ALL ON DATABASE " + shop.database + " FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + shop.database + " TO reader_" + shop.database,
                "ALTER DATABASE " + shop.database + " SET work_mem = '5MB'",
                "ALTER DATABASE " + shop.database + " CONNECTION LIMIT 17");
        String properties =
                "SELECT datdba::regrole, datacl::text, datconnlimit, (SELECT setconfig::text FROM pg_db_role_setting"
                        + " WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = current_database()";
        List<String> before = shop.query(properties);
        Backup backup = backup();

        load(backup, LoadMode.REPLACE);

        assertThat(shop.query(properties)).isEqualTo(before);
        assertThat(before.get(0)).contains("5MB").contains("17").contains("reader_");
    }

    @Test
    void texts_are_compared_after_a_restore_as_they_were_before() {
        shop.server.executeAsSuperuser(
                "postgres",
                "ALTER DATABASE " + shop.database + " RENAME TO " + shop.database + "_c",
                "CREATE DATABASE " + shop.database + " OWNER " + PostgresServer.OWNER
                        + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ENCODING 'UTF8'");
        shop.migrate();
        shop.execute("INSERT INTO products VALUES (1, 'Zucker'), (2, 'Äpfel')");
        String locale = "SELECT datlocprovider, datcollate FROM pg_database WHERE datname = current_database()";
        List<String> before = shop.query(locale);

        load(backup(), LoadMode.REPLACE);

        assertThat(shop.query(locale)).isEqualTo(before);
        assertThat(before.get(0)).startsWith("i|");
        assertThat(shop.query("SELECT name FROM products ORDER BY name")).containsExactly("Äpfel", "Zucker");
    }

    @Test
    void a_database_with_another_search_path_than_the_users_comes_back_elsewhere_too() {
        shop.execute(
                "ALTER DATABASE " + shop.database + " SET search_path = app, public",
                "CREATE SCHEMA app",
                "CREATE TABLE app.products (id int PRIMARY KEY)",
                "INSERT INTO app.products VALUES (7)");
        Backup backup = backup();
        PostgresProject other = new PostgresProject(home.resolve("other"));

        try (PostgresBackend backend = other.open()) {
            Loaded loaded = backend.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), Progress.silent());

            assertThat(loaded.records()).isEqualTo(Map.of("products", 1L, "public.products", 2L));
        }
        assertThat(load(backup, LoadMode.REPLACE).records()).isEqualTo(Map.of("products", 1L, "public.products", 2L));
        assertThat(shop.query("SHOW search_path")).containsExactly("app, public");
    }

    @Test
    void a_database_that_others_are_in_is_not_replaced_and_they_are_named() throws SQLException {
        Backup backup = backup();
        try (Connection application = shop.server.connect(shop.database);
                Statement statement = application.createStatement()) {
            statement.execute("SET application_name = 'webshop'");

            TargetInUse refused = catchThrowableOfType(TargetInUse.class, () -> load(backup, LoadMode.REPLACE));

            assertThat(refused).hasMessageContaining("webshop").hasMessageContaining(PostgresServer.OWNER);
            assertThat(application.isValid(5)).isTrue();
        }
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    @Test
    void nobody_writes_between_the_safety_backup_and_the_new_database() throws SQLException {
        Backup backup = backup();
        List<SQLException> refused = new ArrayList<>();
        try (PostgresBackend backend = shop.open()) {
            Safety safety = content -> {
                refused.add(catchThrowableOfType(SQLException.class, () -> {
                    try (Connection late = shop.server.connect(shop.database);
                            Statement statement = late.createStatement()) {
                        statement.execute("SET lock_timeout = '200ms'");
                        statement.execute("INSERT INTO products VALUES (3, 'Cocoa', 4)");
                    }
                }));
                return () -> {};
            };

            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());
        }

        assertThat(refused.get(0).getSQLState()).isEqualTo("55P03");
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
    }

    @Test
    void a_session_that_comes_while_the_old_database_is_kept_does_not_stand_in_the_way() throws SQLException {
        Backup backup = backup();
        shop.execute("DELETE FROM products WHERE id = 1");
        List<Connection> late = new ArrayList<>();
        Safety safety = content -> {
            late.add(shop.server.connect(shop.database));
            return () -> {};
        };

        try (PostgresBackend backend = shop.open()) {
            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());
        }

        assertThat(late)
                .singleElement()
                .satisfies(session -> assertThat(session.isValid(5)).isFalse());
        late.get(0).close();
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
    }

    static Stream<Named<UnaryOperator<byte[]>>> damages() {
        return Stream.of(
                Named.of("a flipped bit in the header", bytes -> flipped(bytes, 8)),
                Named.of("a flipped bit in the middle", bytes -> flipped(bytes, bytes.length / 2)),
                Named.of("a flipped bit at the end", bytes -> flipped(bytes, bytes.length - 1)),
                Named.of("cut short by one", bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
                Named.of("cut in half", bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                Named.of("one byte too many", bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
                Named.of("empty", bytes -> new byte[0]),
                Named.of("another file", bytes -> "DROP TABLE products;\n".getBytes(StandardCharsets.UTF_8)),
                Named.of("gone", bytes -> null));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        bytes[at] ^= 1;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void a_damaged_dump_is_refused_before_any_program_reads_it(UnaryOperator<byte[]> damage) throws IOException {
        Backup backup = backup();
        Path file = home.resolve("backups").resolve(backup.id().text()).resolve("shop.dump");
        byte[] bytes = damage.apply(Files.readAllBytes(file));
        Files.delete(file);
        if (bytes != null) {
            Files.write(file, bytes);
        }
        Path programs = trap();

        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, programs)) {
            for (LoadMode mode : LoadMode.values()) {
                assertThatThrownBy(() -> backend.load(
                                reader(backup), Selection.all(), LoadPolicy.of(mode), Safety.none(), Progress.silent()))
                        .isInstanceOf(PartDamaged.class);
            }
            assertThat(backend.inspect(reader(backup))).isNotEmpty();
            assertThat(catchThrowableOfType(PartDamaged.class, () -> backend.open(reader(backup))))
                    .isNotNull();
        }
        assertThat(home.resolve("sprung")).doesNotExist();
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("2");
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    /** Programs that tell when they are started. */
    private Path trap() throws IOException {
        Path folder = Files.createDirectories(home.resolve("trap"));
        for (String name : List.of("pg_restore", "pg_dump", "psql")) {
            Path program = Files.writeString(
                    folder.resolve(name), "#!/bin/sh\ntouch " + home.resolve("sprung") + "\nexit 1\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }

    @Test
    void an_older_client_and_none_at_all_are_refused_with_what_to_install() throws IOException {
        Path folder = Files.createDirectories(home.resolve("old"));
        Path old = Files.writeString(folder.resolve("pg_dump"), "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));

        Problem tooOld = refusedBackup(folder);
        Problem none = refusedBackup(home.resolve("nowhere"));

        assertThat(tooOld.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(tooOld).hasMessageContaining("9.6");
        assertThat(tooOld.next()).contains("postgresql-client-");
        assertThat(none.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(none).hasMessageContaining("pg_dump");
        assertThat(catalog().list()).isEmpty();
    }

    private Problem refusedBackup(Path programs) {
        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, programs)) {
            return catchThrowableOfType(Problem.class, () -> backup(backend));
        }
    }

    @Test
    void a_program_that_hangs_is_killed_and_named() throws IOException {
        Path hanging =
                Files.writeString(home.resolve("pg_dump"), "#!/bin/sh\necho 'waiting for godot' >&2\nexec sleep 600\n");
        Files.setPosixFilePermissions(hanging, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Child child =
                Child.start(hanging, List.of(), Map.of(), Optional.empty(), Duration.ofMillis(300), () -> false)) {
            Child.Failed failed = catchThrowableOfType(Child.Failed.class, () -> child.await("in a test"));

            assertThat(failed).hasMessageContaining("pg_dump").hasMessageContaining("no sign of life");
        }
    }

    @Test
    void who_may_not_create_databases_restores_in_one_transaction() {
        shop.execute(
                "CREATE SCHEMA billing",
                "CREATE TYPE billing.state AS ENUM ('open', 'paid')",
                "CREATE TABLE billing.invoices (id serial PRIMARY KEY, state billing.state, product bigint REFERENCES products)",
                "INSERT INTO billing.invoices (state, product) VALUES ('open', 1)",
                "CREATE PROCEDURE pay() LANGUAGE plpgsql AS $$\nBEGIN\nUPDATE billing.invoices SET state = 'paid';\nCOMMIT;\nEND $$",
                "SELECT lo_from_bytea(4711, 'a large object')");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("DELETE FROM billing.invoices", "CREATE TABLE later (id int)", "DROP PROCEDURE pay");
        asOrdinaryUser(ordinary -> {
            List<String> kept = new ArrayList<>();
            Safety safety = content -> () -> kept.add("kept");

            Loaded loaded = ordinary.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());

            assertThat(loaded.records()).isEqualTo(Map.of("billing.invoices", 1L, "products", 2L));
            assertThat(kept).containsExactly("kept");
        });
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        assertThat(shop.query("SELECT nextval('billing.invoices_id_seq')")).containsExactly("2");
        assertThat(shop.query("SELECT convert_from(lo_get(4711), 'UTF8')")).containsExactly("a large object");
    }

    @Test
    void what_cannot_be_kept_leaves_the_database_of_an_ordinary_user_as_it_was() {
        Backup backup = backup();
        shop.execute("INSERT INTO products VALUES (3, 'Cocoa', 4)");
        Safety full = content -> () -> {
            throw new IllegalStateException("no room for the safety backup");
        };
        asOrdinaryUser(ordinary -> assertThatThrownBy(() -> ordinary.load(
                        reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), full, Progress.silent()))
                .hasMessageContaining("no room"));

        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("3");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    /** As the owner of the database, while that role may not create any. */
    private void asOrdinaryUser(Consumer<PostgresBackend> work) {
        shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " NOCREATEDB");
        try (PostgresBackend backend = shop.open()) {
            work.accept(backend);
        } finally {
            shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " CREATEDB");
        }
    }

    @Test
    void owners_and_rights_that_cannot_be_given_here_are_left_out_and_named() {
        String stranger = "stranger_" + shop.database;
        shop.server.executeAsSuperuser(
                shop.database,
                "CREATE ROLE " + stranger,
                "GRANT SELECT ON products TO " + stranger,
                "CREATE TABLE theirs (id int)",
                "ALTER TABLE theirs OWNER TO " + stranger,
                "GRANT ALL ON theirs TO " + PostgresServer.OWNER);
        Backup backup = backup();
        shop.server.executeAsSuperuser(shop.database, "DROP OWNED BY " + stranger, "DROP ROLE " + stranger);

        Loaded loaded = load(backup, LoadMode.REPLACE);

        assertThat(loaded.records()).containsEntry("products", 2L).containsEntry("theirs", 0L);
        assertThat(loaded.findings()).anyMatch(finding -> finding.what().contains("not on this server: " + stranger));
    }

    @Test
    void a_table_comes_back_with_those_that_refer_to_it_untouched() {
        shop.execute(
                "CREATE TABLE reviews (id int PRIMARY KEY, product bigint NOT NULL REFERENCES products ON DELETE CASCADE)",
                "INSERT INTO reviews VALUES (1, 1), (2, 2)",
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
                "CREATE TRIGGER stop BEFORE INSERT OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION stop()",
                "ALTER TABLE products ENABLE ALWAYS TRIGGER stop");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("UPDATE products SET name = 'Beer' WHERE id = 1");

        load(backup, LoadMode.REPLACE, "products");

        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
        assertThat(shop.query("SELECT count(*) FROM reviews")).containsExactly("2");
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.query("SELECT tgenabled FROM pg_trigger WHERE tgname = 'stop'"))
                .containsExactly("A");
    }

    @Test
    void a_table_whose_rows_others_need_is_not_replaced() {
        Backup backup = backup();
        shop.execute(
                "INSERT INTO products VALUES (3, 'Cocoa', 4)",
                "CREATE TABLE reviews (id int PRIMARY KEY, product bigint NOT NULL REFERENCES products ON DELETE CASCADE)",
                "INSERT INTO reviews VALUES (1, 3)");

        Problem refused = catchThrowableOfType(LoadRefused.class, () -> load(backup, LoadMode.REPLACE, "products"));

        assertThat(refused).hasMessageContaining("reviews");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("3");
        assertThat(shop.query("SELECT count(*) FROM reviews")).containsExactly("1");
    }

    @Test
    void rows_of_a_table_without_a_key_are_merged_as_often_as_they_are_in_the_backup() {
        shop.execute(
                "CREATE TABLE log (line text, doc json)",
                "INSERT INTO log VALUES ('a', '{}'), ('a', '{}'), ('b', NULL)");
        Backup backup = backup();
        shop.execute("DELETE FROM log", "INSERT INTO log VALUES ('a', '{}'), ('c', NULL)");

        load(backup, LoadMode.MERGE, "log");

        assertThat(shop.query("SELECT line FROM log ORDER BY 1")).containsExactly("a", "a", "b", "c");
    }

    @Test
    void other_columns_are_a_reason_to_refuse() {
        Backup backup = backup();
        shop.execute("ALTER TABLE products RENAME COLUMN name TO title");

        try (PostgresBackend backend = shop.open()) {
            Problem reason = backend.refusal(
                            reader(backup), Selection.of(List.of("products")), LoadPolicy.of(LoadMode.MERGE))
                    .orElseThrow();

            assertThat(reason)
                    .hasMessageContaining("name is only in the backup")
                    .hasMessageContaining("title is only in the database");
        }
        assertThat(catchThrowableOfType(LoadRefused.class, () -> load(backup, LoadMode.MERGE, "products")))
                .isNotNull();
    }

    @Test
    void what_a_killed_process_left_behind_is_dropped_by_the_next() {
        shop.server.execute("postgres", "CREATE DATABASE dbm_tmp_of_the_dead");
        shop.server.execute(
                "postgres", "COMMENT ON DATABASE dbm_tmp_of_the_dead IS '" + TemporaryDatabase.COMMENT + "'");
        shop.server.execute("postgres", "CREATE DATABASE dbm_tmp_of_somebody_else");

        try (PostgresBackend backend = shop.open();
                var scratch = backend.scratch()) {
            assertThat(scratch.presence()).isEqualTo(Presence.EMPTY);
            assertThat(shop.query(LEFTOVERS))
                    .contains("dbm_tmp_of_somebody_else")
                    .doesNotContain("dbm_tmp_of_the_dead")
                    .hasSize(2);
        } finally {
            shop.server.execute("postgres", "DROP DATABASE dbm_tmp_of_somebody_else");
        }
    }

    private Backup backup() {
        try (PostgresBackend backend = shop.open()) {
            return backup(backend);
        }
    }

    private Backup backup(PostgresBackend backend) {
        BackupCatalog catalog = catalog();
        try (BackupWriter writer = catalog.begin(backend.identity(), "test", "requested", List.of())) {
            backend.dump(Selection.all(), writer, Progress.silent());
            String id = writer.commit().id().text();
            return catalog.find(id, any -> true);
        }
    }

    private BackupCatalog catalog() {
        return new BackupCatalog(new LocalStore(home.resolve("backups")), Clock.systemUTC(), "test");
    }

    private BackupReader reader(Backup backup) {
        return catalog().open(backup);
    }

    private Loaded load(Backup backup, LoadMode mode, String... tables) {
        try (PostgresBackend backend = shop.open()) {
            return backend.load(
                    reader(backup),
                    Selection.of(List.of(tables)),
                    LoadPolicy.of(mode),
                    Safety.none(),
                    Progress.silent());
        }
    }
}
