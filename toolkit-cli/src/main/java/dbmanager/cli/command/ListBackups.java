package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Manifest;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
                                        .map(backup -> json(backup, now))
                                        .toList()),
                backups.isEmpty()
                        ? List.of("no backups in " + toolkit.store().location() + "; `db-manager backup` takes one")
                        : table(backups, now));
    }

    private static List<String> table(List<Backup> backups, Instant now) {
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
                    SuspicionFields.status(backup),
                    backup.manifest().map(ListBackups::reason).orElse(backup.reason()));
        }
        return columns.lines();
    }

    private static String reason(Manifest manifest) {
        return manifest.reason() + (manifest.isPartial() ? ", only " + String.join(", ", manifest.selection()) : "");
    }

    private static Map<String, Object> json(Backup backup, Instant now) {
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
                "key", backup.manifest().flatMap(Manifest::key),
                "status", Words.name(backup.status()),
                "reason", backup.manifest().map(Manifest::reason).orElse(backup.reason()));
    }
}
