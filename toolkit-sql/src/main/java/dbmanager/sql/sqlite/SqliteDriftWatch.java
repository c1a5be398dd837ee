package dbmanager.sql.sqlite;

import dbmanager.backend.Drift;
import dbmanager.backend.DriftWatch;
import dbmanager.sql.script.Transaction;
import java.util.Optional;

/** Compares the schema with the fingerprint that the history keeps of it. */
record SqliteDriftWatch(SqliteDatabase database, SqliteSession session) implements DriftWatch {
    @Override
    public void keep() {
        session.change(connection -> Transaction.in(connection, () -> {
            new SqliteHistory(connection).keepFingerprint();
            return true;
        }));
    }

    @Override
    public Drift look() {
        return database.exists()
                ? session.read(connection -> new SqliteHistory(connection).drift(SqliteFingerprint.of(connection)))
                : Drift.unknown(Optional.empty(), "there is no database yet");
    }
}
