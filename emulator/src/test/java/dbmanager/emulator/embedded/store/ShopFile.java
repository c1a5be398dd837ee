package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.store.Shop.ROOM;
import static dbmanager.emulator.embedded.store.Shop.paths;

import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The file {@code shop.db} of a folder, with databases in it. */
record ShopFile(Path folder, HandClock clock) {
    static ShopFile in(Path folder) {
        return new ShopFile(folder, new HandClock(Instant.parse("2026-08-01T12:00:00Z")));
    }

    Path path() {
        return folder.resolve("shop.db");
    }

    Databases open() {
        return open(path());
    }

    Databases open(Path file) {
        return Databases.in(file, clock, Databases.HOUR, ROOM);
    }

    static Timestamp commit(Databases databases, Write... writes) {
        return databases
                .open("p", "(default)")
                .commit(List.of(writes), Optional.empty())
                .getCommitTime();
    }

    static List<String> all(Databases databases) {
        return paths(databases.open("p", "(default)").snapshot().range(Key.ROOT, Key.ROOT.beyond(), false));
    }

    /** As another program would. */
    static void alter(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
