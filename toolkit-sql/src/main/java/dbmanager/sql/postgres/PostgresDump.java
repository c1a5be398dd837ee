package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Part;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.SchemaVersion;
import dbmanager.backup.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Writes a database into a backup while others go on writing: {@code pg_dump} works on a snapshot that a session of ours holds, and on the same
 * snapshot that session counts and digests the rows. Both at once; packing is what takes the time.
 */
record PostgresDump(PostgresDatabase database, Programs programs) {
    private static final int BUFFER = 1 << 18;

    /** What stands in the backup of one table: its rows' number and {@link Digest}. */
    private record Contents(Map<String, Long> counts, Map<String, String> digests) {}

    /** Adds the part with the dump, and a note of the roles, and describes the backup; the caller commits it. */
    void write(Selection what, BackupWriter into, Progress progress) {
        try (Connection snapshot = database.read()) {
            PostgresContent.hold(snapshot);
            String id = PostgresDatabase.text(snapshot, "SELECT pg_export_snapshot()")
                    .orElseThrow();
            Instant moment = Instant.parse(PostgresDatabase.text(
                            snapshot, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                    .orElseThrow());
            int major = snapshot.getMetaData().getDatabaseMajorVersion();
            List<Relation> all = PostgresSchema.relations(snapshot);
            List<Relation> wanted = select(what, all, database.shown());
            SchemaVersion schema = SchemaVersion.of(PostgresHistory.read(snapshot));
            String name = into.id().database() + ".dump";
            try (BackupWriter.PartWriter part =
                    into.part(name, Part.Kind.DATABASE, Compression.NONE, Optional.empty())) {
                Contents contents = write(snapshot, id, major, what, wanted, name, part, progress);
                part.commit(contents.counts(), Map.of(), contents.digests());
            }
            if (what.isAll()) {
                noteGlobals(into);
            }
            into.describe(schema, Optional.of(moment));
            snapshot.rollback();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private Contents write(
            Connection snapshot,
            String id,
            int major,
            Selection what,
            List<Relation> wanted,
            String name,
            BackupWriter.PartWriter part,
            Progress progress)
            throws SQLException {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=custom",
                "--no-password",
                "--load-via-partition-root",
                "--snapshot=" + id,
                "--lock-wait-timeout=" + Math.max(1, database.patience().toMillis())));
        if (!what.isAll()) {
            // A pattern of pg_dump; in quotes nothing in a name is special.
            wanted.forEach(relation -> arguments.add("--table=" + relation.qualified()));
        }
        FutureTask<Contents> reading = new FutureTask<>(digesting(snapshot, wanted, major));
        Thread reader = new Thread(reading, "content digests");
        reader.setDaemon(true);
        try (Child dumping = Child.start(
                programs.require("pg_dump", major),
                arguments,
                database.variables(),
                database.password(),
                Child.USUAL_SILENCE,
                () -> false)) {
            reader.start();
            pump(dumping, part.stream(), name, progress);
            dumping.await("while it dumped " + database.shown());
            return result(reading);
        } finally {
            if (!reading.isDone()) {
                snapshot.abort(Runnable::run);
            }
        }
    }

    private static Callable<Contents> digesting(Connection snapshot, List<Relation> wanted, int major) {
        return () -> {
            Map<String, Long> counts = new TreeMap<>();
            Map<String, String> digests = new TreeMap<>();
            for (Relation relation : wanted) {
                Digest digest = Digest.of(snapshot, relation);
                counts.put(relation.shown(), digest.rows());
                digests.put(relation.shown(), digest.text(major));
            }
            return new Contents(counts, digests);
        };
    }

    private Contents result(FutureTask<Contents> reading) throws SQLException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void pump(Child from, OutputStream into, String part, Progress progress) {
        try (InputStream in = from.output()) {
            byte[] buffer = new byte[BUFFER];
            long done = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(into, buffer, n, part);
                from.isAlive();
                done += n;
                progress.at("pg_dump", done, -1);
            }
        } catch (IOException e) {
            // It writes no more; why is what it ends with.
        }
    }

    private static void write(OutputStream into, byte[] buffer, int length, String part) {
        try {
            into.write(buffer, 0, length);
        } catch (IOException e) {
            throw StoreFailure.writing(part, e);
        }
    }

    /** Roles and tablespaces are the server's, not the database's: kept to be read, never to be run. */
    private void noteGlobals(BackupWriter into) {
        String text;
        try (Child asking = Child.start(
                programs.require("pg_dumpall"),
                List.of("--globals-only", "--no-role-passwords", "--no-password", "--database=" + database.name()),
                database.variables(),
                database.password(),
                Child.USUAL_SILENCE,
                () -> false)) {
            text = new String(asking.output().readAllBytes(), StandardCharsets.UTF_8);
            asking.await("while it read the roles of the server");
        } catch (Child.Failed e) {
            text = missing(e.reason());
        } catch (Programs.Missing e) {
            text = missing(e.getMessage());
        } catch (IOException e) {
            text = missing(String.valueOf(e.getMessage()));
        }
        String name = into.id().database() + ".globals.sql";
        try (BackupWriter.PartWriter part = into.part(name, Part.Kind.NOTES, Compression.NONE, Optional.empty())) {
            part.stream().write(text.getBytes(StandardCharsets.UTF_8));
            part.commit(Map.of());
        } catch (IOException e) {
            throw StoreFailure.writing(name, e);
        }
    }

    private static String missing(String why) {
        return "-- The roles and tablespaces of the server are not in this backup: " + why.replaceAll("\\s+", " ")
                + "\n";
    }

    /** The tables that are meant. @throws UnknownTable when one is not there */
    static List<Relation> select(Selection what, List<Relation> all, String where) {
        if (what.isAll()) {
            return all;
        }
        List<String> known = all.stream().map(Relation::shown).toList();
        return what.names().stream()
                .distinct()
                .map(name -> all.stream()
                        .filter(relation -> relation.shown().equals(name)
                                || (relation.schema() + "." + relation.name()).equals(name))
                        .findFirst()
                        .orElseThrow(() -> new UnknownTable(name, where, known)))
                .collect(Collectors.toList());
    }
}
