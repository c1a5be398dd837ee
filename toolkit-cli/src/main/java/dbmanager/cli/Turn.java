package dbmanager.cli;

import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one database said: an answer, or why there is none. */
public record Turn(String database, Optional<View> answer, Optional<Problem> problem) {
    static Turn answered(String database, View answer) {
        return new Turn(database, Optional.of(answer), Optional.empty());
    }

    static Turn failed(String database, Problem problem) {
        return new Turn(database, Optional.empty(), Optional.of(problem));
    }

    int exitCode() {
        return problem.map(p -> p.kind().exitCode())
                .orElseGet(() -> answer.map(View::exitCode).orElse(0));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("database", database);
        answer.ifPresent(view -> json.putAll(view.json()));
        problem.ifPresent(p -> json.put("error", Printer.json(p)));
        return json;
    }
}
