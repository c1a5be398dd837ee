package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Part;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.SchemaVersion;
import dbmanager.backup.StoreFailure;
import dbmanager.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Writes a database into a backup while others go on writing: {@code pg_dump} works on a snapshot that a session of ours holds. What it writes is
 * read back on its way into the part: every table has to have as many rows as that session counts in the snapshot, and their digests are what a
 * restore is compared with.
 */
record PostgresDump(PostgresDatabase database, Programs programs) {
    private static final int BUFFER = 1 << 18;

    /**
     * Whether pg_dump writes values otherwise than our sessions read them: in another encoding, money as another country has it, bytes with escapes. It
     * has to, since those who restore the dump by hand read them so.
     */
    private static final String WRITES_OTHERWISE = """
            SELECT getdatabaseencoding() NOT IN ('UTF8', 'SQL_ASCII') OR EXISTS (
                SELECT 1 FROM pg_settings s JOIN pg_type t ON t.typnamespace = 'pg_catalog'::regnamespace
                   AND (s.name = 'lc_monetary' AND s.reset_val NOT IN ('C', 'POSIX') AND t.typname = 'money'
                        OR s.name = 'bytea_output' AND s.reset_val <> 'hex' AND t.typname = 'bytea')
                 WHERE EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid >= 16384 AND atttypid IN (t.oid, t.typarray))
                    OR EXISTS (SELECT 1 FROM pg_type d WHERE d.typbasetype IN (t.oid, t.typarray))
                    OR EXISTS (SELECT 1 FROM pg_range WHERE rngsubtype = t.oid))""";

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
        Map<String, String> variables = new HashMap<>(database.variables());
        variables.put("PGTZ", "UTC"); // so that its lines are those of our sessions
        boolean readable = !PostgresDatabase.yes(snapshot, WRITES_OTHERWISE);
        FutureTask<Contents> reading = new FutureTask<>(
                () -> readable ? Contents.counted(snapshot, wanted) : Contents.read(snapshot, wanted, major));
        Thread reader = new Thread(reading, "rows of the snapshot");
        reader.setDaemon(true);
        try (Child dumping = Child.start(
                programs.require("pg_dump", major),
                arguments,
                variables,
                database.password(),
                Child.USUAL_SILENCE,
                () -> false)) {
            reader.start();
            Optional<DumpedRows> rows = pump(dumping, part.stream(), name, progress);
            Contents contents = result(reading);
            return readable ? contents.with(rows, snapshot, wanted, major) : contents;
        } catch (Child.Failed e) {
            if (reading.isDone()) {
                result(reading); // where its session failed, the snapshot is gone, and pg_dump only tells of that
            }
            throw ServerTrouble.behind(e, database.shown())
                    .map(Problem.class::cast)
                    .orElse(e);
        } finally {
            if (!reading.isDone()) {
                snapshot.abort(Runnable::run);
            }
        }
    }

    /** What the rows of each table are in the snapshot. */
    private record Contents(Map<String, Long> counts, Map<String, String> digests) {
        static Contents counted(Connection snapshot, List<Relation> wanted) throws SQLException {
            Map<String, Long> counts = new TreeMap<>();
            for (Relation relation : wanted) {
                String sql = "SELECT count(*) FROM " + relation.source();
                counts.put(
                        relation.shown(),
                        Long.parseLong(PostgresDatabase.text(snapshot, sql).orElseThrow()));
            }
            return new Contents(counts, Map.of());
        }

        static Contents read(Connection snapshot, List<Relation> wanted, int major) throws SQLException {
            Map<String, Long> counts = new TreeMap<>();
            Map<String, String> digests = new TreeMap<>();
            for (Relation relation : wanted) {
                Digest digest = Digest.of(snapshot, relation);
                counts.put(relation.shown(), digest.rows());
                digests.put(relation.shown(), digest.textOfSession(major));
            }
            return new Contents(counts, digests);
        }

        /**
         * With the digests of the rows that were dumped; the session reads those again that cannot be read out of the dump.
         *
         * @param dumped empty where nothing can be
         * @throws Child.Failed when the dump has more rows or fewer
         */
        Contents with(Optional<DumpedRows> dumped, Connection snapshot, List<Relation> wanted, int major)
                throws SQLException {
            Map<String, String> found = new TreeMap<>();
            for (Relation relation : wanted) {
                boolean comparable = dumped.isPresent() && dumped.get().isComparable(relation.shown());
                Digest digest = comparable ? dumped.get().of(relation) : Digest.of(snapshot, relation);
                if (digest.rows() != counts.get(relation.shown())) {
                    throw new Child.Failed(
                            "pg_dump",
                            "while it dumped table " + relation.shown(),
                            "it wrote %,d rows, and the snapshot has %,d"
                                    .formatted(digest.rows(), counts.get(relation.shown())));
                }
                found.put(relation.shown(), digest.text(major));
            }
            return new Contents(counts, found);
        }
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

    /**
     * Lets it write the part to its end, and reads the rows on the way.
     *
     * @return empty when the archive is none that this can read
     * @throws Child.Failed when it did not end well, or what it wrote cannot be read back
     */
    private Optional<DumpedRows> pump(Child dumping, OutputStream into, String part, Progress progress) {
        String doing = "while it dumped " + database.shown();
        Optional<DumpedRows> rows = Optional.empty();
        Optional<IOException> broken = Optional.empty();
        try (InputStream archive = new BufferedInputStream(new Passing(dumping, into, part, progress), BUFFER)) {
            try {
                rows = Optional.of(DumpStream.read(archive));
            } catch (DumpStream.Unknown e) {
                archive.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                broken = Optional.of(e);
                archive.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            broken = Optional.of(e);
        }
        dumping.await(doing); // why it did not write to the end, it says itself
        if (broken.isPresent()) {
            throw new Child.Failed(
                    "pg_dump",
                    doing,
                    "what it wrote cannot be read back: " + broken.get().getMessage());
        }
        return rows;
    }

    /** What a program writes, which goes into the part as it is read. */
    private static final class Passing extends InputStream {
        private final Child from;
        private final InputStream in;
        private final OutputStream into;
        private final String part;
        private final Progress progress;
        private long done;

        Passing(Child from, OutputStream into, String part, Progress progress) {
            this.from = from;
            this.in = from.output();
            this.into = into;
            this.part = part;
            this.progress = progress;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("it is read in pieces");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            from.isAlive();
            if (n > 0) {
                try {
                    into.write(buffer, offset, n);
                } catch (IOException e) {
                    throw StoreFailure.writing(part, e);
                }
                done += n;
                progress.at("pg_dump", done, -1);
            }
            return n;
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
