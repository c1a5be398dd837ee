package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Manifest;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class ListBackups implements Callable<Integer> {
    @Option(names = "--all", description = "Those of other environments too.")
    private boolean all;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::list);
    }

    private View list(Toolkit toolkit) {
        List<Backup> backups =
                all ? toolkit.backups().everywhere() : toolkit.backups().list();
        Instant now = toolkit.surroundings().clock().instant();
        return Answer.of(
                Json.of(
                        "store", toolkit.store().location(),
                        "backups",
                                backups.stream()
                                        .map(backup -> json(
                                                backup, now, toolkit.backups().isUnproven(backup)))
                                        .toList()),
                backups.isEmpty()
                        ? List.of("no backups in " + toolkit.store().location() + "; `db-manager backup` takes one")
                        : lines(backups, now, toolkit.backups()::isUnproven));
    }

    private static List<String> lines(List<Backup> backups, Instant now, Predicate<Backup> plain) {
        List<String> lines = new ArrayList<>(table(backups, now, plain));
        if (backups.stream().anyMatch(plain)) {
            lines.add(
                    "plain: not encrypted, as the others are, so nothing proves who wrote it, and `latest` never means it;"
                            + " if you know it to be good, verify, diff and restore take it with --accept-plain");
        }
        return lines;
    }

    private static List<String> table(List<Backup> backups, Instant now, Predicate<Backup> plain) {
        Columns columns =
                new Columns("backup", "age", "size", "version", "verified", "environment", "status", "reason");
        for (Backup backup : backups) {
            columns.add(
                    backup.id(),
                    Words.age(backup.id().time(), now),
                    Words.bytes(backup.bytes()),
                    backup.manifest()
                            .map(m -> m.schema().current().orElse("base"))
                            .orElse("-"),
                    backup.verified()
                            .map(v -> Words.name(v.level()))
                            .orElse(backup.failed().isPresent() ? "failed" : "no"),
                    backup.manifest().map(Manifest::environment).orElse("-"),
                    status(backup, plain.test(backup)),
                    backup.manifest().map(ListBackups::reason).orElse(backup.reason()));
        }
        return columns.lines();
    }

    private static String status(Backup backup, boolean plain) {
        if (backup.isSuspect()) {
            return plain ? "plain, suspect" : "suspect";
        }
        return plain ? "plain" : Words.name(backup.status());
    }

    private static String reason(Manifest manifest) {
        return manifest.reason() + (manifest.isPartial() ? ", only " + String.join(", ", manifest.selection()) : "");
    }

    private static Map<String, Object> json(Backup backup, Instant now, boolean plain) {
        return Json.of(
                "backup", backup.id(),
                "time", backup.id().time(),
                "age_seconds", Words.seconds(backup.id().time(), now),
                "bytes", backup.bytes(),
                "records", backup.manifest().map(Manifest::records),
                "environment", backup.manifest().map(Manifest::environment),
                "selection", backup.manifest().map(Manifest::selection).orElse(List.of()),
                "schema_version", backup.manifest().flatMap(m -> m.schema().current()),
                "verified", backup.verified().map(v -> Words.name(v.level())),
                "verification_failed", backup.failed().isPresent(),
                "suspect", backup.isSuspect(),
                "plain", plain,
                "key", backup.manifest().flatMap(Manifest::key),
                "status", Words.name(backup.status()),
                "reason", backup.manifest().map(Manifest::reason).orElse(backup.reason()));
    }
}
