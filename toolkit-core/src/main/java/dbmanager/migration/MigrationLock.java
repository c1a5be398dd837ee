package dbmanager.migration;

import dbmanager.problem.Problem;

/**
 * Held by the one runner that may change a database's versions. The lock ends with its process, however that ends: a killed runner never
 * blocks for ever. {@link #close} gives it back and may be called twice.
 */
public interface MigrationLock extends AutoCloseable {
    /** @throws Lost when it is no longer certain that nobody else has it; to be called before every step */
    void ensureHeld();

    @Override
    void close();

    /** Another runner has the lock. */
    final class Held extends Problem {
        private static final long serialVersionUID = 1L;

        /** @param owner who has it and since when, as the owner wrote it; empty when that cannot be read */
        public Held(String database, String owner) {
            this(database, "migrated", owner);
        }

        /** Nobody migrates it, but somebody is about to replace all of it. */
        public static Held byRestore(String database, String owner) {
            return new Held(database, "restored", owner);
        }

        private Held(String database, String done, String owner) {
            super(
                    Kind.LOCKED,
                    database + " is being " + done + " by " + (owner.isEmpty() ? "another process" : owner),
                    "nothing was run",
                    "wait until it is done, or give --wait with a longer time; a lock ends with its process");
        }
    }

    /** The lock was taken away in the middle. */
    final class Lost extends Problem {
        private static final long serialVersionUID = 1L;

        public Lost(String database) {
            this(database, "somebody else may have taken it");
        }

        /** @param why as far as it is known */
        public Lost(String database, String why) {
            super(
                    Kind.LOCKED,
                    "the lock on " + database + " was lost: " + why,
                    "steps that were reported are done and recorded; nothing later ran",
                    "run `db-manager status`, then the command again");
        }
    }
}
