package dbmanager.sql.postgres;

import dbmanager.backend.Drift;
import dbmanager.backend.DriftWatch;
import dbmanager.backend.TargetInUse;
import dbmanager.sql.script.Transaction;
import java.sql.SQLException;
import java.util.Optional;

/** Compares the schema with the fingerprint that the history keeps of it. */
record PostgresDriftWatch(PostgresDatabase database, PostgresSession session) implements DriftWatch {
    @Override
    public void keep() {
        session.change(connection -> Transaction.in(connection, () -> {
            try {
                new PostgresHistory(connection, Bookkeeping.of(connection)).keepFingerprint();
                return true;
            } catch (SQLException e) {
                if (PostgresErrors.of(e) == PostgresErrors.LOCKED) {
                    throw new TargetInUse(database.shown(), "somebody locks a table that a view reads");
                }
                throw e;
            }
        }));
    }

    @Override
    public Drift look() {
        return session.read(connection -> Transaction.in(connection, () -> {
                    Bookkeeping tables = Bookkeeping.of(connection);
                    return new PostgresHistory(connection, tables).drift(PostgresFingerprint.of(connection, tables));
                }))
                .orElseGet(() -> Drift.unknown(Optional.empty(), "there is no database yet"));
    }
}
