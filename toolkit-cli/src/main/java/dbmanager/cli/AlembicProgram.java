package dbmanager.cli;

import dbmanager.alembic.AlembicScript;
import dbmanager.alembic.Revision;
import dbmanager.alembic.Revisions;
import dbmanager.migration.Direction;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The user's own Alembic, in its offline mode, in which it connects to no database. */
public record AlembicProgram(String program, Path project) {
    private static final int SHOWN = 3;

    /** Begins the line with the reason, which Alembic writes among the SQL and not as an error (alembic/util/messaging.py). */
    private static final String GIVES_UP = "FAILED:";

    /** What {@code alembic WORDS --sql} prints. @throws Failed when it cannot be started, or gives up */
    public String sql(String... words) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        command.add("--sql");
        try {
            Path errors = Files.createTempFile("alembic-", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(project.toFile())
                        .redirectError(errors.toFile())
                        .start();
                process.getOutputStream().close();
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    List<String> said = new ArrayList<>(Files.readAllLines(errors));
                    text.lines().filter(line -> line.startsWith(GIVES_UP)).forEach(said::add);
                    throw Failed.saying(String.join(" ", command), said);
                }
                return text;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw Failed.toStart(program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interrupted.looking("import-alembic", project.toString());
        }
    }

    /**
     * The way down from the head, or where Alembic gives up on that, since one revision has none, of each revision that has one.
     *
     * @throws Failed when it cannot be started, or there are several heads
     */
    public AlembicScript downward(Revisions revisions) {
        Set<String> heads = revisions.heads();
        if (heads.size() > 1) {
            throw Failed.severalHeads(heads);
        }
        try {
            return AlembicScript.of(sql("downgrade", heads.iterator().next() + ":base"), Direction.DOWN, revisions);
        } catch (Failed whole) {
            if (whole.kind() != Problem.Kind.FAILED) {
                throw whole;
            }
        }
        String text = revisions.inOrder(Set.of()).stream()
                .filter(revision -> revision.parents().size() < 2)
                .flatMap(revision -> downOf(revision).stream())
                .collect(Collectors.joining());
        return AlembicScript.of(text, Direction.DOWN, revisions);
    }

    /** Empty where the revision cannot be taken back: its author may have meant so. */
    private Optional<String> downOf(Revision revision) {
        String parent =
                revision.parents().isEmpty() ? "base" : revision.parents().get(0);
        try {
            return Optional.of(sql("downgrade", revision.id() + ":" + parent));
        } catch (Failed irreversible) {
            return Optional.empty();
        }
    }

    /** Alembic wrote no SQL. */
    public static final class Failed extends Problem {
        private static final long serialVersionUID = 1L;
        private static final String BY_HAND =
                "write the SQL where it works, `alembic upgrade heads --sql > up.sql` and `alembic downgrade HEAD:base --sql > down.sql`,"
                        + " and give --up up.sql --down down.sql";

        private Failed(Kind kind, String happened, String next, Throwable cause) {
            super(kind, happened, "nothing was written", next, cause);
        }

        static Failed toStart(String program, IOException cause) {
            return new Failed(
                    Kind.CONFIGURATION,
                    program + " cannot be started (" + cause.getMessage() + ")",
                    "give --alembic its path, in the project's virtual environment for example; or " + BY_HAND,
                    cause);
        }

        static Failed severalHeads(Set<String> heads) {
            return new Failed(
                    Kind.CONFLICT,
                    "the Alembic project has several heads: " + String.join(", ", heads),
                    "bring them together: `alembic merge heads`",
                    null);
        }

        static Failed saying(String command, List<String> errors) {
            List<String> said = errors.stream().filter(line -> !line.isBlank()).toList();
            String last = String.join("; ", said.subList(Math.max(0, said.size() - SHOWN), said.size()));
            return new Failed(
                    Kind.FAILED,
                    "`" + command + "` failed: " + Masked.text(last),
                    "a revision that reads data cannot be written as SQL: do so by hand in a copy of its file, or "
                            + BY_HAND,
                    null);
        }
    }
}
