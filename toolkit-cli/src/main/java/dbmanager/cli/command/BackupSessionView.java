package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.BackupSession;
import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The summary of a run over all databases, under the names that it has in the store.
 *
 * @param lost why it is not in the store too
 */
record BackupSessionView(BackupSession session, Optional<BackupAll.SummaryLost> lost) implements View {
    @Override
    public int exitCode() {
        return lost.map(why -> why.kind().exitCode()).orElse(0);
    }

    @Override
    public Optional<Problem> trouble() {
        return lost.map(why -> why);
    }

    @Override
    public Map<String, Object> json() {
        Map<String, String> files = new LinkedHashMap<>();
        session.backups().forEach((database, id) -> files.put(database, id.text()));
        return Json.of(
                "backup_session",
                        Json.of(
                                "timestamp", session.begun(),
                                "environment", session.environment(),
                                "total", session.total(),
                                "successful_backups", session.backups().size(),
                                "failed_backups", session.failures().size(),
                                "status", Words.name(session.status())),
                "backup_files", files,
                "failures", session.failures(),
                "suspects", session.suspects(),
                "summary", lost.isEmpty() ? session.key() : null);
    }

    @Override
    public void text(Printer out) {
        String suspects = session.suspects().isEmpty()
                ? ""
                : ", suspect: " + String.join(", ", session.suspects().keySet());
        out.line(
                "%s: %d of %s backed up%s  (%s)",
                Words.name(session.status()),
                session.backups().size(),
                Words.count(session.total(), "database"),
                suspects,
                lost.isEmpty() ? session.key() : "its summary is not kept");
    }
}
