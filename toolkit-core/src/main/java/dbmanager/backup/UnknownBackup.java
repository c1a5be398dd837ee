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

    static UnknownBackup none(String location) {
        return new UnknownBackup(
                "there is no complete backup of this database in " + location,
                "look why with `db-manager list-backups`, which names what is there too; `db-manager backup` takes one of the database as it is now");
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
