package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.History;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class HistoryCommand implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::history);
    }

    private View history(Toolkit toolkit) {
        List<History.Entry> entries = toolkit.backend().history().entries();
        return Answer.of(
                Json.of("history", EntryJson.of(entries)),
                entries.isEmpty()
                        ? List.of("nothing has been applied yet")
                        : table(entries, toolkit.printer().isVerbose()));
    }

    private static List<String> table(List<History.Entry> entries, boolean all) {
        Columns columns = all
                ? new Columns("rank", "when", "what", "took", "who", "migration", "sha256", "note")
                : new Columns("when", "what", "who", "migration");
        for (History.Entry entry : entries) {
            String what = EntryJson.what(entry);
            String who = entry.by().who();
            if (all) {
                columns.add(
                        entry.rank(),
                        entry.when(),
                        what,
                        entry.took().toMillis() + " ms",
                        who,
                        entry.key(),
                        entry.sha256().map(sha -> sha.substring(0, 12)).orElse("-"),
                        entry.by().note());
            } else {
                columns.add(entry.when(), what, who, entry.key());
            }
        }
        return columns.lines();
    }
}
