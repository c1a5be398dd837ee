package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.exchange.Exported;
import java.nio.file.Path;
import java.util.Map;

/** What an export wrote. The rows themselves may be the answer, so how many they are is talk. */
record ExportView(Exported exported) implements View {
    @Override
    public Map<String, Object> json() {
        return Json.of(
                "rows", exported.rows(),
                "files", exported.files().stream().map(Path::toString).toList());
    }

    @Override
    public void text(Printer out) {
        exported.rows().forEach((table, rows) -> out.talk("%s  %s", table, Words.count(rows, "row")));
        exported.files().forEach(file -> out.line("wrote %s", file));
    }
}
