package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.util.List;
import java.util.Map;

/** An answer that is a few lines. */
record Answer(Map<String, Object> json, List<String> lines, int exitCode, Map<String, String> deeds) implements View {
    static Answer of(Map<String, Object> json, String... lines) {
        return new Answer(json, List.of(lines), 0, Map.of());
    }

    static Answer of(Map<String, Object> json, List<String> lines) {
        return new Answer(json, lines, 0, Map.of());
    }

    Answer withExitCode(int code) {
        return new Answer(json, lines, code, deeds);
    }

    Answer withDeed(String name, Object value) {
        return new Answer(json, lines, exitCode, Map.of(name, value.toString()));
    }

    @Override
    public void text(Printer out) {
        lines.forEach(line -> out.line("%s", line));
    }
}
