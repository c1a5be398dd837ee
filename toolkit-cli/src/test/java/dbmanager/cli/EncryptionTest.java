package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted backups, on every engine, by the commands of a user. */
class EncryptionTest {
    private static final String DATABASES = """
            environments:
              dev:
                databases:
                  shop:
                    url: "sqlite:data/shop.db"
                    migrations: migrations/shop
                    files: [uploads]
                  catalog:
                    url: "firestore://demo-shop"
                    emulator: embedded
                    migrations: migrations/catalog
            retention: {last: 5}
            """;

    private static final String ENCRYPTED = "encryption: {key: {file: keys/backups.key}}\n" + DATABASES;

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void a_shop_and_a_catalog_with_a_key() throws IOException {
        cli = Cli.shop(folder)
                .file("migrations/catalog/V1__products.yaml", """
                steps:
                  - createCollection: {collection: products, document: tea, fields: {name: Green tea}}
                """)
                .file("uploads/tea.txt", "green tea")
                .file("db-manager.yaml", ENCRYPTED);
        cli.ok("key", "new", "--file", "keys/backups.key");
        cli.ok("migrate");
    }

    private String backUp(String database) {
        return cli.ask("backup", "--db", database).get("backup").getAsString();
    }

    private Path part(String id, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("backups").resolve(id))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void change() throws IOException {
        cli.file("milk.csv", "id,name\n3,milk\n");
        cli.ok("import", "milk.csv", "--table", "products", "--db", "shop");
        cli.file("uploads/tea.txt", "black tea");
    }

    private String products() {
        return cli.ok("export", "products", "--format", "csv", "--to", "-", "--db", "shop")
                .out();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "looks at POSIX permissions")
    void a_key_file_that_others_can_read_is_a_warning_and_what_is_advised_ends_it() throws Exception {
        Path key = folder.resolve("keys/backups.key");
        assertThat(cli.ok("backup-all").err()).doesNotContain("warning");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        String warning = "warning: the key file " + key + ": is open to other users of this machine (rw-r--r--)";
        assertThat(cli.ok("backup-all").err()).containsOnlyOnce(warning);
        assertThat(cli.ok("key", "show-id").err()).contains(warning);
        Result doctor = cli.run("doctor", "--db", "shop");
        assertThat(doctor.exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(doctor.out()).contains("open to other users of this machine");

        String advised = Arrays.stream(doctor.out().split("`"))
                .filter(text -> text.startsWith("chmod "))
                .findFirst()
                .orElseThrow();
        assertThat(new ProcessBuilder(advised.split(" ")).start().waitFor()).isZero();
        assertThat(cli.ok("doctor", "--db", "shop").err()).isEmpty();
    }

    @Test
    void a_sqlite_database_and_its_folders_come_back_and_every_look_works_with_the_key() throws IOException {
        String before = products();
        String id = backUp("shop");
        assertThat(cli.ok("verify", id, "--level", "proven").out()).contains("passed: proven");
        assertThat(cli.ok("show-backup", id).out()).contains("encrypted   with key", "products  2", "verified ");
        assertThat(cli.ok("list-backups", "--db", "shop").out()).contains(id, "proven");
        change();
        assertThat(cli.run("diff", "latest", "live", "--db", "shop").exitCode()).isEqualTo(3);

        cli.ok("restore", "latest", "--db", "shop", "--yes");

        assertThat(products()).isEqualTo(before);
        assertThat(cli.read("uploads/tea.txt")).isEqualTo("green tea");
        change();
        cli.ok("restore", id, "--table", "products", "--mode", "replace", "--yes");
        assertThat(products()).isEqualTo(before);
        cli.ok("test-recovery", "--db", "shop");
        assertThat(cli.ok("recovery-plan", "--db", "shop").out()).contains("drill");
        cli.ok("clean", "--db", "shop");
        String bits = cli.read("keys/backups.key").strip().replaceAll(".*:", "");
        assertThat(bits).hasSize(64);
        try (Stream<Path> files = Files.walk(folder.resolve("backups"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .describedAs("%s", file)
                        .doesNotContain("SQLite format", "coffee", "green tea", bits, "CREATE TABLE");
            }
        }
    }

    @Test
    void a_firestore_database_comes_back() throws IOException {
        String id = backUp("catalog");
        cli.ok("diff", id, "live", "--db", "catalog");
        assertThat(cli.ok("verify", id, "--level", "restored").out()).contains("passed: restored");

        Path part = part(id, ".json.zst.enc");
        byte[] whole = Files.readAllBytes(part);
        for (int length : new int[] {0, 40, whole.length / 2, whole.length - 1}) {
            Files.write(part, Arrays.copyOf(whole, length));
            assertThat(cli.run("restore", id, "--yes").exitCode()).isEqualTo(Kind.DAMAGED.exitCode());
        }
        Files.write(part, whole);
        cli.file("catalog.json", "{\"products\": [{\"id\": \"tea\", \"name\": \"Black tea\"}]}")
                .ok("import", "catalog.json", "--db", "catalog", "--on-conflict", "replace", "--yes");
        assertThat(cli.run("diff", id, "live", "--db", "catalog").exitCode()).isEqualTo(3);
        cli.ok("restore", id, "--yes");
        cli.ok("diff", id, "live", "--db", "catalog");
    }

    @Test
    void a_postgresql_database_comes_back_and_nothing_is_restored_from_a_dump_that_was_cut() throws IOException {
        PostgresServer server = PostgresServer.require();
        server.requireClient();
        cli.with("DATABASE_URL", server.url(server.unusedName("shop")))
                .with("PATH", server.programs().toString())
                .file("db-manager.yaml", """
                        encryption: {key: {file: keys/backups.key}}
                        environments:
                          dev:
                            databases:
                              sales: {url: "${DATABASE_URL}", migrations: migrations/sales}
                        """)
                .file("migrations/sales/V1__products.sql", """
                        CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """);
        cli.ok("migrate");
        String id = backUp("sales");
        cli.file("milk.csv", "id,name\n3,milk\n").ok("import", "milk.csv", "--table", "products");
        Path part = part(id, ".dump.enc");
        byte[] whole = Files.readAllBytes(part);

        Files.write(part, Arrays.copyOf(whole, whole.length / 2));
        assertThat(cli.run("restore", id, "--yes").exitCode()).isEqualTo(Kind.DAMAGED.exitCode());
        assertThat(cli.run("diff", id, "live").exitCode()).isEqualTo(Kind.DAMAGED.exitCode());
        Files.write(part, whole);
        assertThat(cli.run("diff", id, "live").exitCode()).isEqualTo(3);

        cli.ok("verify", id, "--level", "parsed");
        cli.ok("restore", id, "--yes");
        cli.ok("diff", id, "live");
    }

    @Test
    void without_the_key_or_with_another_nothing_is_read_or_taken_and_the_key_that_is_needed_is_named()
            throws IOException {
        String id = backUp("shop");
        String key = cli.ask("show-backup", id).get("key").getAsString();
        String kept = cli.read("keys/backups.key");
        change();
        String now = products();

        Files.delete(folder.resolve("keys/backups.key"));
        cli.ok("key", "new", "--file", "keys/backups.key");
        assertRefused(id, key, "known here is only");
        assertThat(cli.ok("key", "show-id").out()).contains(key + "  unknown  needed by 1 backup");

        Files.delete(folder.resolve("keys/backups.key"));
        assertRefused(id, "keys/backups.key", "is not there");
        Cli.Result taken = cli.run("backup", "--db", "shop");
        assertThat(taken.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(taken.err()).contains("none is taken without it");
        try (Stream<Path> left = Files.list(folder.resolve("backups"))) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith(".")))
                    .containsExactly(folder.resolve("backups").resolve(id));
        }

        cli.file("db-manager.yaml", DATABASES);
        assertRefused(id, key, "no key is configured");
        assertThat(cli.ok("list-backups", "--db", "shop").out()).contains(id, "unreadable", key);
        Cli.Result bytes = cli.ok("verify", id, "--level", "hashes");
        assertThat(bytes.all()).contains("passed: hashes", "nobody can tell");
        assertThat(products()).isEqualTo(now);

        Files.delete(folder.resolve("data/shop.db"));
        assertThat(cli.run("recover", "--db", "shop", "--yes").exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(folder.resolve("data/shop.db")).doesNotExist();
        cli.file("db-manager.yaml", ENCRYPTED.replace("{file: keys/backups.key}", "{variable: BACKUP_KEY}"))
                .with("BACKUP_KEY", kept)
                .ok("recover", "--db", "shop", "--yes");
        assertThat(products()).isNotEqualTo(now).contains("2,coffee");
    }

    private void assertRefused(String id, String... says) {
        for (String[] words : new String[][] {
            {"restore", id, "--yes"},
            {"restore", "latest", "--db", "shop", "--yes"},
            {"verify", id},
            {"diff", id, "live"}
        }) {
            Cli.Result refused = cli.run(words);
            assertThat(refused.exitCode())
                    .describedAs("%s: %s", String.join(" ", words), refused)
                    .isEqualTo(Kind.CONFIGURATION.exitCode());
            assertThat(refused.err()).contains(says);
        }
    }

    @Test
    void a_backup_that_is_not_encrypted_is_passed_over_and_restored_only_when_somebody_says_so() throws IOException {
        cli.file("db-manager.yaml", DATABASES);
        String old = backUp("shop");
        cli.file("db-manager.yaml", ENCRYPTED);

        Cli.Result latest = cli.run("restore", "latest", "--db", "shop", "--yes");
        assertThat(latest.exitCode()).isEqualTo(Kind.DAMAGED.exitCode());
        assertThat(latest.err()).contains(old + ": it is not encrypted", "--accept-plain");
        String good = backUp("shop");
        cli.file("db-manager.yaml", DATABASES);
        String planted = backUp("shop");
        cli.file("db-manager.yaml", ENCRYPTED);
        change();
        Cli.Result refused = cli.run("restore", planted, "--yes");
        assertThat(refused.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(refused.err()).contains("nothing proves who wrote it");
        assertThat(cli.run("verify", planted).exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(cli.run("diff", planted, "live").exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(cli.run("restore", "backups/" + planted, "--db", "shop", "--yes")
                        .exitCode())
                .isEqualTo(Kind.REFUSED.exitCode());

        assertThat(cli.ok("list-backups", "--db", "shop").out().lines())
                .filteredOn(line -> line.contains(" plain "))
                .as("not called complete")
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).containsAnyOf(old, planted).doesNotContain("complete"));
        assertThat(cli.ok("list-backups", "--db", "shop").out())
                .containsPattern(good + ".* complete ")
                .contains("nothing proves who wrote it");
        assertThat(cli.ok("show-backup", planted).out()).contains("nothing proves who wrote it");
        assertThat(cli.ask("show-backup", good).get("plain").getAsBoolean()).isFalse();

        Cli.Result passedOver = cli.ok("restore", "latest", "--db", "shop", "--dry-run");
        assertThat(passedOver.out()).contains(good);
        assertThat(passedOver.err()).contains("passed over " + planted + ": it is not encrypted");
        Cli.Result all = cli.ok("verify", "--all", "--level", "parsed", "--db", "shop");
        assertThat(all.err()).contains("not verified, since it is not encrypted: " + old);

        cli.ok("restore", old, "--yes", "--accept-plain");
        cli.ok("diff", old, "live", "--accept-plain");
    }

    @Test
    void after_a_rotation_both_backups_restore_and_the_old_key_is_still_needed() throws IOException {
        String old = backUp("shop");
        String first = cli.ask("show-backup", old).get("key").getAsString();

        assertThat(cli.ok("key", "rotate").out()).contains("added key", first);

        String recent = backUp("shop");
        String second = cli.ask("show-backup", recent).get("key").getAsString();
        assertThat(second).isNotEqualTo(first);
        assertThat(cli.ok("key", "show-id").out().lines())
                .containsExactly(first + "  reads    needed by 1 backup", second + "  writes   needed by 1 backup");
        cli.ok("restore", old, "--yes");
        cli.ok("restore", recent, "--yes");
        assertThat(cli.run("key", "new", "--file", "keys/backups.key").exitCode())
                .isEqualTo(Kind.CONFLICT.exitCode());
        assertThat(cli.ok("doctor", "--db", "shop").out()).contains("with key " + second + ", 2 keys known");
    }

    @Test
    void a_part_is_decrypted_to_what_sqlite_reads_and_a_plain_file_is_said_to_be_plain() throws IOException {
        String id = backUp("shop");

        JsonObject decrypted = cli.run(
                        "decrypt",
                        folder.relativize(part(id, ".db.enc")).toString(),
                        "--out",
                        "shop.db",
                        "--output",
                        "json")
                .json();

        assertThat(decrypted.get("bytes").getAsLong()).isEqualTo(Files.size(folder.resolve("shop.db")));
        assertThat(cli.ok("export", "products", "--format", "csv", "--to", "-", "--url", "sqlite:shop.db")
                        .out())
                .contains("2,coffee");
        assertThat(cli.ok("backup", "--file", "plain.db", "--db", "shop").err()).contains("plain.db is not encrypted");
    }
}
