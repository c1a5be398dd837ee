package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What {@code pg_dump} says of a database, for other databases of the same server. Owners, rights and subscriptions are left out. */
record SchemaDump(PostgresDatabase database, Programs programs) {
    private static final int BUFFER = 1 << 16;

    private static final List<String> DEFINITIONS_ONLY =
            List.of("--schema-only", "--exclude-table=*." + Bookkeeping.HISTORY, "--exclude-table=*._dbm_*");

    private static final List<String> PLAIN = List.of(
            "--no-password",
            "--no-owner",
            "--no-privileges",
            "--no-publications",
            "--no-subscriptions",
            "--no-security-labels",
            "--no-tablespaces");

    /** The statements that make its definitions, without those of the bookkeeping. */
    String definitions() {
        int server = major();
        try (Child dumping = dump(DEFINITIONS_ONLY, server)) {
            String text;
            try (InputStream in = dumping.output()) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                text = ""; // why it stopped is what it ends with
            }
            dumping.await("while it read the definitions of " + database.shown());
            return NewerClient.without(text, server);
        }
    }

    /** Puts all of it, with rows and bookkeeping, into an empty database. */
    void copyInto(PostgresDatabase copy, Progress progress) {
        int server = major();
        if (NewerClient.isIn(programs.version(programs.require("pg_restore")), server)) {
            copyBySession(copy, server);
        } else {
            copyByProgram(copy, server, progress);
        }
    }

    private void copyBySession(PostgresDatabase copy, int server) {
        try (Child dumping = dump(List.of("--format=plain"), server);
                Connection connection = copy.write()) {
            InPlace.run(connection, dumping.output(), false);
            dumping.await("while it copied " + database.shown());
        } catch (SQLException e) {
            throw copy.problem(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyByProgram(PostgresDatabase copy, int server, Progress progress) {
        try (Child dumping = dump(List.of("--format=custom", "--compress=0"), server);
                Child restoring = Child.start(
                        programs.require("pg_restore"),
                        List.of(
                                "--exit-on-error",
                                "--no-owner",
                                "--no-privileges",
                                "--no-password",
                                "--dbname=" + copy.name()),
                        copy.variables(),
                        copy.password(),
                        Child.USUAL_SILENCE,
                        () -> true)) {
            pump(dumping, restoring, progress);
            dumping.await("while it copied " + database.shown());
            restoring.await("while it copied " + database.shown());
        }
    }

    private static void pump(Child from, Child to, Progress progress) {
        try (InputStream in = from.output();
                OutputStream out = to.input()) {
            byte[] buffer = new byte[BUFFER];
            long done = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                from.isAlive();
                to.isAlive();
                done += n;
                progress.at("copying", done, -1);
            }
        } catch (IOException e) {
            // One of them stopped; why is what it ends with.
        }
    }

    private Child dump(List<String> options, int server) {
        List<String> arguments = new ArrayList<>(PLAIN);
        arguments.addAll(options);
        arguments.add("--lock-wait-timeout=" + Math.max(1, database.patience().toMillis()));
        return Child.start(
                programs.require("pg_dump", server),
                arguments,
                database.variables(),
                database.password(),
                Child.USUAL_SILENCE,
                () -> true);
    }

    private int major() {
        try (Connection connection = database.read()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }
}
