package dbmanager.cli.command;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Presence;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.exchange.Content;
import dbmanager.exchange.Table;
import dbmanager.operation.RestoreWish;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a restore would replace by what.
 *
 * @param refusal why it would not be done at all
 * @param current version of the database now
 * @param live records in it now, by table
 */
record RestorePreview(
        Manifest backup,
        String target,
        Presence presence,
        Optional<? extends Problem> refusal,
        Optional<String> current,
        Map<String, Long> live,
        Instant now)
        implements View {

    static RestorePreview of(Toolkit toolkit, BackupReader from, RestoreWish wish) {
        Presence presence = toolkit.backend().presence();
        boolean readable = presence == Presence.FILLED || presence == Presence.EMPTY;
        return new RestorePreview(
                from.manifest(),
                toolkit.database().url().toString(),
                presence,
                toolkit.backups().refusal(from, wish, toolkit.printer().progress()),
                readable ? toolkit.backend().history().current().map(Object::toString) : Optional.empty(),
                readable ? counts(toolkit) : Map.of(),
                toolkit.surroundings().clock().instant());
    }

    private static Map<String, Long> counts(Toolkit toolkit) {
        Map<String, Long> counts = new TreeMap<>();
        try (Content content = toolkit.backend().live()) {
            for (Table table : content.tables()) {
                count(content, table).ifPresent(rows -> counts.put(table.name(), rows));
            }
        }
        return counts;
    }

    private static Optional<Long> count(Content content, Table table) {
        try {
            return Optional.of(content.count(table));
        } catch (DatabaseUnavailable e) {
            if (e.kind() == Problem.Kind.FAILED) {
                return Optional.empty(); // the engine cannot count this one table
            }
            throw e;
        }
    }

    private Map<String, Long> held() {
        Map<String, Long> held = new TreeMap<>();
        for (Part part : backup.parts()) {
            if (part.kind() != Part.Kind.FILES) {
                held.putAll(part.contents());
            }
        }
        return held;
    }

    @Override
    public int exitCode() {
        return refusal.map(problem -> problem.kind().exitCode()).orElse(0);
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "dry_run", true,
                "backup", backup.id(),
                "backup_schema_version", backup.schema().current(),
                "backup_records", held(),
                "target", target,
                "presence", Words.name(presence),
                "target_schema_version", current,
                "target_records", live,
                "refused", refusal.map(Problem::getMessage),
                "next", refusal.map(Problem::next));
    }

    @Override
    public void text(Printer out) {
        out.line("target   %s (%s), version %s", target, Words.plain(presence), current.orElse("base"));
        out.line(
                "backup   %s, %s old, version %s",
                backup.id(),
                Words.age(backup.begun(), now),
                backup.schema().current().orElse("base"));
        TreeSet<String> tables = new TreeSet<>(live.keySet());
        tables.addAll(held().keySet());
        Columns columns = new Columns("table", "now", "backup");
        tables.forEach(table -> columns.add(
                table,
                Optional.ofNullable(live.get(table)).map(Object::toString).orElse("-"),
                Optional.ofNullable(held().get(table)).map(Object::toString).orElse("-")));
        columns.lines().forEach(line -> out.line("%s", line));
        refusal.ifPresentOrElse(
                why -> out.line("would be refused: %s; %s", why.getMessage(), why.next()),
                () -> out.line("nothing done yet"));
    }
}
