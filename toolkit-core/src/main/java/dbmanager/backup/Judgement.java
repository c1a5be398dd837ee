package dbmanager.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** One application of a {@link Retention}. The order of backups is that of their ids; the period of one is that of its own clock. */
final class Judgement {
    private static final Duration UNFINISHED_STAYS = Duration.ofHours(24);
    private static final Comparator<Backup> NEWEST_FIRST =
            Comparator.comparing(Backup::id).reversed();

    private final Retention rules;
    private final Function<Backup, Optional<String>> held;
    private final Instant now;
    private final ZoneId zone;
    private final Map<BackupId, List<String>> reasons = new HashMap<>();

    Judgement(Retention rules, Function<Backup, Optional<String>> held, Instant now, ZoneId zone) {
        this.rules = rules;
        this.held = held;
        this.now = now;
        this.zone = zone;
    }

    List<Verdict> of(Collection<Backup> backups) {
        List<Backup> newestFirst = backups.stream().sorted(NEWEST_FIRST).toList();
        series(newestFirst).forEach(this::applyRules);
        return newestFirst.stream().map(this::verdict).toList();
    }

    /** What the rules count together, newest first: complete backups of one database, taken for one purpose. */
    private static List<List<Backup>> series(List<Backup> newestFirst) {
        List<List<Backup>> all = new ArrayList<>();
        for (Backup backup : newestFirst) {
            if (backup.isComplete()) {
                all.stream()
                        .filter(series -> belongs(backup, series))
                        .findFirst()
                        .orElseGet(() -> {
                            all.add(new ArrayList<>());
                            return all.get(all.size() - 1);
                        })
                        .add(backup);
            }
        }
        return all;
    }

    /**
     * Two databases may have one name, as every one of {@code --url} has. And whoever can write to the store, but has no key, must not be able to
     * count encrypted backups out by others.
     */
    private static boolean belongs(Backup backup, List<Backup> series) {
        Manifest mine = manifest(backup);
        Manifest newest = manifest(series.get(0));
        return newest.environment().equals(mine.environment())
                && newest.database().name().equals(mine.database().name())
                && newest.key().isPresent() == mine.key().isPresent()
                && Set.copyOf(newest.selection()).equals(Set.copyOf(mine.selection()))
                && series.stream().anyMatch(other -> manifest(other).database().sameAs(mine.database()));
    }

    private static Manifest manifest(Backup backup) {
        return backup.manifest().orElseThrow();
    }

    private void applyRules(List<Backup> all) {
        List<Backup> sound = all.stream()
                .filter(backup -> backup.failed().isEmpty() && !backup.isSuspect())
                .toList();
        keepLast(sound);
        keepPeriods("daily", rules.daily(), sound, time -> time.toLocalDate().toString());
        keepPeriods("weekly", rules.weekly(), sound, time -> week(time.toLocalDate()));
        keepPeriods(
                "monthly", rules.monthly(), sound, time -> YearMonth.from(time).toString());
        keepPeriods("yearly", rules.yearly(), sound, time -> String.valueOf(time.getYear()));
        keepYoung(sound);
        keepFirst(sound, backup -> true, "the newest complete backup");
        keepFirst(sound, backup -> backup.verified().isPresent(), "the newest verified backup");
        keepFirst(sound, Judgement::isRestored, "the newest backup that was restored to prove it");
        keepOlderThanSuspects(all);
        all.forEach(backup -> held.apply(backup).ifPresent(why -> keep(backup, why)));
    }

    /** What a backup that fell may be missing is in the older ones; they stay until somebody has looked. */
    private void keepOlderThanSuspects(List<Backup> newestFirst) {
        Optional<Backup> suspect = Optional.empty();
        for (Backup backup : newestFirst) {
            suspect.ifPresent(newer -> keep(
                    backup,
                    "older than " + newer.id() + ", which is suspect: accept that one (" + newer.acceptance()
                            + "), or remove its folder by hand"));
            suspect = backup.isSuspect() ? Optional.of(backup) : suspect;
        }
    }

    private void keepLast(List<Backup> newestFirst) {
        for (int i = 0; i < Math.min(rules.last(), newestFirst.size()); i++) {
            keep(newestFirst.get(i), "last %d (%d of %d)".formatted(rules.last(), i + 1, rules.last()));
        }
    }

    /** Keeps the newest backup of each of the newest periods that have one. */
    private void keepPeriods(
            String rule, int count, List<Backup> newestFirst, Function<ZonedDateTime, String> periodOf) {
        if (count == 0 || newestFirst.isEmpty()) {
            return;
        }
        Set<String> periods = new HashSet<>();
        BackupId kept = null;
        for (Backup backup : newestFirst) {
            String period = periodOf.apply(begun(backup).atZone(zone));
            if (periods.size() < count && periods.add(period)) {
                keep(backup, rule + " " + period);
                kept = backup.id();
            }
        }
        Backup oldest = newestFirst.get(newestFirst.size() - 1);
        if (periods.size() < count && !oldest.id().equals(kept)) {
            keep(oldest, "%s: the oldest, while there are fewer than %d".formatted(rule, count));
        }
    }

    private static String week(LocalDate day) {
        return "%d-W%02d".formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private void keepYoung(List<Backup> backups) {
        if (rules.keepDays() == 0) {
            return;
        }
        Instant limit = now.atZone(zone).minusDays(rules.keepDays()).toInstant();
        for (Backup backup : backups) {
            if (begun(backup).isAfter(limit)) {
                keep(backup, "younger than " + counted(rules.keepDays(), "day"));
            }
        }
    }

    private static String counted(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private void keepFirst(List<Backup> newestFirst, Predicate<Backup> which, String reason) {
        newestFirst.stream().filter(which).findFirst().ifPresent(backup -> keep(backup, reason));
    }

    private static boolean isRestored(Backup backup) {
        return backup.verified()
                .filter(verification -> verification.level().compareTo(Verification.Level.RESTORED) >= 0)
                .isPresent();
    }

    private static Instant begun(Backup backup) {
        return manifest(backup).begun();
    }

    private void keep(Backup backup, String reason) {
        reasons.computeIfAbsent(backup.id(), any -> new ArrayList<>()).add(reason);
    }

    private Verdict verdict(Backup backup) {
        return switch (backup.status()) {
            case RUNNING -> new Verdict(backup, true, List.of("it is being written"));
            case DAMAGED ->
                new Verdict(
                        backup,
                        true,
                        List.of("damaged, so no rule counts it: look at it, then remove its folder by hand"));
            case UNREADABLE -> new Verdict(backup, true, List.of(backup.reason() + ": no rule counts it"));
            case INCOMPLETE -> unfinished(backup);
            case COMPLETE -> complete(backup);
        };
    }

    private Verdict unfinished(Backup backup) {
        boolean stays = !backup.modified().isBefore(now.minus(UNFINISHED_STAYS));
        String reason = "never committed, " + (stays ? "not yet 24 hours old" : "older than 24 hours");
        return new Verdict(backup, stays, List.of(reason));
    }

    private Verdict complete(Backup backup) {
        Optional<Verification> failed = backup.failed();
        if (failed.isPresent()) {
            String level = failed.get().level().name().toLowerCase(Locale.ROOT);
            return new Verdict(
                    backup,
                    true,
                    List.of("its verification failed at " + level
                            + ", so no rule counts it: look at it, then remove its folder by hand"));
        }
        List<String> why = reasons.getOrDefault(backup.id(), List.of());
        if (backup.isSuspect()) {
            return new Verdict(
                    backup,
                    true,
                    List.of("suspect, so no rule counts it: "
                            + backup.suspicion().orElseThrow()));
        }
        return why.isEmpty() ? new Verdict(backup, false, List.of("no rule keeps it")) : new Verdict(backup, true, why);
    }
}
