package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirty nights of a shop in production, on three real databases and a clock that is set: what cron does, what goes wrong, and how it ends. The story is
 * printed.
 */
class ScriptedMonthTest {
    /** In the past: a server tells the time of a snapshot by its own clock, and a backup may be younger than now, but not older than it is. */
    private static final Instant FIRST_NIGHT = Instant.parse("2026-03-01T02:00:00Z");

    private static final int NIGHTS = 30;
    private static final int NIGHT_WITHOUT_DISK = 9;
    private static final int NIGHT_OF_THE_FLIPPED_BIT = 14;
    private static final int DAY_OF_THE_PROMOTION = 18;
    private static final int DAY_OF_THE_DISASTER = 24;
    private static final List<String> DATABASES = List.of("shop", "ledger", "catalog");
    /** What {@code retention} in the configuration can keep of one database, at most. */
    private static final int MOST_KEPT = 3 + 7 + 4;

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.require();
    private final String ledger = server.unusedName("ledger");
    private final String stagingLedger = server.unusedName("ledger_staging");
    /** What the application has written, and so what must be found. */
    private final Map<String, Long> written = new TreeMap<>();

    private Cli cli;

    @BeforeEach
    void openTheShop() throws IOException {
        cli = new Cli(folder)
                .with("PATH", server.programs().toString())
                .with("LEDGER", server.url(ledger))
                .with("LEDGER_STAGING", server.url(stagingLedger))
                .file("db-manager.yaml", """
                        retention: {last: 3, daily: 7, weekly: 4}
                        recovery: {contact: ops@shop.example, rto: 4h, rpo: 26h}
                        environments:
                          staging:
                            databases:
                              shop: {url: "sqlite:staging/shop.db", migrations: migrations/shop}
                              ledger: {url: "${LEDGER_STAGING}", migrations: migrations/ledger}
                              catalog: {url: "firestore://staging-shop", emulator: embedded, migrations: migrations/catalog}
                          production:
                            databases:
                              shop:
                                url: "sqlite:production/shop.db"
                                migrations: migrations/shop
                                checks: {required: [orders]}
                              ledger: {url: "${LEDGER}", migrations: migrations/ledger}
                              catalog: {url: "firestore://live-shop", emulator: embedded, migrations: migrations/catalog}
                        """)
                .file(
                        "migrations/shop/V1__orders.sql",
                        "CREATE TABLE orders (id INTEGER PRIMARY KEY, day INTEGER NOT NULL);")
                .file("migrations/shop/undo/U1__orders.sql", "DROP TABLE orders;")
                .file(
                        "migrations/ledger/V1__bookings.sql",
                        "CREATE TABLE bookings (id bigserial PRIMARY KEY, day int NOT NULL);")
                .file("migrations/ledger/undo/U1__bookings.sql", "DROP TABLE bookings;")
                .file("migrations/catalog/V1__products.yaml", """
                        steps:
                          - createCollection: {collection: products, document: tea, fields: {name: Tea, day: 0}}
                        """);
        written.put("catalog", 1L);
    }

    @Test
    void a_month_of_nights_with_a_failed_one_a_damaged_backup_a_promotion_and_a_disaster()
            throws IOException, SQLException {
        at(0, Duration.ofHours(-8));
        cli.ok("migrate", "--env", "staging");
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        for (int day = 1; day <= NIGHTS; day++) {
            at(day, Duration.ofHours(-10));
            trade(day);
            if (day == DAY_OF_THE_PROMOTION) {
                promote(day);
            }
            if (day == DAY_OF_THE_DISASTER) {
                lose(day);
            }
            at(day, Duration.ZERO);
            night(day);
        }
        at(NIGHTS, Duration.ofHours(4));
        audit();
    }

    private void at(int day, Duration after) {
        cli.at(FIRST_NIGHT.plus(Duration.ofDays(day - 1L)).plus(after));
    }

    private static void tell(int day, String what) {
        System.out.printf("day %2d  %s%n", day, what);
    }

    /** Some more of everything each day, so that no two backups hold the same. */
    private void trade(int day) throws IOException, SQLException {
        try (Connection shop = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("production/shop.db"));
                Statement statement = shop.createStatement()) {
            for (int i = 0; i < day; i++) {
                statement.execute("INSERT INTO orders (day) VALUES (" + day + ")");
            }
        }
        server.execute(ledger, "INSERT INTO bookings (day) SELECT " + day + " FROM generate_series(1, " + day + ")");
        cli.file(
                "products.json",
                "{\"products\": [{\"id\": \"product-" + day + "\", \"name\": \"Product\", \"day\": " + day + "}]}");
        cli.ok("import", "products.json", "--env", "production", "--db", "catalog", "--confirm", "production");
        written.merge("shop", (long) day, Long::sum);
        written.merge("ledger", (long) day, Long::sum);
        written.merge("catalog", 1L, Long::sum);
    }

    /** What cron runs, in this order. */
    private void night(int day) throws IOException {
        if (day == NIGHT_WITHOUT_DISK) {
            failingNight(day);
            return;
        }
        cli.ok("backup-all", "--env", "production");
        if (day == NIGHT_OF_THE_FLIPPED_BIT) {
            flip(newest("shop"));
            Result seen = cli.run("verify", "latest", "--env", "production", "--level", "hashes");
            assertThat(seen.exitCode()).isEqualTo(15);
            tell(day, "a bit of the backup of shop flips on the disk; the morning's verify sees it and ends with 15");
        } else {
            cli.ok("verify", "latest", "--env", "production", "--level", day % 7 == 0 ? "proven" : "parsed");
        }
        Result cleaned = cli.ok("clean", "--env", "production");
        long removed =
                cleaned.out().lines().filter(line -> line.startsWith("remove")).count();
        tell(day, "backed up " + written + ", verified; clean removed " + removed);
        cli.ok("status", "--env", "production", "--exit-code");
        DATABASES.forEach(database -> assertThat(backups(database)).hasSizeBetween(1, MOST_KEPT));
    }

    private void failingNight(int day) throws IOException {
        Path there = folder.resolve("production");
        Path away = folder.resolve("not-mounted");
        Files.move(there, away);
        Result backup = cli.run("backup-all", "--env", "production");
        Files.move(away, there);
        assertThat(backup.exitCode()).describedAs("%s", backup).isNotZero();
        assertThat(backup.all()).contains("shop", "2 of 3 databases backed up");
        at(day, Duration.ofHours(7));
        Result morning = cli.run("status", "--env", "production", "--exit-code");
        assertThat(morning.exitCode()).describedAs("%s", morning).isEqualTo(3);
        assertThat(morning.out()).contains("MISSED");
        tell(
                day,
                "the disk of shop is not mounted: backup-all ends with " + backup.exitCode()
                        + ", the other two are backed up, and in the morning status ends with 3");
    }

    private void promote(int day) throws IOException {
        cli.file("migrations/shop/V2__note.sql", "ALTER TABLE orders ADD COLUMN note TEXT;")
                .file("migrations/shop/undo/U2__note.sql", "ALTER TABLE orders DROP COLUMN note;")
                .file("migrations/ledger/V2__note.sql", "ALTER TABLE bookings ADD COLUMN note text;")
                .file("migrations/ledger/undo/U2__note.sql", "ALTER TABLE bookings DROP COLUMN note;")
                .file("migrations/catalog/V2__stock.yaml", """
                        steps:
                          - addField: {collection: products, field: stock, value: 0}
                        """);
        cli.ok("migrate", "--env", "staging");
        Result unasked = cli.run("promote", "--from", "staging", "--to", "production");
        assertThat(unasked.exitCode()).describedAs("%s", unasked).isEqualTo(12);
        cli.ok("promote", "--from", "staging", "--to", "production", "--confirm", "production");
        assertThat(versions()).containsExactly("2", "2", "2");
        tell(day, "version 2 is promoted from staging: refused without consent, then all three databases have it");
    }

    /** The disk of the shop goes, and somebody drops the ledger; both after the trade of the day, which is lost with them. */
    private void lose(int day) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("production/shop.db").toFile(), "rw")) {
            file.write(new byte[8192]);
        }
        server.execute("postgres", "DROP DATABASE " + ledger);
        Result refused = cli.run("recover", "--env", "production");
        assertThat(refused.exitCode()).describedAs("%s", refused).isEqualTo(12);
        Result recovered = cli.ok("recover", "--env", "production", "--confirm", "production");
        assertThat(recovered.out()).contains("damaged", "missing", "whole");
        written.merge("shop", (long) -day, Long::sum);
        written.merge("ledger", (long) -day, Long::sum);
        assertThat(versions()).containsExactly("2", "2", "2");
        cli.ok("check-data", "--env", "production");
        tell(day, "shop is overwritten and ledger dropped; recover brings both back as of last night, in version 2");
    }

    /** What must be true on the last morning. */
    private void audit() throws SQLException {
        assertThat(orders()).isEqualTo(written.get("shop"));
        for (String database : DATABASES) {
            List<JsonObject> kept = backups(database);
            cli.ok("diff", "latest", "live", "--env", "production", "--db", database);
            List<JsonObject> damaged = kept.stream()
                    .filter(backup -> backup.get("verification_failed").getAsBoolean())
                    .toList();
            assertThat(damaged).describedAs(database).hasSize(database.equals("shop") ? 1 : 0);
            for (JsonObject backup : kept) {
                String id = backup.get("backup").getAsString();
                Result seen = cli.run("verify", id, "--env", "production", "--db", database, "--level", "hashes");
                assertThat(seen.exitCode()).describedAs("%s", backup).isEqualTo(damaged.contains(backup) ? 15 : 0);
            }
            tell(
                    NIGHTS,
                    "audit: " + kept.size() + " backups of " + database + " are kept, " + (kept.size() - damaged.size())
                            + " of them whole: "
                            + kept.stream()
                                    .map(backup ->
                                            backup.get("time").getAsString().substring(5, 10))
                                    .collect(Collectors.joining(" ")));
        }
        cli.ok("test-recovery", "--env", "production");
        cli.ok("status", "--env", "production", "--exit-code");
        tell(NIGHTS, "the drill brings all three back in scratch, within rto and rpo");
    }

    private long orders() throws SQLException {
        try (Connection shop = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("production/shop.db"));
                Statement statement = shop.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM orders")) {
            return count.getLong(1);
        }
    }

    private List<String> versions() {
        return databases(cli.ok("status", "--env", "production", "--output", "json"))
                .map(database -> database.get("current").getAsString())
                .toList();
    }

    private static Stream<JsonObject> databases(Result result) {
        return objects(result.json().getAsJsonArray("databases"));
    }

    private static Stream<JsonObject> objects(Iterable<JsonElement> elements) {
        return StreamSupport.stream(elements.spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    /** Those in order, newest first. */
    private List<JsonObject> backups(String database) {
        Result list = cli.ok("list-backups", "--env", "production", "--db", database, "--output", "json");
        return databases(list)
                .flatMap(one -> objects(one.getAsJsonArray("backups")))
                .toList();
    }

    private String newest(String database) {
        return backups(database).get(0).get("backup").getAsString();
    }

    private void flip(String backup) throws IOException {
        try (Stream<Path> parts = Files.list(folder.resolve("backups").resolve(backup))) {
            Path part = parts.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
                file.seek(file.length() / 2);
                int old = file.read();
                file.seek(file.length() / 2);
                file.write(old ^ 1);
            }
        }
    }
}
