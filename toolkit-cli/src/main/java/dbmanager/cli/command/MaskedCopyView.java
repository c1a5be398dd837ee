package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.MaskedCopy;
import java.util.LinkedHashMap;
import java.util.Map;

/** A database that was made as new and filled with masked rows. */
record MaskedCopyView(BackupId backup, MaskedCopy.Done done, ResetView reset) implements View {
    @Override
    public int exitCode() {
        return reset.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(reset.json());
        json.put("from_backup", backup.text());
        json.put("rows", done.rows());
        json.put(
                "masked",
                done.masked().entrySet().stream()
                        .map(entry -> Json.of(
                                "field", entry.getKey().field(),
                                "rule", entry.getKey().mask(),
                                "values", entry.getValue()))
                        .toList());
        json.put("personal_without_rule", done.unruled());
        return json;
    }

    @Override
    public Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>(reset.deeds());
        deeds.putAll(Json.texts("from_backup", backup, "rows", total(done.rows()), "masked", total(done.masked())));
        return deeds;
    }

    private static long total(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void text(Printer out) {
        reset.text(out);
        done.rows().forEach((table, rows) -> out.line("%s: %s from %s", table, Words.count(rows, "row"), backup));
        done.masked().forEach((rule, values) -> out.line("  %s  %s masked", rule, Words.count(values, "value")));
        done.unruled()
                .forEach(field ->
                        out.warn(field + " looks personal and has no mask rule; write one, or keep if it may stay"));
    }
}
