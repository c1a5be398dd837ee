package dbmanager.cli.command;

import dbmanager.backup.Retention;
import dbmanager.cli.Session;
import dbmanager.environment.RecoverySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a recovery plan says of an environment as a whole, under the names that such plans had before this tool. */
final class PlanHead {
    private static final String NOT_SET = "not set";

    private PlanHead() {}

    static Map<String, Object> of(Session session, Instant now, List<Map<String, Object>> databases) {
        RecoverySettings promised = session.settings().recovery();
        return Json.of(
                "environment", session.environment().name(),
                "written_at", now,
                "backup_frequency", frequency(databases),
                "backup_retention", retention(session.settings().retention()),
                "recovery_time_objective", promised.rto().map(PlanHead::words).orElse(NOT_SET),
                "recovery_point_objective", promised.rpo().map(PlanHead::words).orElse(NOT_SET),
                "backup_locations", List.of(session.settings().backups().toString()),
                "contact_person", promised.contact().orElse(NOT_SET));
    }

    /** That of the database which is backed up least often. */
    private static String frequency(List<Map<String, Object>> databases) {
        long longest = -1;
        for (Map<String, Object> database : databases) {
            if (!(database.get(DatabasePlan.INTERVAL) instanceof Number seconds)) {
                return "not known: too few backups";
            }
            longest = Math.max(longest, seconds.longValue());
        }
        return every(Duration.ofSeconds(longest));
    }

    private static String every(Duration interval) {
        long hours = Math.round(interval.toMinutes() / 60.0);
        long days = Math.round(hours / 24.0);
        if (hours == 1) {
            return "hourly";
        }
        if (days == 1 && hours >= 20) {
            return "daily";
        }
        return days == 7 ? "weekly" : "every " + words(interval);
    }

    private static String retention(Retention rules) {
        List<String> texts = new ArrayList<>();
        add(rules.keepDays(), "days", texts);
        add(rules.last(), "newest", texts);
        add(rules.daily(), "daily", texts);
        add(rules.weekly(), "weekly", texts);
        add(rules.monthly(), "monthly", texts);
        add(rules.yearly(), "yearly", texts);
        return texts.isEmpty() ? "all are kept" : String.join(", ", texts);
    }

    private static void add(int number, String what, List<String> texts) {
        if (number > 0) {
            texts.add(number + " " + what);
        }
    }

    /** {@code 4 hours}. */
    private static String words(Duration span) {
        if (span.toSeconds() % 86_400 == 0 && span.toDays() > 1) {
            return Words.count(span.toDays(), "day");
        }
        if (span.toSeconds() % 3600 == 0 && span.toHours() > 0) {
            return Words.count(span.toHours(), "hour");
        }
        return span.toMinutes() > 0
                ? Words.count(span.toMinutes(), "minute")
                : Words.count(span.toSeconds(), "second");
    }
}
