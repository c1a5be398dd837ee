package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.BackupSession;
import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The summary of a run over all databases, under the names that it has in the store.
 *
 * @param kept whether it is in the store too
 */
record BackupSessionView(BackupSession session, boolean kept) implements View {
    @Override
    public int exitCode() {
        return kept ? 0 : Problem.Kind.UNEXPECTED.exitCode();
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
                "summary", kept ? session.key() : null);
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
                kept ? session.key() : "its summary is not kept");
    }
}
