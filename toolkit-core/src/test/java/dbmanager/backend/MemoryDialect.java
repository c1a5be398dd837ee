package dbmanager.backend;

import java.util.Optional;

/** The words of {@link MemoryScript}. */
public final class MemoryDialect implements Dialect {
    @Override
    public String extension() {
        return MemoryBackend.EXTENSION;
    }

    @Override
    public String create(String table, String... columns) {
        return "create " + table + " id," + String.join(",", columns);
    }

    @Override
    public Optional<String> createReferring(String table, String column, String parent) {
        return Optional.of("create " + table + " id," + column + ">" + parent);
    }

    @Override
    public String drop(String table) {
        return "drop " + table;
    }

    @Override
    public String insert(String table, long id, String... texts) {
        return "insert " + table + " " + id + "," + String.join(",", texts);
    }

    @Override
    public String put(String table, long id, String... texts) {
        return "put " + table + " " + id + "," + String.join(",", texts);
    }

    @Override
    public String delete(String table, long id) {
        return "delete " + table + " " + id;
    }

    @Override
    public String find(String table, long id) {
        return "find " + table + " " + id;
    }

    @Override
    public String nonsense() {
        return "fail this is nonsense";
    }
}
