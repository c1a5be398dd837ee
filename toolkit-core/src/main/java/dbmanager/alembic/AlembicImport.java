package dbmanager.alembic;

import dbmanager.alembic.AlembicScript.Body;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.NewScript;
import dbmanager.migration.Target;
import dbmanager.migration.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The migrations that an Alembic project becomes: one for each revision that does something, in one line, each behind those that its revision
 * follows.
 *
 * @param reached where a database is that has the revisions which the import was made for
 */
public record AlembicImport(List<Step> steps, Target reached) {
    /** Alembic's own choice of a name. */
    public static final String USUAL_TABLE = "alembic_version";

    private static final int LONGEST_NAME = 60;

    /**
     * One migration.
     *
     * @param undo empty where Alembic wrote nothing for the way down
     */
    public record Step(Version version, String name, Revision revision, Body up, Optional<Body> undo) {
        private String file() {
            return version + "__" + name + ".sql";
        }
    }

    public AlembicImport {
        steps = List.copyOf(steps);
    }

    /**
     * Versions are the times at which the revisions were made, so that they say something; where a time is missing, or earlier than that of a
     * revision before, the number after the one before.
     *
     * @param has what a database says that it has, as Alembic's table does: the newest revision of each branch. What leads to them comes first, so
     *     that the database is at a version
     * @throws NoAlembicProject when the script lacks a revision, or the database has one that is not there
     */
    public static AlembicImport of(Revisions revisions, AlembicScript up, AlembicScript down, Collection<String> has) {
        has.stream().filter(id -> !revisions.has(id)).findFirst().ifPresent(id -> {
            throw new NoAlembicProject(
                    "the database is at revision " + id + ", which is not among the files",
                    "bring back the file of " + id + ", or run `alembic upgrade head` with the files that are there");
        });
        Set<String> applied = revisions.upTo(has);
        List<Step> steps = new ArrayList<>();
        Target reached = new Target.Base();
        Version last = Version.parse("0");
        for (Revision revision : revisions.inOrder(applied)) {
            Body body = up.bodies().get(revision.id());
            if (body == null) {
                throw new NoAlembicProject(
                        "the SQL of the way up has nothing on revision " + revision.id() + " (" + revision.message()
                                + ")",
                        "write all of it: `alembic upgrade heads --sql`");
            }
            if (body.isEmpty()) {
                continue;
            }
            Version made = revision.created()
                    .map(time -> Version.at(time.toInstant(ZoneOffset.UTC)))
                    .orElse(last);
            last = made.compareTo(last) > 0 ? made : last.successor();
            Optional<Body> undo =
                    Optional.ofNullable(down.bodies().get(revision.id())).filter(sql -> !sql.isEmpty());
            steps.add(new Step(last, fileName(revision), revision, body, undo));
            if (applied.contains(revision.id())) {
                reached = new Target.At(last.toString());
            }
        }
        return new AlembicImport(steps, reached);
    }

    private static String fileName(Revision revision) {
        String plain = MigrationFolder.fileName(revision.message()).orElse(revision.id());
        return plain.length() <= LONGEST_NAME
                ? plain
                : plain.substring(0, LONGEST_NAME).replaceAll("_+$", "");
    }

    /**
     * Writes the files of all steps, and gives their paths back. Never overwrites; when one cannot be written, those before it are taken away again.
     *
     * @throws IOException saying which one
     */
    public List<Path> write(Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            for (Step step : steps) {
                Path script = folder.resolve("V" + step.file());
                create(script, step, step.up(), written);
                if (step.undo().isPresent()) {
                    create(
                            folder.resolve(MigrationFolder.UNDO).resolve("U" + step.file()),
                            step,
                            step.undo().get(),
                            written);
                }
            }
            return written;
        } catch (IOException e) {
            for (Path file : written) {
                Files.delete(file);
            }
            throw e;
        }
    }

    private static void create(Path file, Step step, Body body, List<Path> written) throws IOException {
        String head = "-- " + step.revision().message().replaceAll("\\R", " ") + " (Alembic revision "
                + step.revision().id() + ")\n\n";
        new NewScript(file, head + body.sql() + "\n", true, body.outsideTransaction()).create(written);
    }
}
