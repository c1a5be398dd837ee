package dbmanager.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command says of all its databases when it ends: one JSON document or, as text, what is left to say; and its exit code. */
record CommandReport(String command, String environment, Printer printer) {

    /** @return the exit code: that of the first database that failed, else that of the summary */
    int of(List<Turn> turns, Optional<View> summary) {
        int exitCode = turns.stream()
                .map(Turn::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .or(() -> summary.map(View::exitCode))
                .orElse(0);
        if (printer.isJson()) {
            json(turns, summary, exitCode);
        } else {
            summary.ifPresent(view -> view.text(printer));
        }
        return exitCode;
    }

    /** @return the exit code, which is that of the interruption whatever was told before */
    int interrupted(List<Turn> turns, Interrupted problem) {
        int exitCode = problem.kind().exitCode();
        if (printer.isJson()) {
            json(turns, Optional.empty(), exitCode);
        } else {
            printer.problem(problem);
        }
        return exitCode;
    }

    private void json(List<Turn> turns, Optional<View> summary, int exitCode) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("command", command);
        whole.put("environment", environment);
        whole.put("exit_code", exitCode);
        summary.ifPresent(view -> whole.putAll(view.json()));
        whole.put("databases", turns.stream().map(Turn::json).toList());
        printer.json(whole);
    }
}
