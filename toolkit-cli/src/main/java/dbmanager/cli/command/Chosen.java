package dbmanager.cli.command;

import dbmanager.backup.BackupId;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.RestoreWish;
import java.util.Map;

/**
 * The backup that is to be restored into one of several databases, and may be. As an answer: it was not.
 *
 * @param flags of the command line that restores it alone
 */
record Chosen(String database, BackupId backup, RestoreWish wish, String flags) implements View {
    /** Restores it alone. */
    String command() {
        return "`db-manager restore " + backup + " --db " + database + " " + flags + "`";
    }

    @Override
    public Map<String, Object> json() {
        return Json.of("backup", backup, "restored", false);
    }

    @Override
    public void text(Printer out) {
        out.line("  %s may be restored; nothing is done before all are judged", backup);
    }
}
