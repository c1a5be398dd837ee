package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.exchange.Imported;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an import did. */
record ImportView(Imported imported) implements View {
    @Override
    public Map<String, Object> json() {
        Map<String, Object> tables = new LinkedHashMap<>();
        imported.tables()
                .forEach((table, counts) -> tables.put(
                        table,
                        Json.of("added", counts.added(), "replaced", counts.replaced(), "skipped", counts.skipped())));
        return Json.of("tables", tables);
    }

    @Override
    public Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>();
        imported.tables()
                .forEach((table, counts) ->
                        deeds.put("rows of " + table, Long.toString(counts.added() + counts.replaced())));
        return deeds;
    }

    @Override
    public void text(Printer out) {
        imported.tables()
                .forEach((table, counts) -> out.line(
                        "%s: %d added, %d replaced, %d skipped",
                        table, counts.added(), counts.replaced(), counts.skipped()));
    }
}
