package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;

/** A script for a person to run. */
record OfflineScriptView(String script) implements View {
    static OfflineScriptView of(Consumer<PrintWriter> writing) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        writing.accept(out);
        out.flush();
        return new OfflineScriptView(text.toString());
    }

    @Override
    public Map<String, Object> json() {
        return Map.of("sql", script);
    }

    @Override
    public void text(Printer out) {
        out.verbatim(script);
    }
}
