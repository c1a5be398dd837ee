package dbmanager.cli.schedule;

import dbmanager.cli.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of one schedule where somebody else looks for them.
 *
 * @param folder of files; a crontab is in none
 * @param variables with which {@code crontab} is run
 * @param dryRun whether it is only said what would be done
 */
record Installation(Owner owner, Platform platform, Path folder, Map<String, String> variables, boolean dryRun) {

    /** @param documents that are to be there, and no others of this schedule; none to take all of them back */
    View put(List<Document> documents) {
        return platform == Platform.CRON ? putLines(documents) : putFiles(documents);
    }

    private View putLines(List<Document> documents) {
        CrontabProgram crontab = new CrontabProgram(variables);
        String before = crontab.read();
        Optional<String> block = documents.stream().findFirst().map(Document::text);
        String after = Crontab.with(before, owner, block);
        String told;
        if (before.equals(after)) {
            told = "the crontab is as it should be";
        } else if (dryRun) {
            told = "the crontab would be as above; nothing done yet";
        } else {
            crontab.write(after);
            told = block.isEmpty() ? "our lines are out of the crontab" : "the crontab has our lines";
        }
        List<Document> shown = dryRun ? List.of(new Document("crontab", after)) : List.of();
        return view(shown, List.of(), List.of(), List.of(told), List.of());
    }

    private View putFiles(List<Document> documents) {
        OwnFiles files = new OwnFiles(folder, owner, platform);
        files.refuseOthers(documents);
        List<Path> written = files.paths(documents);
        List<Path> removed = files.others(written);
        if (written.isEmpty() && removed.isEmpty()) {
            return view(List.of(), List.of(), List.of(), List.of("nothing of this schedule is there"), List.of());
        }
        List<String> next = platform.commands(owner, written, removed);
        if (dryRun) {
            return view(documents, List.of(), List.of(), would(written, removed), next);
        }
        files.write(documents);
        files.remove(removed);
        return view(List.of(), written, removed, List.of(), next);
    }

    private static List<String> would(List<Path> written, List<Path> removed) {
        List<String> lines = new ArrayList<>();
        written.forEach(file -> lines.add("would write " + file));
        removed.forEach(file -> lines.add("would remove " + file));
        lines.add("nothing done yet");
        return lines;
    }

    private View view(
            List<Document> shown, List<Path> written, List<Path> removed, List<String> told, List<String> next) {
        return new TextsView(owner.environment(), platform, shown, written, removed, told, next);
    }
}
