package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.exchange.Content;
import dbmanager.exchange.Destination;
import dbmanager.exchange.Export;
import dbmanager.exchange.Format;
import dbmanager.exchange.Import;
import dbmanager.exchange.Intake;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the server accepts for a type comes out of one database and into another as it was: values drawn by lot, the same at each run. */
class PostgresRandomValuesTest {
    private static final int ROWS = 300;
    private static final int NULLS_OF_TEN = 1;
    private static final int FIRST_WITH_MULTIRANGES = 14;

    /** What formats and arrays use for themselves, and what text editors do not like. */
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "  ",
            "a",
            "NULL",
            "null",
            "\"",
            "'",
            "\\",
            "\\N",
            "\\.",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            ";",
            ":",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "\b",
            "\u0001",
            "ü",
            "\u2028",
            "\uFEFF",
            "\uD83D\uDE00",
            "e\u0301",
            "$timestamp",
            "-0",
            "1e5",
            "true",
            "<a>",
            "=1+1");

    @TempDir
    Path home;

    private Random random;

    private record Kind(String type, Supplier<String> value) {}

    @ParameterizedTest
    @CsvSource({"JSON, 1", "JSON, 2", "CSV, 3", "CSV, 4"})
    void a_value_of_any_type_comes_through_an_export_as_it_was(Format format, long seed) throws SQLException {
        random = new Random(seed);
        PostgresProject source = new PostgresProject(home);
        PostgresProject target = new PostgresProject(home);
        List<Kind> kinds = kinds(source.server.major() >= FIRST_WITH_MULTIRANGES);
        String columns = IntStream.range(0, kinds.size())
                .mapToObj(i -> "c" + i + " " + kinds.get(i).type())
                .collect(Collectors.joining(", "));
        for (PostgresProject project : List.of(source, target)) {
            project.execute(
                    "CREATE TYPE mood AS ENUM ('sad', 'o''k', 'very, \"very\" {happy}', ' ', '\\')",
                    "CREATE TYPE place AS (name text, at point, tags text[])",
                    "CREATE TYPE trip AS (origin place, mood mood, cost numeric)",
                    "CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100)",
                    "CREATE DOMAIN labels AS text[] CHECK (cardinality(VALUE) < 100)",
                    "CREATE TYPE span AS RANGE (subtype = text)",
                    "CREATE TABLE kinds (id int PRIMARY KEY, " + columns + ")");
        }
        fill(source, kinds);
        Path file = home.resolve(format == Format.JSON ? "kinds.json" : "kinds");
        try (PostgresBackend backend = source.open();
                Content live = backend.live()) {
            Export.write(live, live.tables(), format, Destination.at(file), Instant.EPOCH, (table, done, total) -> {});
        }

        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Import.read(file, format, Optional.empty(), intake, (table, done, total) -> {});
        }

        for (int i = 0; i < kinds.size(); i++) {
            String values = "SELECT id, c" + i + "::text FROM kinds ORDER BY id";
            assertThat(target.query(values)).as(kinds.get(i).type()).isEqualTo(source.query(values));
        }
    }

    private void fill(PostgresProject project, List<Kind> kinds) throws SQLException {
        String sql = "INSERT INTO kinds VALUES (?" + String.join("", Collections.nCopies(kinds.size(), ", ?")) + ")";
        try (Connection connection = project.database().write();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int row = 0; row < ROWS; row++) {
                insert.setInt(1, row);
                for (int i = 0; i < kinds.size(); i++) {
                    insert.setObject(i + 2, maybe(kinds.get(i).value()), Types.OTHER);
                }
                insert.executeUpdate();
            }
        }
    }

    private List<Kind> kinds(boolean multiranges) {
        List<Kind> kinds = new ArrayList<>(List.of(
                new Kind("smallint", () -> "" + (short) random.nextInt()),
                new Kind("bigint", () -> "" + random.nextLong()),
                new Kind("oid", () -> "" + Integer.toUnsignedLong(random.nextInt())),
                new Kind("numeric", this::numeric),
                new Kind("numeric(30,10)", () -> "" + random.nextLong() + "." + random.nextInt(1_000_000_000)),
                new Kind("percent", () -> random.nextInt(100) + "." + random.nextInt(100)),
                new Kind("real", () -> real(Float.intBitsToFloat(random.nextInt()))),
                new Kind("double precision", () -> real(Double.longBitsToDouble(random.nextLong()))),
                new Kind("money", () -> new BigDecimal(BigInteger.valueOf(random.nextLong()), 2).toPlainString()),
                new Kind("boolean", () -> "" + random.nextBoolean()),
                new Kind("bytea", this::bytes),
                new Kind("text", this::text),
                new Kind("varchar(200)", this::text),
                new Kind("char(200)", this::text),
                new Kind("name", () -> pick("", "a b", "\"q\"", "ü\\")),
                new Kind("json", this::json),
                new Kind("jsonb", this::json),
                new Kind("xml", () -> pick("", "<a>&amp;\n</a>", "plain", "<a b=\"'\"/><c/>")),
                new Kind("uuid", () -> new UUID(random.nextLong(), random.nextLong()).toString()),
                new Kind("mood", this::mood),
                new Kind("date", this::date),
                new Kind("timestamp", () -> moment("")),
                new Kind("timestamp(2)", () -> moment("")),
                new Kind("timestamptz", () -> moment(pick("Z", "+05:30", "-12"))),
                new Kind("time", this::time),
                new Kind("timetz", () -> time() + pick("Z", "+15:59:59", "-03")),
                new Kind("interval", this::interval),
                new Kind("interval day to second(3)", this::interval),
                new Kind("inet", this::inet),
                new Kind("cidr", () -> pick("10.0.0.0/8", "::/0", "192.168.1.1/32")),
                new Kind("macaddr", () -> pick("08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff")),
                new Kind("bit(9)", () -> bits(9)),
                new Kind("varbit", () -> bits(random.nextInt(70))),
                new Kind("tsvector", () -> pick("", "'a fat' b:1A,2 c", "'it''s' '\\\\'")),
                new Kind("tsquery", () -> pick("a & !b | c", "'two words':*AB <-> x")),
                new Kind("point", () -> "(" + random.nextDouble() + ",-0)"),
                new Kind("path", () -> pick("[(0,0),(1.5,-2)]", "((1,1),(2,2))")),
                new Kind("place", this::place),
                new Kind("trip", () -> "(" + composite(place()) + "," + composite(mood()) + "," + numeric() + ")"),
                new Kind("labels", () -> array(this::text)),
                new Kind("int4range", () -> range(() -> "" + random.nextInt(100))),
                new Kind("numrange", () -> range(() -> random.nextInt(100) + ".50")),
                new Kind("tstzrange", () -> range(() -> "2026-01-01 00:00:" + (10 + random.nextInt(10)) + "+02")),
                new Kind("daterange", () -> pick("empty", "(,)", "[2026-01-01,infinity)", "[-infinity,0001-01-01 BC]")),
                new Kind("span", () -> range(() -> composite(text())))));
        if (multiranges) {
            kinds.add(new Kind("int4multirange", () -> pick("{}", "{[1,3),[5,8)}", "{(,)}")));
        }
        kinds.addAll(List.of(
                new Kind("int[]", () -> array(() -> "" + random.nextInt())),
                new Kind("numeric[]", () -> array(this::numeric)),
                new Kind("bytea[]", () -> array(this::bytes)),
                new Kind("text[]", () -> array(this::text)),
                new Kind("boolean[]", () -> array(() -> "" + random.nextBoolean())),
                new Kind("timestamptz[]", () -> array(() -> moment("+01"))),
                new Kind("jsonb[]", () -> array(this::json)),
                new Kind("mood[]", () -> array(this::mood)),
                new Kind("place[]", () -> array(this::place)),
                new Kind("money[]", () -> array(() -> "" + random.nextInt())),
                new Kind("int4range[]", () -> array(() -> range(() -> "" + random.nextInt(100))))));
        return kinds;
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    /** Null now and then. */
    private String maybe(Supplier<String> value) {
        return random.nextInt(10) < NULLS_OF_TEN ? null : value.get();
    }

    private String text() {
        return random.ints(random.nextInt(6), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining());
    }

    private String numeric() {
        return random.nextInt(12) == 0
                ? "NaN"
                : new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(60) - 20).toPlainString();
    }

    private String real(Number number) {
        return pick(number.toString(), number.toString(), "-0", "NaN", "Infinity", "-Infinity");
    }

    private String bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return "\\x" + HexFormat.of().formatHex(bytes);
    }

    private String bits(int length) {
        return random.ints(length, 0, 2).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private String mood() {
        return pick("sad", "o'k", "very, \"very\" {happy}", " ", "\\");
    }

    private String date() {
        return pick(
                "infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "2024-02-29", "0001-12-31 BC", "9999-12-31");
    }

    private String time() {
        return pick("00:00", "24:00", "23:59:59.999999", "12:34:56.7");
    }

    private String moment(String zone) {
        String day = pick("2026-03-29", "0001-01-01", "0044-03-15", "294276-12-30", "1900-01-01", "99999-01-01");
        String era = day.startsWith("00") ? pick("", " BC") : "";
        return pick("infinity", "-infinity", day + " " + pick("00:00", "02:30:00.000001", "23:59:59.99") + zone + era);
    }

    private String interval() {
        return pick(
                "0",
                "-00:00:00.000001",
                "178000000 years",
                "1 mon -1 day 00:00:01",
                "-1 year -2 mons +3 days -04:05:06.5",
                "999999:59:59");
    }

    private String inet() {
        return pick("10.1.2.3", "10.1.2.3/8", "::1", "2001:db8::/32", "0.0.0.0/0");
    }

    /** With blanks, keys that come twice and the other way round, and numbers that no double holds. */
    private String json() {
        String quoted = text().replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .codePoints()
                .mapToObj(c -> c < ' ' ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
        return pick(
                "null",
                "[]",
                "{}",
                "\"" + quoted + "\"",
                "{\"b\": 1,  \"a\":[1.0, 1e2, null], \"b\" : 2}",
                "{\"" + quoted + "\": " + new BigInteger(120, random) + "." + random.nextInt(1000) + "}",
                "[true,\n false]",
                "1.50",
                "-0");
    }

    private String place() {
        return "(" + composite(text()) + "," + composite("(1.5," + random.nextInt() + ")") + ","
                + composite(array(this::text)) + ")";
    }

    private String range(Supplier<String> bound) {
        String value = bound.get();
        return pick("empty", "(,)", "[" + value + "," + value + "]", "[" + value + ",)", "(," + value + "]");
    }

    /** A part of a composite or a range, quoted as those want it (postgresql.org/docs/current/rowtypes.html). */
    private static String composite(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Of one dimension or two, sometimes counted from elsewhere (postgresql.org/docs/current/arrays.html). */
    private String array(Supplier<String> value) {
        IntFunction<String> list = length -> IntStream.range(0, length)
                .mapToObj(i -> Optional.ofNullable(maybe(value))
                        .map(PostgresRandomValuesTest::composite)
                        .orElse("NULL"))
                .collect(Collectors.joining(",", "{", "}"));
        return switch (random.nextInt(4)) {
            case 0 -> "{}";
            case 1 -> "[-1:1]=" + list.apply(3);
            case 2 -> "{" + list.apply(2) + "," + list.apply(2) + "}";
            default -> list.apply(1 + random.nextInt(4));
        };
    }
}
