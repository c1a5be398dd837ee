package dbmanager.backend;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The backend in memory keeps the promises, so that tests may stand on it. */
class MemoryContractTest extends BackendContract {
    private final Map<String, MemoryDatabase> databases = new HashMap<>();

    @Override
    protected Dialect dialect() {
        return new MemoryDialect();
    }

    @Override
    protected DatabaseBackend open(String name, Path migrations) {
        return databases.computeIfAbsent(name, this::database).open(migrations, Clock.systemUTC());
    }

    MemoryDatabase database(String name) {
        return MemoryDatabase.named(name);
    }

    @Override
    protected Object footprint() {
        Map<String, String> contents = new TreeMap<>();
        databases.forEach((name, database) -> contents.put(name, database.toString()));
        return contents;
    }

    @Override
    protected void ruin(String name) {
        databases.get(name).ruin();
    }
}
