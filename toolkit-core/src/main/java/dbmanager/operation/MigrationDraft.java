package dbmanager.operation;

import dbmanager.backend.SchemaDesign;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Migrations;
import dbmanager.migration.NewScript;
import dbmanager.migration.Template;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A migration about to be written: its files and their texts.
 *
 * @param name as in the file name: lower-case letters, digits and underscores
 * @param extension of the files, without the dot
 * @param literal whether <code>${…}</code> in them is text, and no placeholder of Flyway's
 */
public record MigrationDraft(
        Version version,
        String name,
        String extension,
        boolean literal,
        String up,
        Optional<String> undo,
        Optional<String> verify) {
    private static final String UNPROVEN = "-- NOT PROVEN\n";

    private static final Pattern DEED = Pattern.compile(
            "(?:(?:create|add|make|new)_)?(?:(?:the|a|an|table|view)_)*(?<subject>.+?)(?:_(?:table|view))?");

    /**
     * One for a person to go on with.
     *
     * @param name in the user's words; {@code "Thêm cột giá"} becomes {@code them_cot_gia}
     * @param shipped what is there; the draft gets a version above all of it, also when a clock is behind
     */
    public static MigrationDraft of(
            String name, Optional<String> description, Template template, Migrations shipped, Instant now) {
        Version version = next(shipped, now);
        String file = fileName(name);
        UnaryOperator<String> filled = text -> text.replace("{name}", file)
                .replace("{subject}", subject(file))
                .replace("{version}", version.toString())
                .replace("{description}", description.orElse(name));
        return new MigrationDraft(
                version,
                file,
                template.extension(),
                false,
                filled.apply(template.up()),
                template.undo().map(filled),
                template.verify().map(filled));
    }

    /** One in SQL that is complete as it is, but for its first line, which says that it is not proven; see {@link #saying}. */
    static MigrationDraft sql(String name, SchemaDesign.Draft scripts, Migrations shipped, Instant now) {
        return new MigrationDraft(
                next(shipped, now),
                fileName(name),
                "sql",
                true,
                UNPROVEN + scripts.up(),
                Optional.of(UNPROVEN + scripts.undo()),
                Optional.of(scripts.verify()));
    }

    /** The same with another first line in the migration and its undo, which says whether they are proven. */
    MigrationDraft saying(String comment) {
        UnaryOperator<String> said =
                text -> "-- " + comment.replaceAll("\\R", " ") + text.substring(text.indexOf('\n'));
        return new MigrationDraft(version, name, extension, literal, said.apply(up), undo.map(said), verify);
    }

    private static Version next(Migrations shipped, Instant now) {
        Version stamp = Version.at(now);
        return shipped.latest()
                .filter(latest -> latest.compareTo(stamp) >= 0)
                .map(Version::successor)
                .orElse(stamp);
    }

    private static String fileName(String name) {
        return MigrationFolder.fileName(name).orElseThrow(() -> new Nameless(name));
    }

    /** Writes the files into the folder, and gives their paths back: the migration first. Never overwrites. */
    public List<Path> write(Path folder) {
        List<Path> files = new ArrayList<>();
        String rest = version + "__" + name + "." + extension;
        try {
            create(folder.resolve("V" + rest), up, files);
            if (undo.isPresent()) {
                create(folder.resolve(MigrationFolder.UNDO).resolve("U" + rest), undo.get(), files);
            }
            if (verify.isPresent()) {
                create(folder.resolve(MigrationFolder.VERIFY).resolve(rest), verify.get(), files);
            }
            return files;
        } catch (IOException e) {
            throw new NotWritten(folder, files, e);
        }
    }

    /** What a new table or view is called. */
    private static String subject(String name) {
        Matcher matcher = DEED.matcher(name);
        return matcher.matches() ? matcher.group("subject") : name;
    }

    private void create(Path file, String text, List<Path> written) throws IOException {
        new NewScript(file, text, literal, false).create(written);
    }

    /** A name without a letter or digit. */
    public static final class Nameless extends Problem {
        private static final long serialVersionUID = 1L;

        Nameless(String name) {
            super(
                    Kind.USAGE,
                    "\"" + name + "\" has no letter or digit to name a file with",
                    "nothing was written",
                    "say what the migration does: `db-manager create-migration \"add prices\"`");
        }
    }

    /** The files could not all be written. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritten(Path folder, List<Path> written, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write into " + folder + " (" + cause.getMessage() + ")",
                    written.isEmpty() ? "nothing was written" : "these were written: " + written,
                    "make the folder writable, or name another one with --migrations",
                    cause);
        }
    }
}
