package dbmanager.migration;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of the migrations folder.
 *
 * @param path below the folder, with {@code /} between names: {@code undo/U2__prices.sql}
 * @param file where it lies
 * @param checksum of the text when the folder was read
 */
public record Script(String path, Path file, Checksum checksum) {
    static Script read(Path folder, Path file) {
        try (InputStream text = Files.newInputStream(file)) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            return new Script(path, file, Checksum.of(text));
        } catch (IOException e) {
            throw new UnreadableFolder(file, e);
        }
    }

    /** A script whose bytes are no text. */
    public static final class NotUtf8 extends Problem {
        private static final long serialVersionUID = 1L;

        NotUtf8(Path file, IOException cause) {
            super(
                    Kind.CONFIGURATION,
                    file + " is not in UTF-8",
                    "nothing was run",
                    "save it in UTF-8: `iconv -f latin1 -t utf-8`, if it is Latin-1",
                    cause);
        }
    }

    /** The name without its folder, as Flyway's history calls it. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The text; read anew, since only its checksum is kept in memory. */
    public String text() {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new NotUtf8(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
