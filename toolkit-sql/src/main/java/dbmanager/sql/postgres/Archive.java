package dbmanager.sql.postgres;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.StoreFailure;
import dbmanager.file.Temporary;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A dump of {@code pg_dump -Fc} in a backup. Reading one is running a program on bytes from outside, so the bytes are compared with their hash
 * first, whatever is to be done with them.
 */
final class Archive {
    private static final int BUFFER = 1 << 18;

    private final BackupReader backup;
    private final Part part;
    private final Programs programs;

    private Archive(BackupReader backup, Part part, Programs programs) {
        this.backup = backup;
        this.part = part;
        this.programs = programs;
    }

    /** @throws PartDamaged when its bytes are not those of the manifest, or no such dump */
    static Archive of(BackupReader backup, Programs programs) {
        Part part = backup.manifest().parts().stream()
                .filter(candidate -> candidate.kind() == Part.Kind.DATABASE)
                .findFirst()
                .orElseThrow(() -> DatabaseUnavailable.unreadable(
                        "backup " + backup.manifest().id(), "there is no dump of PostgreSQL in it", null));
        return of(backup, part, programs);
    }

    static Archive of(BackupReader backup, Part part, Programs programs) {
        backup.verify(part);
        Archive archive = new Archive(backup, part, programs);
        archive.requireMagic();
        return archive;
    }

    /** Every archive of pg_dump begins with it (pg_backup_archiver.c). */
    private void requireMagic() {
        try (InputStream in = backup.open(part)) {
            if (!new String(in.readNBytes(5), StandardCharsets.ISO_8859_1).equals("PGDMP")) {
                throw unreadable("it is no dump of pg_dump -Fc", null);
            }
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    Part part() {
        return part;
    }

    PartDamaged unreadable(String why, Throwable cause) {
        return PartDamaged.unreadable(backup.manifest().id(), part, why, cause);
    }

    /**
     * Puts it into an empty database that is nobody's yet.
     *
     * @param more options of pg_restore
     * @throws PartDamaged when pg_restore cannot read it, or its rows do not fit where they belong
     * @throws Child.Failed when they do not fit what is made of them later, such as a unique index
     * @throws ServerTrouble when the server went away, had no room or no time for it, does not permit it, or refuses it for any other reason
     */
    void restoreInto(TemporaryDatabase into, List<String> more, Progress progress) {
        if (isOfNewerClient(into.database())) {
            restoreBySession(into, more);
        } else {
            restoreByProgram(into, more, progress);
        }
    }

    private boolean isOfNewerClient(PostgresDatabase database) {
        try (Connection connection = database.read()) {
            return NewerClient.isIn(
                    programs.version(programs.require("pg_restore")),
                    connection.getMetaData().getDatabaseMajorVersion());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** What pg_restore makes of it, without what this server does not know. */
    private void restoreBySession(TemporaryDatabase into, List<String> more) {
        try (Connection connection = into.database().write()) {
            sql(more, in -> InPlace.run(connection, in, false));
        } catch (SQLException e) {
            if (PostgresErrors.isOfValue(e)) {
                throw unreadable(PostgresErrors.reason(e), e);
            }
            throw PostgresErrors.of(e) == PostgresErrors.STATEMENT
                    ? ServerTrouble.undecided(e, into)
                    : into.database().problem(e);
        }
    }

    private void restoreByProgram(TemporaryDatabase into, List<String> more, Progress progress) {
        PostgresDatabase database = into.database();
        List<String> arguments = new ArrayList<>(List.of(
                "--exit-on-error",
                "--verbose", // else it does not say what it was at
                "--no-password",
                "--dbname=" + database.name()));
        arguments.addAll(more);
        try (Connection watching = database.read();
                Child restoring = start(arguments, database, () -> isServed(watching))) {
            feed(restoring, progress);
            restoring.await("putting part " + part.name() + " into " + database.name());
        } catch (Child.Failed e) {
            throw judged(e, into, more, progress);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /**
     * Whose fault it was. Where pg_restore says what it was at, that is tried again by the driver, which has the server's code for what is wrong; of
     * pg_restore only the server's sentence is to be had, in the language of the server and with values of rows in it.
     */
    private Problem judged(Child.Failed failed, TemporaryDatabase into, List<String> more, Progress progress) {
        LastWords words = failed.words();
        if (words.entry().isPresent() && !words.isOfLostServer()) {
            progress.at("trying once more what pg_restore failed at", 0, -1);
            try {
                run(words.entry().get(), into.database(), more);
                return ServerTrouble.passing(failed);
            } catch (SQLException e) {
                return refused(failed, e, into);
            } catch (PartDamaged | IOException e) {
                failed.addSuppressed(e); // so there is only the sentence
            }
        }
        return ServerTrouble.behind(failed, into.database().shown())
                .map(Problem.class::cast)
                .orElseGet(() -> words.entry().isPresent() || words.isOfServer()
                        ? ServerTrouble.undecided(failed)
                        : unread(failed));
    }

    private Problem refused(Child.Failed failed, SQLException again, TemporaryDatabase into) {
        if (PostgresErrors.isOfValue(again)) {
            return failed.words().isOfQuery() ? failed : unreadable(failed.getMessage(), failed);
        }
        return PostgresErrors.of(again) == PostgresErrors.STATEMENT
                ? ServerTrouble.undecided(failed, again, into)
                : into.database().problem(again);
    }

    /** No server is in it: pg_restore says that it cannot read the archive, or does not come to say anything. */
    private Problem unread(Child.Failed failed) {
        return failed.words().isError() ? unreadable(failed.getMessage(), failed) : ServerTrouble.undecided(failed);
    }

    /**
     * One entry of it, by its number.
     *
     * @param more the options that it was restored with
     */
    private void run(int entry, PostgresDatabase database, List<String> more) throws SQLException, IOException {
        try (Temporary list = Temporary.file("db-manager-", ".list");
                Connection connection = database.write()) {
            Files.writeString(list.path(), entry + ";\n");
            List<String> options = new ArrayList<>(more);
            options.add("--use-list=" + list.path());
            sql(options, in -> InPlace.run(connection, in, false));
        }
    }

    private Child start(List<String> arguments, PostgresDatabase database, BooleanSupplier busy) {
        Map<String, String> variables = database.variables();
        return Child.start(
                programs.require("pg_restore"), arguments, variables, database.password(), Child.USUAL_SILENCE, busy);
    }

    /** Whether another session in the database is at work: building an index, for example, during which no byte moves. */
    private static boolean isServed(Connection watching) {
        try {
            return PostgresDatabase.yes(
                    watching,
                    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                            + " AND state = 'active')");
        } catch (SQLException e) {
            return false;
        }
    }

    private Part feed(Child reader, Progress progress) {
        try (InputStream in = backup.open(part);
                OutputStream out = reader.input()) {
            byte[] buffer = new byte[BUFFER];
            long done = 0;
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                out.write(buffer, 0, n);
                reader.isAlive();
                done += n;
                progress.at("restoring", done, part.bytes());
            }
        } catch (IOException e) {
            // It reads no more; why is what it ends with.
        }
        return part;
    }

    /** What the store does not give is no fault of the backup, and pg_restore would take its end for that of the archive. */
    private int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw StoreFailure.reading(backup.manifest().id() + "/" + part.name(), e);
        }
    }

    /** Reads what pg_restore writes. */
    interface SqlReader {
        void read(InputStream sql) throws IOException, SQLException;
    }

    /** What pg_restore makes of it as SQL, without a server. @throws PartDamaged when it cannot read it @throws ServerTrouble when it was ended */
    void sql(List<String> options, SqlReader reader) throws SQLException {
        List<String> arguments = new ArrayList<>(List.of("--file=-", "--no-password"));
        arguments.addAll(options);
        try (Child reading = Child.start(
                programs.require("pg_restore"),
                arguments,
                Map.of(),
                Optional.empty(),
                Child.USUAL_SILENCE,
                () -> false)) {
            Meanwhile<Part> feeding = Meanwhile.begin("pg_restore stdin", () -> feed(reading, Progress.silent()));
            reader.read(new DumpText.Counting(reading));
            awaitEnd(reading, feeding);
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it did not get all of the part, that is why it failed. */
    private void awaitEnd(Child reading, Meanwhile<Part> feeding) throws SQLException {
        try {
            reading.await("reading part " + part.name());
        } catch (Child.Failed e) {
            feeding.result();
            throw unread(e);
        }
        feeding.result();
    }

    /** Its rows, counted and digested. */
    DumpedRows read() {
        DumpedRows[] rows = new DumpedRows[1];
        sqlWithoutServer(List.of(), in -> rows[0] = DumpText.read(in));
        return rows[0];
    }

    /** Hears each line of what comes before the rows and after them. */
    void definitions(Consumer<String> line) {
        sqlWithoutServer(
                List.of("--schema-only"),
                in -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(line));
    }

    private void sqlWithoutServer(List<String> options, SqlReader reader) {
        try {
            sql(options, reader);
        } catch (SQLException e) {
            throw new IllegalStateException("no server was asked", e);
        }
    }

    /** How many rows each table has that was restored, by name. @throws PartDamaged when they are not those of the manifest */
    Map<String, Long> check(PostgresDatabase restored, Progress progress) {
        try (Connection connection = restored.read()) {
            return check(connection, progress);
        } catch (SQLException e) {
            throw restored.problem(e);
        }
    }

    /** The same of the database of a session. */
    Map<String, Long> check(Connection connection, Progress progress) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        int major = connection.getMetaData().getDatabaseMajorVersion();
        for (Relation relation : PostgresSchema.relations(connection)) {
            progress.at("checking " + relation.shown(), 0, -1);
            Digest digest = Digest.of(connection, relation);
            String name = nameOf(relation);
            counts.put(name, digest.rows());
            String expected = part.digests().get(name);
            if (expected != null && digest.differs(expected, major)) {
                throw unreadable("table " + relation.shown() + " came out with other rows than were dumped", null);
            }
        }
        List<String> wrong = differences(counts::get);
        if (!wrong.isEmpty()) {
            throw unreadable(wrong.get(0), null);
        }
        return counts;
    }

    /** What the manifest calls a table: without its schema where that went without saying when it was dumped. */
    private String nameOf(Relation relation) {
        return Stream.of(relation.schema() + "." + relation.name(), relation.name())
                .filter(part.contents()::containsKey)
                .findFirst()
                .orElse(relation.shown());
    }

    /** Where the counts are not those of the manifest. */
    List<String> differences(Function<String, Long> counts) {
        List<String> differences = new ArrayList<>();
        new TreeMap<>(part.contents()).forEach((table, rows) -> {
            Long found = counts.apply(table);
            if (!rows.equals(found)) {
                differences.add("table " + table
                        + (found == null ? " is not in it" : " has %,d rows".formatted(found) + " instead of " + rows));
            }
        });
        return differences;
    }

    /** What is wrong with it, looked at without a server. */
    List<Finding> inspect() {
        DumpedRows rows = read();
        List<Finding> findings = new ArrayList<>();
        differences(table -> rows.find(table).map(Digest::rows).orElse(null))
                .forEach(difference -> findings.add(new Finding(part.name(), difference)));
        if (findings.isEmpty()) {
            new TreeMap<>(part.digests()).forEach((table, expected) -> {
                if (rows.isComparable(table) && rows.find(table).orElseThrow().differsInDump(expected)) {
                    findings.add(new Finding(part.name(), "table " + table + " has other rows than were dumped"));
                }
            });
        }
        return findings;
    }
}
