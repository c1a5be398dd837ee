package dbmanager.backend;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The definitions that a database should have.
 *
 * @param ddl statements in the engine's language
 * @param origin where they come from, for messages: {@code schema.sql}
 * @param complete whether what it does not mention should not be there. Otherwise it speaks of tables, their columns and indexes only, as
 *     entities do, and views, triggers and the like stay as they are
 * @param firstRows by table, the statements that give it the rows without which it is of no use; the migration that makes the table runs them
 */
public record Model(String ddl, String origin, boolean complete, Map<String, List<String>> firstRows) {
    public Model {
        firstRows = Collections.unmodifiableMap(new LinkedHashMap<>(firstRows));
    }

    /** One of definitions alone. */
    public Model(String ddl, String origin, boolean complete) {
        this(ddl, origin, complete, Map.of());
    }

    /**
     * Reads a file in UTF-8, with or without a byte order mark.
     *
     * @param shown how messages and migrations name it
     * @throws Unreadable when there is none, or it is something else
     */
    public static Model read(Path file, String shown) {
        try {
            String text = Files.readString(file);
            return new Model(text.startsWith("\uFEFF") ? text.substring(1) : text, shown, true);
        } catch (CharacterCodingException e) {
            throw new Unreadable(shown, "is not in UTF-8", "save it in UTF-8", e);
        } catch (NoSuchFileException e) {
            throw new Unreadable(shown, "does not exist", "name the file with the definitions that you want", e);
        } catch (IOException e) {
            throw new Unreadable(shown, "cannot be read (" + e.getMessage() + ")", "make it a readable file", e);
        }
    }

    @Override
    public String toString() {
        return origin;
    }

    /** The file is no text that can be read. */
    public static final class Unreadable extends Problem {
        private static final long serialVersionUID = 1L;

        Unreadable(String file, String why, String next, IOException cause) {
            super(Kind.CONFIGURATION, "the model " + file + " " + why, "nothing was compared or written", next, cause);
        }
    }
}
