package dbmanager.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The few things that {@link BackendContract} has to say in the language of an engine. Tables have a whole number {@code id} as key; their
 * other columns are texts. Every method gives one statement.
 */
public interface Dialect {
    /** Of the scripts, without the dot. */
    String extension();

    /** @param columns besides {@code id} */
    String create(String table, String... columns);

    /** A table with {@code id} and one column that must name the {@code id} of a parent; empty when the engine knows no references. */
    Optional<String> createReferring(String table, String column, String parent);

    String drop(String table);

    /** @param texts of the columns after {@code id} */
    String insert(String table, long id, String... texts);

    /** Like {@link #insert}, but fine to run again. */
    String put(String table, long id, String... texts);

    String delete(String table, long id);

    /** A query for the row with this id: a verify script, or an assertion, that wants it not to be there. */
    String find(String table, long id);

    /** Something that the engine cannot run. */
    String nonsense();

    /** How a message tells a row by which a verify script failed. */
    default String shown(String table, long id, String text) {
        return text;
    }

    /** The value of an {@code id} as rows have it. */
    default Object id(long id) {
        return id;
    }

    /**
     * Puts a migration called {@code step} into the folder, in place of an earlier one of that version.
     *
     * @param up none when empty: then the migration is taken out of the folder
     * @param undo none when empty
     * @param verify none when empty
     */
    default void ship(Path folder, String version, List<String> up, List<String> undo, List<String> verify) {
        String name = version + "__step." + extension();
        write(folder.resolve("V" + name), up);
        write(folder.resolve("undo").resolve("U" + name), undo);
        write(folder.resolve("verify").resolve(name), verify);
    }

    /** Puts a repeatable migration into the folder, or takes it out when there is no statement. */
    default void shipRepeatable(Path folder, String description, List<String> statements) {
        write(folder.resolve("R__" + description + "." + extension()), statements);
    }

    private static void write(Path file, List<String> statements) {
        try {
            Files.deleteIfExists(file);
            if (!statements.isEmpty()) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, String.join("\n", statements) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
