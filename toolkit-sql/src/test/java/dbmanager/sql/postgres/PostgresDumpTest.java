package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backup.Backup;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PostgresDumpTest extends BackedUpShop {
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
    void digests_are_those_of_the_rows_whatever_a_dump_makes_of_them() throws Exception {
        shop.execute(
                "CREATE SCHEMA \"Odd \"\"names\"",
                "CREATE TABLE \"Odd \"\"names\".\"Ä (b) FROM stdin;\" (\"a,b\" text)",
                "INSERT INTO \"Odd \"\"names\".\"Ä (b) FROM stdin;\" SELECT s || i FROM generate_series(1, 3000) i,"
                        + " unnest(ARRAY['', E'\\\\.', E'\\\\', E'a\\nb', E'\\t', 'ü', E'\\\\.\\n', E'\\n\\\\.\\n']) s",
                "CREATE TABLE nothing ()",
                "INSERT INTO nothing DEFAULT VALUES",
                "CREATE TABLE empty (id int)",
                "CREATE TABLE parent (id int, doubled int GENERATED ALWAYS AS (id * 2) STORED, bytes bytea)",
                "CREATE TABLE child (more text) INHERITS (parent)",
                "INSERT INTO parent (id, bytes) VALUES (1, '\\x00ff'), (NULL, NULL)",
                "INSERT INTO child (id, more) VALUES (2, 'x')",
                "CREATE TABLE sales (at timestamptz, amount float8) PARTITION BY RANGE (at)",
                "CREATE TABLE sales_old (amount float8, at timestamptz)",
                "ALTER TABLE sales ATTACH PARTITION sales_old FOR VALUES FROM (MINVALUE) TO ('2026-01-01')",
                "CREATE TABLE sales_new PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)",
                "INSERT INTO sales VALUES ('2025-06-01 12:00+02', 0.1), ('2026-06-01 12:00+02', 'NaN'), ('infinity', 1e-300)",
                "SELECT lo_from_bytea(0, 'a large object'), lo_create(0)");

        Part dump = backup().manifest().orElseThrow().parts().get(0);

        assertThat(dump.digests()).isEqualTo(digests());
        assertThat(dump.contents())
                .containsEntry("nothing", 1L)
                .containsEntry("empty", 0L)
                .containsEntry("sales", 3L)
                .containsEntry("parent", 2L)
                .containsEntry("Odd \"names.Ä (b) FROM stdin;", 24_000L);
    }

    /** As a session reads them. */
    private Map<String, String> digests() throws SQLException {
        Map<String, String> digests = new TreeMap<>();
        try (Connection connection = shop.database().read()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            for (Relation relation : PostgresSchema.relations(connection)) {
                digests.put(relation.shown(), Digest.of(connection, relation).text(major));
            }
        }
        return digests;
    }

    @Test
    void a_database_that_speaks_of_time_and_bytes_otherwise_is_dumped_so_and_proven_all_the_same() throws Exception {
        shop.execute(
                "ALTER DATABASE " + shop.database + " SET TimeZone = 'Asia/Kolkata'",
                "ALTER DATABASE " + shop.database + " SET DateStyle = 'SQL, DMY'",
                "ALTER DATABASE " + shop.database + " SET IntervalStyle = 'iso_8601'",
                "CREATE TABLE kinds (at timestamptz, day date, span interval)",
                "INSERT INTO kinds VALUES ('2026-02-01 12:00Z', '2026-02-01', '1 day 02:03')");
        Backup sameLines = backup();
        shop.execute(
                "ALTER DATABASE " + shop.database + " SET bytea_output = 'escape'",
                "ALTER TABLE kinds ADD COLUMN bytes bytea DEFAULT '\\x00ff'");
        Backup otherLines = backup();

        assertThat(digest(sameLines)).matches("pg\\d+:.*");
        assertThat(digest(otherLines)).matches("pg\\d+-session:.*");
        for (Backup backup : List.of(sameLines, otherLines)) {
            try (PostgresBackend backend = shop.open()) {
                assertThat(backend.inspect(reader(backup))).isEmpty();
            }
            assertThat(load(backup, LoadMode.REPLACE).records()).containsEntry("kinds", 1L);
        }
        assertThat(shop.query("SELECT to_char(at AT TIME ZONE 'UTC', 'HH24:MI') || encode(bytes, 'hex') FROM kinds"))
                .containsExactly("12:0000ff");
    }

    private static String digest(Backup backup) {
        return backup.manifest().orElseThrow().parts().get(0).digests().get("kinds");
    }

    @Test
    void an_archive_of_a_layout_yet_to_come_is_taken_as_it_is_and_its_rows_are_read_in_the_snapshot() throws Exception {
        Path programs = pretending(
                "{ head -c 6; printf '\\143'; tail -c +2; }"); // the byte with the minor version of the layout: 99

        Part dump;
        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, programs)) {
            dump = backup(backend).manifest().orElseThrow().parts().get(0);
        }

        assertThat(dump.digests()).isEqualTo(digests());
        assertThat(dump.contents()).isEqualTo(Map.of("products", 2L));
    }

    @Test
    void a_dump_without_all_rows_is_no_backup() throws IOException {
        Problem refused = refusedBackup(pretending("cat", "--exclude-table-data=products"));

        assertThat(refused)
                .hasMessageContaining("products")
                .hasMessageContaining("it wrote 0 rows, and the snapshot has 2");
        assertThat(catalog().list()).isEmpty();
    }

    @Test
    void a_dump_that_breaks_off_or_has_a_byte_wrong_is_no_backup_even_if_pg_dump_is_content() throws IOException {
        shop.execute("INSERT INTO products SELECT i, md5(i::text) FROM generate_series(3, 20000) i");

        Problem broken = refusedBackup(pretending("head -c 150000"));
        Problem damaged = refusedBackup(pretending("{ head -c 150000; printf 'x'; tail -c +2; }"));

        assertThat(broken).hasMessageContaining("cannot be read back");
        assertThat(damaged).hasMessageContaining("cannot be read back");
        assertThat(catalog().list()).isEmpty();
    }

    /** A pg_dump whose output goes through a filter of the shell, and that ends well. */
    private Path pretending(String filter, String... options) throws IOException {
        Path folder = Files.createTempDirectory(home, "pretending");
        String real = shop.server.programs().resolve("pg_dump").toString();
        String script = "#!/bin/bash\n[ \"$1\" = --version ] && exec " + real + " --version\n" + real + " \"$@\" "
                + String.join(" ", options) + " | cat > \"$0.out\"\n" + filter + " < \"$0.out\"\nexit 0\n";
        Path program = Files.writeString(folder.resolve("pg_dump"), script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
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
}
