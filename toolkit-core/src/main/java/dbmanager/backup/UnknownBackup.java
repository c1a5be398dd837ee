package dbmanager.backup;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** No backup, or more than one, is meant by what was asked for. */
public final class UnknownBackup extends Problem {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private UnknownBackup(String happened, String next) {
        super(Kind.DAMAGED, happened, "nothing was changed", next);
    }

    /** @param others what is there instead */
    static UnknownBackup none(String location, List<Latest.PassedOver> others) {
        String happened = "there is no complete backup of this database in " + location;
        return others.isEmpty()
                ? new UnknownBackup(happened, "take one: `db-manager backup`")
                : new UnknownBackup(
                        happened + ", only "
                                + others.stream()
                                        .limit(SHOWN)
                                        .map(Latest.PassedOver::toString)
                                        .collect(Collectors.joining("; "))
                                + (others.size() > SHOWN ? "; and " + (others.size() - SHOWN) + " more" : ""),
                        "name the one that is meant by its id: `db-manager list-backups`; `db-manager restore` wants --other-database for"
                                + " one of another database"
                                + (others.stream().anyMatch(other -> other.why() == Latest.Why.PLAIN)
                                        ? ", and --accept-plain for one that is not encrypted"
                                        : ""));
    }

    static UnknownBackup named(String wanted, String location) {
        return new UnknownBackup(
                "there is no backup " + wanted + " of this database in " + location,
                "take an id from `db-manager list-backups`, or give a file");
    }

    static UnknownBackup ambiguous(String wanted, List<Backup> candidates) {
        return new UnknownBackup(
                wanted + " is the beginning of " + candidates.size() + " backup ids: "
                        + candidates.stream()
                                .limit(SHOWN)
                                .map(backup -> backup.id().text())
                                .collect(Collectors.joining(", ")),
                "give more of the id");
    }
}
