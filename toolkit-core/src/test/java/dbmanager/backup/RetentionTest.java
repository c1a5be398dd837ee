package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup.Status;
import dbmanager.backup.Verification.Level;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Pattern BACKUP = Pattern.compile(
            "(?<id>[^@!?~#%&]+)(@(?<begun>[^!?~#%&]+))?(!(?<verified>.))?(?<status>[?~#])?(%(?<only>\\w+))?(&(?<env>\\w+))?");

    @TestFactory
    Stream<DynamicTest> table() throws IOException {
        return lines().map(line -> {
            String[] cells = line.split(" \\| ");
            return DynamicTest.dynamicTest(cells[0], () -> check(cells));
        });
    }

    private static void check(String[] cells) {
        List<Verdict> verdicts = rules(cells[1]).judge(parse(cells[4]), Instant.parse(cells[3]), ZoneId.of(cells[2]));
        assertThat(verdicts.stream()
                        .filter(Verdict::keep)
                        .map(verdict -> verdict.backup().id().time().toString())
                        .sorted())
                .as(() -> verdicts.toString())
                .containsExactlyElementsOf(words(cells[5]).sorted().toList());
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.reasons()).isNotEmpty());
    }

    @Test
    void every_reason_is_given() {
        Retention rules = new Retention(7, 2, 2, 3, 2, 30);
        List<Backup> backups = parse("2025-06-01T02:00:00Z!r 2026-11-16T02:00:00Z!h 2026-11-20T02:00:00Z");
        assertThat(reasons(rules, backups))
                .containsExactly(
                        "20261120T020000Z-shop keep [last 7 (1 of 7), daily 2026-11-20, weekly 2026-W47, monthly 2026-11,"
                                + " yearly 2026, younger than 30 days, the newest complete backup]",
                        "20261116T020000Z-shop keep [last 7 (2 of 7), daily 2026-11-16, younger than 30 days,"
                                + " the newest verified backup]",
                        "20250601T020000Z-shop keep [last 7 (3 of 7), weekly 2025-W22, monthly 2025-06, yearly 2025,"
                                + " the newest backup that was restored to prove it]");
    }

    @Test
    void what_goes_has_a_reason_too() {
        List<Backup> backups =
                parse("2026-11-01T02:00:00Z? 2026-11-02T02:00:00Z 2026-11-03T02:00:00Z# 2026-11-04T02:00:00Z!x"
                        + " 2026-11-05T02:00:00Z 2026-11-21T02:00:00Z~ 2026-11-21T03:00:00Z?");
        assertThat(reasons(new Retention(1, 0, 0, 0, 0, 0), backups))
                .containsExactly(
                        "20261121T030000Z-shop keep [never committed, not yet 24 hours old]",
                        "20261121T020000Z-shop keep [it is being written]",
                        "20261105T020000Z-shop keep [last 1 (1 of 1), the newest complete backup]",
                        "20261104T020000Z-shop keep [its verification failed at hashes, so no rule counts it: look at"
                                + " it, then remove its folder by hand]",
                        "20261103T020000Z-shop keep [damaged, so no rule counts it: look at it, then remove its folder by"
                                + " hand]",
                        "20261102T020000Z-shop remove [no rule keeps it]",
                        "20261101T020000Z-shop remove [never committed, older than 24 hours]");
    }

    @Test
    void the_oldest_says_that_it_fills_the_ladder() {
        List<Backup> backups = parse("2026-11-20T01:00:00Z 2026-11-20T02:00:00Z 2026-11-20T03:00:00Z");
        assertThat(reasons(new Retention(0, 0, 4, 0, 0, 0), backups).get(2))
                .isEqualTo("20261120T010000Z-shop keep [weekly: the oldest, while there are fewer than 4]");
    }

    @Test
    void two_databases_of_one_name_are_counted_each_for_itself() {
        DatabaseIdentity first = new DatabaseIdentity("sql", "sqlite", "sqlite:a.db", Optional.of("id-a"));
        DatabaseIdentity moved = new DatabaseIdentity("sql", "sqlite", "sqlite:b.db", Optional.of("id-a"));
        DatabaseIdentity second = new DatabaseIdentity("sql", "sqlite", "sqlite:b.db", Optional.of("id-b"));
        DatabaseIdentity nameless = new DatabaseIdentity("sql", "sqlite", "sqlite:c.db", Optional.empty());
        List<Backup> backups = List.of(
                of(first, "2026-11-17T02:00:00Z"),
                of(moved, "2026-11-18T02:00:00Z"),
                of(nameless, "2026-11-19T02:00:00Z"),
                of(second, "2026-11-20T02:00:00Z"));
        assertThat(reasons(new Retention(1, 0, 0, 0, 0, 0), backups))
                .containsExactly(
                        "20261120T020000Z-shop keep [last 1 (1 of 1), the newest complete backup]",
                        "20261119T020000Z-shop keep [last 1 (1 of 1), the newest complete backup]",
                        "20261118T020000Z-shop keep [last 1 (1 of 1), the newest complete backup]",
                        "20261117T020000Z-shop remove [no rule keeps it]");
    }

    @Test
    void backups_from_before_a_database_had_an_id_are_told_by_its_place() {
        DatabaseIdentity young = new DatabaseIdentity("sql", "sqlite", "sqlite:a.db", Optional.empty());
        DatabaseIdentity grown = new DatabaseIdentity("sql", "sqlite", "sqlite:a.db", Optional.of("id-a"));
        List<Backup> backups = List.of(of(young, "2026-11-17T02:00:00Z"), of(grown, "2026-11-18T02:00:00Z"));
        assertThat(reasons(new Retention(1, 0, 0, 0, 0, 0), backups))
                .containsExactly(
                        "20261118T020000Z-shop keep [last 1 (1 of 1), the newest complete backup]",
                        "20261117T020000Z-shop remove [no rule keeps it]");
    }

    @ParameterizedTest
    @CsvSource({
        "h-, h",
        "h- m, h",
        "h- h,",
        "h- p,",
        "r h-, h",
        "r h- h,",
        "p- h- h, p",
        "h- p- p,",
        "p- r,",
        "h- m-, h",
        "m- h,",
        "h,",
        "r-, r",
    })
    void a_failure_stands_until_something_as_deep_has_passed(String verifications, String stands) {
        Instant begun = Instant.parse("2026-11-18T02:00:00Z");
        List<Verification> all = new ArrayList<>();
        for (String one : verifications.split(" ")) {
            List<Finding> findings = one.endsWith("-") ? List.of(new Finding("shop.db", "changed")) : List.of();
            all.add(new Verification(level(one.charAt(0)), begun.plusSeconds(all.size()), findings));
        }
        Backup plain = of(new DatabaseIdentity("shop", "sqlite", "sqlite:a.db", Optional.empty()), begun.toString());
        Backup backup = new Backup(
                plain.id(),
                plain.status(),
                plain.manifest(),
                plain.bytes(),
                plain.modified(),
                all,
                Optional.empty(),
                plain.reason());

        assertThat(backup.failed().map(Verification::level))
                .isEqualTo(Optional.ofNullable(stands).map(level -> level(level.charAt(0))));
        if (stands != null) {
            assertThat(backup.verified()).isEmpty();
            assertThat(reasons(new Retention(1, 0, 0, 0, 0, 0), List.of(backup)).get(0))
                    .contains("keep [its verification failed at");
        }
    }

    private static Level level(char letter) {
        return switch (letter) {
            case 'm' -> Level.MANIFEST;
            case 'h' -> Level.HASHES;
            case 'p' -> Level.PARSED;
            case 'r' -> Level.RESTORED;
            default -> throw new IllegalArgumentException(String.valueOf(letter));
        };
    }

    private static Backup of(DatabaseIdentity database, String begun) {
        BackupId id = BackupId.of(Instant.parse(begun), "shop");
        Manifest manifest = manifest(database, id, Instant.parse(begun), null, null);
        return new Backup(
                id, Status.COMPLETE, Optional.of(manifest), 1, Instant.parse(begun), List.of(), Optional.empty(), "");
    }

    @Test
    void a_policy_without_a_rule_is_an_error_and_not_a_wish_to_remove_everything() {
        assertThatThrownBy(() -> Retention.none().judge(List.of(), NOW, ZoneOffset.UTC))
                .isInstanceOfSatisfying(Retention.EmptyRetention.class, e -> {
                    assertThat(e.kind()).isEqualTo(Problem.Kind.USAGE);
                    assertThat(e.next()).contains("retention:", "--keep-days");
                });
        assertThatThrownBy(() -> Retention.days(-1)).isInstanceOf(Retention.NegativeRetention.class);
    }

    private static List<String> reasons(Retention rules, List<Backup> backups) {
        return rules.judge(backups, NOW, ZoneOffset.UTC).stream()
                .map(verdict -> verdict.backup().id() + (verdict.keep() ? " keep " : " remove ") + verdict.reasons())
                .toList();
    }

    private static Stream<String> lines() throws IOException {
        try (InputStream in = RetentionTest.class.getResourceAsStream("retention.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        }
    }

    private static Retention rules(String text) {
        Function<String, Integer> rule = name -> words(text)
                .filter(word -> word.startsWith(name + "="))
                .map(word -> Integer.valueOf(word.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
        return new Retention(
                rule.apply("last"),
                rule.apply("daily"),
                rule.apply("weekly"),
                rule.apply("monthly"),
                rule.apply("yearly"),
                rule.apply("days"));
    }

    static List<Backup> parse(String cell) {
        List<Backup> backups = new ArrayList<>();
        words(cell).forEach(word -> backups.add(backup(word)));
        return backups;
    }

    private static Stream<String> words(String cell) {
        return Stream.of(cell.trim().split("\\s+")).filter(word -> !word.equals("-"));
    }

    private static Backup backup(String word) {
        Matcher matcher = BACKUP.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(word);
        }
        BackupId id = BackupId.of(Instant.parse(matcher.group("id")), "shop");
        Status status = status(matcher.group("status"));
        Instant begun =
                Instant.parse(Optional.ofNullable(matcher.group("begun")).orElse(matcher.group("id")));
        Optional<Manifest> manifest = status == Status.COMPLETE
                ? Optional.of(manifest(Samples.SHOP, id, begun, matcher.group("only"), matcher.group("env")))
                : Optional.empty();
        List<Verification> verifications = Optional.ofNullable(matcher.group("verified"))
                .map(mark -> List.of(verification(mark, begun)))
                .orElse(List.of());
        return new Backup(id, status, manifest, 1, begun, verifications, Optional.empty(), "");
    }

    private static Status status(String mark) {
        return switch (String.valueOf(mark)) {
            case "?" -> Status.INCOMPLETE;
            case "~" -> Status.RUNNING;
            case "#" -> Status.DAMAGED;
            default -> Status.COMPLETE;
        };
    }

    private static Verification verification(String mark, Instant at) {
        return switch (mark) {
            case "h" -> new Verification(Level.HASHES, at, List.of());
            case "r" -> new Verification(Level.RESTORED, at, List.of());
            case "p" -> new Verification(Level.PROVEN, at, List.of());
            default -> new Verification(Level.HASHES, at, List.of(new Finding("shop.db", "has changed")));
        };
    }

    private static Manifest manifest(
            DatabaseIdentity database, BackupId id, Instant begun, String only, String environment) {
        return new Manifest(
                Manifest.FORMAT,
                id,
                database,
                Optional.ofNullable(environment).orElse("production"),
                "db-manager 0.1.0",
                "requested",
                begun,
                begun,
                Optional.empty(),
                Optional.ofNullable(only).map(List::of).orElse(List.of()),
                Samples.AT_BASE,
                List.of(),
                Optional.empty());
    }
}
