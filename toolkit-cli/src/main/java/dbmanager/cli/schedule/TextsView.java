package dbmanager.cli.schedule;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts for somebody else, and what became of them.
 *
 * @param documents that are shown; none where they were written
 * @param written files
 * @param removed files
 * @param told what else is to be said
 * @param next commands that are still to be run
 */
record TextsView(
        String environment,
        Platform platform,
        List<Document> documents,
        List<Path> written,
        List<Path> removed,
        List<String> told,
        List<String> next)
        implements View {

    static TextsView shown(String environment, Platform platform, List<Document> documents) {
        return new TextsView(environment, platform, documents, List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("environment", environment);
        json.put("for", platform.toString());
        json.put("documents", documents.stream().map(TextsView::json).toList());
        json.put("written", written.stream().map(Path::toString).toList());
        json.put("removed", removed.stream().map(Path::toString).toList());
        json.put("told", told);
        json.put("next", next);
        return json;
    }

    private static Map<String, Object> json(Document document) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", document.name());
        json.put("text", document.text());
        return json;
    }

    @Override
    public void text(Printer out) {
        for (int i = 0; i < documents.size(); i++) {
            if (documents.size() > 1) {
                out.line("%s# %s", i == 0 ? "" : "\n", documents.get(i).name());
            }
            out.line("%s", documents.get(i).text().stripTrailing());
        }
        written.forEach(file -> out.line("wrote %s", file));
        removed.forEach(file -> out.line("removed %s", file));
        told.forEach(line -> out.line("%s", line));
        next.forEach(command -> out.line("next:  %s", command));
    }
}
