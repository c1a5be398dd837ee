package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Drill;
import dbmanager.backup.Manifest;
import dbmanager.cli.Toolkit;
import dbmanager.environment.Guardian;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a recovery plan says of one database. Made without looking at the database, which may be gone.
 *
 * @param newest the newest whole backup
 * @param verified the newest of them that was verified
 * @param drill the last time that a recovery was tried out
 * @param interval between its last backups, the middle one
 * @param steps what to do, in order
 */
record DatabasePlan(
        String engine,
        String location,
        Optional<Backup> newest,
        Optional<Backup> verified,
        Optional<Drill> drill,
        Optional<Duration> interval,
        List<Step> steps,
        Instant now) {
    static final String INTERVAL = "backup_interval_seconds";

    private static final int COUNTED = 9;

    private record Step(String what, String command) {}

    static DatabasePlan of(Toolkit toolkit, String flags) {
        List<Backup> whole = toolkit.backups().list().stream()
                .filter(backup -> backup.manifest().filter(m -> !m.isPartial()).isPresent())
                .filter(backup -> !toolkit.backups().isUnproven(backup))
                .toList();
        Optional<Backup> verified = toolkit.backups().newestVerified();
        return new DatabasePlan(
                Words.name(toolkit.database().url().engine()),
                toolkit.database().url().toString(),
                whole.stream().findFirst(),
                verified,
                toolkit.backups().drills().findFirst(),
                interval(whole),
                steps(toolkit, flags, verified),
                toolkit.surroundings().clock().instant());
    }

    private static Optional<Duration> interval(List<Backup> newestFirst) {
        List<Instant> times = newestFirst.stream()
                .filter(backup -> backup.manifest()
                        .filter(manifest -> manifest.reason().equals("requested"))
                        .isPresent())
                .limit(COUNTED)
                .map(backup -> backup.id().time())
                .toList();
        List<Duration> intervals = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            intervals.add(Duration.between(times.get(i), times.get(i - 1)));
        }
        return intervals.stream().sorted().skip(intervals.size() / 2).findFirst();
    }

    private static List<Step> steps(Toolkit toolkit, String flags, Optional<Backup> verified) {
        String of = " --env " + toolkit.environment().name() + " --db "
                + toolkit.database().name() + flags;
        String consent = toolkit.environment()
                .guardian()
                .map(Guardian::environment)
                .map(name -> " --confirm " + name)
                .orElse(" --yes");
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("see what is wrong, with the way there too", "db-manager doctor" + of));
        if (!toolkit.settings().keys().isEmpty()) {
            steps.add(new Step("see that the keys of the backups are there", "db-manager key show-id" + flags));
        }
        steps.add(new Step("see what would be done", "db-manager recover --dry-run" + of));
        steps.add(new Step(
                "stop what writes to it; then bring it back from the newest good backup",
                "db-manager recover" + of + consent));
        verified.ifPresent(backup -> steps.add(new Step(
                "or, by hand, restore the newest verified one", "db-manager restore " + backup.id() + of + consent)));
        steps.add(new Step("see that it is where it was", "db-manager status" + of));
        steps.add(new Step("see that the data are right", "db-manager check-data" + of));
        steps.add(new Step("take a new backup at once", "db-manager backup" + of));
        return steps;
    }

    Map<String, Object> json() {
        return Json.of(
                "engine",
                engine,
                "location",
                location,
                "newest_backup",
                newest.map(this::json),
                "newest_verified_backup",
                verified.map(this::json),
                "actual_rpo_seconds",
                verified.flatMap(Backup::manifest).map(manifest -> Words.seconds(manifest.asOf(), now)),
                "measured_rto_ms",
                drill.filter(Drill::succeeded).map(Drill::recoveryTime).map(Duration::toMillis),
                "last_drill",
                drill.map(DrillView::fields),
                INTERVAL,
                interval.map(Duration::toSeconds),
                "steps",
                steps.stream()
                        .map(step -> Json.of("what", step.what(), "command", step.command()))
                        .toList());
    }

    private Map<String, Object> json(Backup backup) {
        Manifest manifest = backup.manifest().orElseThrow();
        return Json.of(
                "backup", backup.id(),
                "as_of", manifest.asOf(),
                "age_seconds", Words.seconds(manifest.asOf(), now),
                "verified", backup.verified().map(v -> Words.name(v.level())),
                "suspect", backup.isSuspect(),
                "key", manifest.key(),
                "schema_version", manifest.schema().current(),
                "records", manifest.records(),
                "bytes", manifest.bytes());
    }
}
