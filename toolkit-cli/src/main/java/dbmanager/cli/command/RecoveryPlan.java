package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.JsonText;
import dbmanager.cli.Printer;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.operation.ProjectDocument;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class RecoveryPlan implements Callable<Integer> {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where to write it; else to standard output. One that is there is replaced.")
    private Optional<String> file = Optional.empty();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        Session session = database.each();
        return session.document(
                toolkit -> plan(toolkit, database.flags()), databases -> document(session, databases));
    }

    private static View plan(Toolkit toolkit, String flags) {
        return Answer.of(DatabasePlan.of(toolkit, flags).json());
    }

    private View document(Session session, List<Map<String, Object>> databases) {
        Map<String, Object> head = PlanHead.of(session, database.surroundings().clock().instant(), databases);
        Map<String, Object> whole = new LinkedHashMap<>(head);
        whole.put("databases", databases);
        String text = JsonText.of(whole);
        Optional<Path> written = file.map(name -> database.surroundings().path(name));
        written.ifPresent(path -> ProjectDocument.write(path, text + "\n"));
        return new Document(head, text, written);
    }

    /** @param file where it was written, if it was */
    private record Document(Map<String, Object> head, String text, Optional<Path> file) implements View {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>(head);
            json.put("file", file.map(Path::toString).orElse(null));
            return json;
        }

        @Override
        public void text(Printer out) {
            out.line("%s", file.map(path -> "wrote " + path).orElse(text));
        }
    }
}
