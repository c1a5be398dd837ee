package dbmanager.migration;

import java.util.List;
import java.util.Optional;

/**
 * What another database of the same project has been through, as evidence that a migration runs to its end. Pure.
 *
 * @param environment where that database is, for the reader
 */
public record Proof(String environment, History history) {

    /** What the other database says of one migration. */
    public enum Standing {
        /** It ran there with the same text, to its end, and is in force. */
        PROVEN,
        /** It is not in force there, and nothing went wrong. */
        NOT_YET,
        /** It failed there, ran with another text, or was never seen to run. */
        CONTRADICTED
    }

    /** @param reason why it is not proven, for the reader; empty when it is */
    public record Verdict(Migration migration, Standing standing, String reason) {}

    public Verdict judge(Migration migration) {
        MigrationKey key = migration.key();
        Optional<History.Entry> unfinished = history.unfinished().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst();
        if (unfinished.isPresent()) {
            String way = unfinished.get().direction() == Direction.UP ? "began there" : "its rollback began there";
            return contradicted(
                    migration,
                    environment + ": " + way + " at " + unfinished.get().when() + " and did not end well");
        }
        return history.inForce(key).map(entry -> inForce(migration, entry)).orElseGet(() -> notInForce(migration));
    }

    private Verdict inForce(Migration migration, History.Entry entry) {
        if (entry.baseline()) {
            return contradicted(migration, "the history of " + environment + " begins with it: nobody saw it run");
        }
        if (!entry.confirms(migration.script().checksum())) {
            return migration.isRepeatable()
                    ? notYet(migration, environment + " has another text of it in force")
                    : contradicted(
                            migration,
                            environment + " has it in force "
                                    + (entry.hasChecksum() ? "with another text" : "and does not know which text ran"));
        }
        return entry.mode() == Mode.RECORD_ONLY
                ? contradicted(migration, environment + " has it by a stamp: nobody saw it run")
                : new Verdict(migration, Standing.PROVEN, "");
    }

    private Verdict notInForce(Migration migration) {
        boolean before = migration
                .version()
                .filter(version -> history.baseline()
                        .filter(first -> version.compareTo(first) <= 0)
                        .isPresent())
                .isPresent();
        if (before) {
            return contradicted(
                    migration,
                    "the history of " + environment + " begins at "
                            + history.baseline().orElseThrow() + ": nobody saw it run");
        }
        return notYet(
                migration,
                environment + (history.mentions(migration.key()) ? " has taken it back" : " has not run it"));
    }

    private static Verdict notYet(Migration migration, String reason) {
        return new Verdict(migration, Standing.NOT_YET, reason);
    }

    private static Verdict contradicted(Migration migration, String reason) {
        return new Verdict(migration, Standing.CONTRADICTED, reason);
    }

    /**
     * The plan, if each of its steps is proven.
     *
     * @param here the environment whose plan it is, for the reader
     * @throws Unproven when one of them is not
     */
    public Plan require(Plan plan, String here) {
        List<Verdict> unproven = plan.steps().stream()
                .map(step -> judge(step.migration()))
                .filter(verdict -> verdict.standing() != Standing.PROVEN)
                .toList();
        if (!unproven.isEmpty()) {
            throw new Unproven(unproven, environment, here);
        }
        return plan;
    }
}
