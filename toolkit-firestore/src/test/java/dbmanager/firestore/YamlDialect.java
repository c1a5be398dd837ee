package dbmanager.firestore;

import dbmanager.backend.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Steps of a declarative migration, a line each. Collections come with their first document, so to create one is to do nothing. */
final class YamlDialect implements Dialect {
    @Override
    public String extension() {
        return "yaml";
    }

    @Override
    public String create(String table, String... columns) {
        return delete(table, 0);
    }

    @Override
    public Optional<String> createReferring(String table, String column, String parent) {
        return Optional.empty();
    }

    @Override
    public String drop(String table) {
        return "- deleteCollection: {collection: " + table + ", recursive: true}";
    }

    @Override
    public String insert(String table, long id, String... texts) {
        return set(table, id, "create", texts);
    }

    @Override
    public String put(String table, long id, String... texts) {
        return set(table, id, "replace", texts);
    }

    /** The one column of the contract's tables is called differently in each. */
    private static String set(String table, long id, String mode, String... texts) {
        String column = table.equals("orders") ? "note" : "name";
        return "- setDocument: {document: " + table + "/" + id + ", mode: " + mode + ", fields: {" + column + ": \""
                + String.join("", texts) + "\"}}";
    }

    @Override
    public String delete(String table, long id) {
        return "- deleteDocument: {document: " + table + "/" + id + "}";
    }

    @Override
    public String find(String table, long id) {
        return table + ": id != \"" + id + "\"";
    }

    /** The document is there already, and another one. */
    @Override
    public String nonsense() {
        return insert("products", 1, "Nonsense");
    }

    @Override
    public String shown(String table, long id, String text) {
        return table + "/" + id;
    }

    @Override
    public Object id(long id) {
        return Long.toString(id);
    }

    @Override
    public void ship(Path folder, String version, List<String> up, List<String> undo, List<String> verify) {
        write(folder.resolve("V" + version + "__step.yaml"), up, undo, verify);
    }

    @Override
    public void shipRepeatable(Path folder, String description, List<String> statements) {
        write(folder.resolve("R__" + description + ".yaml"), statements, List.of(), List.of());
    }

    private static void write(Path file, List<String> up, List<String> undo, List<String> verify) {
        String rollback = undo.isEmpty() ? " none\n" : "\n" + lines(undo);
        String assertions = verify.stream()
                .map(assertion -> assertion.split(": ", 2))
                .map(parts -> "- {collection: " + parts[0] + ", every: '" + parts[1] + "'}")
                .collect(Collectors.joining("\n"));
        try {
            Files.deleteIfExists(file);
            if (!up.isEmpty()) {
                Files.writeString(
                        file,
                        "steps:\n" + lines(up) + "rollback:" + rollback
                                + (verify.isEmpty() ? "" : "verify:\n" + assertions + "\n"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
