package dbmanager.operation;

import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Migrations;
import dbmanager.migration.Template;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A migration about to be written by a person: which files it starts with, and their texts.
 *
 * @param name as in the file name: lower-case letters, digits and underscores
 */
public record MigrationDraft(Version version, String name, String description, Template template) {
    private static final Pattern DEED = Pattern.compile(
            "(?:(?:create|add|make|new)_)?(?:(?:the|a|an|table|view)_)*(?<subject>.+?)(?:_(?:table|view))?");

    /**
     * @param name in the user's words; {@code "Thêm cột giá"} becomes {@code them_cot_gia}
     * @param shipped what is there; the draft gets a version above all of it, also when a clock is behind
     */
    public static MigrationDraft of(
            String name, Optional<String> description, Template template, Migrations shipped, Instant now) {
        Version stamp = Version.at(now);
        Version version = shipped.latest()
                .filter(latest -> latest.compareTo(stamp) >= 0)
                .map(Version::successor)
                .orElse(stamp);
        String plain = MigrationFolder.fileName(name).orElseThrow(() -> new Nameless(name));
        return new MigrationDraft(version, plain, description.orElse(name), template);
    }

    /** Writes the files into the folder, and gives their paths back: the migration first. Never overwrites. */
    public List<Path> write(Path folder) {
        List<Path> files = new ArrayList<>();
        String rest = version + "__" + name + ".";
        try {
            files.add(create(folder.resolve("V" + rest + template.extension()), template.up()));
            if (template.undo().isPresent()) {
                files.add(create(
                        folder.resolve(MigrationFolder.UNDO).resolve("U" + rest + template.extension()),
                        template.undo().get()));
            }
            if (template.verify().isPresent()) {
                files.add(create(
                        folder.resolve(MigrationFolder.VERIFY).resolve(rest + template.extension()),
                        template.verify().get()));
            }
            return files;
        } catch (IOException e) {
            throw new NotWritten(folder, files, e);
        }
    }

    /** What a new table or view is called. */
    private String subject() {
        Matcher matcher = DEED.matcher(name);
        return matcher.matches() ? matcher.group("subject") : name;
    }

    private Path create(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        String filled = text.replace("{name}", name)
                .replace("{subject}", subject())
                .replace("{version}", version.toString())
                .replace("{description}", description);
        return Files.writeString(file, filled, StandardOpenOption.CREATE_NEW);
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
