package dbmanager.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * An SQLite file.
 *
 * @param file absolute; it need not exist yet
 */
public record SqliteUrl(Path file, Parameters parameters) implements DatabaseUrl {
    /**
     * @param rest what follows {@code sqlite:}
     * @param jdbc JDBC takes slashes as they are; SQLAlchemy has three before a relative path and four before an absolute one
     */
    static SqliteUrl parse(String rest, boolean jdbc, Path base) {
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        Parameters parameters = Parameters.parse(question < 0 ? "" : rest.substring(question + 1));
        if (path.startsWith("//") && !jdbc) {
            path = withoutAuthority(path);
        }
        if (path.startsWith("file:")) {
            path = Parameters.decodePath(path.substring("file:".length()));
        }
        refuseWhatIsNoFile(path, parameters);
        try {
            Path file = base.resolve(path).toAbsolutePath().normalize();
            if (file.getFileName() == null) {
                throw new Malformed("it names no file");
            }
            return new SqliteUrl(file, parameters);
        } catch (InvalidPathException e) {
            throw new Malformed("its path is not one that this system allows");
        }
    }

    private static String withoutAuthority(String path) {
        if (path.startsWith("///")) {
            return path.substring(3);
        }
        if (path.equals("//")) {
            return "";
        }
        throw new Malformed(
                "two slashes would begin a host, which SQLite does not have; write sqlite:path or sqlite:///path");
    }

    private static void refuseWhatIsNoFile(String path, Parameters parameters) {
        boolean memory = path.startsWith(":memory:")
                || parameters.find("mode").filter("memory"::equals).isPresent();
        if (memory) {
            throw new Malformed(
                    "a database in memory ends with each command, so there is nothing to look after; name a file");
        }
        if (path.equals("~") || path.startsWith("~/")) {
            throw new Malformed(
                    "~ is the home folder to a shell only, and would be a folder of that name here; write the whole"
                            + " path, or ${HOME} in the configuration");
        }
        boolean readOnly = parameters.find("mode").filter("ro"::equals).isPresent()
                || parameters
                        .find("immutable")
                        .filter(value -> !value.equals("0"))
                        .isPresent();
        if (readOnly) {
            throw new Malformed(
                    "it says read-only (mode=ro or immutable), which would hold for no command that changes something; leave"
                            + " that out: status, backup, verify, export and diff change nothing anyway");
        }
        if (path.isBlank() || path.endsWith("/") || path.startsWith(":")) {
            throw new Malformed("it names no file");
        }
    }

    @Override
    public Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    public boolean sameDatabaseAs(DatabaseUrl other) {
        if (!(other instanceof SqliteUrl sqlite)) {
            return false;
        }
        try {
            if (Files.exists(file) && Files.exists(sqlite.file)) {
                return Files.isSameFile(file, sqlite.file);
            }
            return RealPath.of(file).equals(RealPath.of(sqlite.file));
        } catch (IOException e) {
            return file.equals(sqlite.file);
        }
    }

    @Override
    public String toString() {
        return "sqlite:" + file + parameters;
    }
}
