package dbmanager.cli.command;

import dbmanager.backup.Manifest;
import dbmanager.backup.Suspicion;
import java.util.List;
import java.util.Map;

/** What speaks against a backup, as every command shows it. */
final class SuspicionFields {
    private SuspicionFields() {}

    static Map<String, Object> of(Suspicion suspicion) {
        return Json.of(
                "at", suspicion.at(),
                "against", suspicion.against(),
                "findings", FindingsView.json(suspicion.findings()),
                "accepted_by", suspicion.accepted().map(Suspicion.Acceptance::who),
                "accepted_at", suspicion.accepted().map(Suspicion.Acceptance::at));
    }

    /** For people, who should look at it now. */
    static List<String> lines(Manifest backup, Suspicion suspicion) {
        return List.of(
                "suspect: " + suspicion,
                "  it is kept; `latest` does not mean it, and clean removes nothing older. Look: `db-manager "
                        + suspicion.against().map(good -> "diff " + good + " ").orElse("show-backup ") + backup.id()
                        + backup.flags() + "`",
                "  if it is right: `db-manager verify " + backup.id() + " --accept" + backup.flags() + "`");
    }

    static String line(Suspicion suspicion) {
        return suspicion
                .accepted()
                .map(accepted -> "accepted    " + accepted.at() + "  by " + accepted.who() + ": " + suspicion)
                .orElseGet(() -> "suspect     " + suspicion.at() + "  " + suspicion);
    }
}
