package dbmanager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A shop whose production has rows of persons, for a test environment in which nobody of them may be found. */
final class MaskedShop {
    static final List<String> PERSONAL =
            List.of("ada@lovelace.org", "grace@navy.mil", "Lovelace", "1234567", "likes tea");

    static final String MASKS = """
                    mask: {users.email: email, users.phone: digits, users.name: name, orders.customer: email, "orders.note": remove}
            """;

    private MaskedShop() {}

    /** SQLite; production has two users and the orders of one of them, and a trigger that counts them. */
    static Cli shop(Path folder, String masks) throws IOException {
        Cli cli = new Cli(folder)
                .file("db-manager.yaml", """
                        environments:
                          production:
                            databases:
                              shop:
                                url: "sqlite:production/shop.db"
                                migrations: migrations
                        %s
                          test:
                            databases:
                              shop: {url: "sqlite:test/shop.db", migrations: migrations}
                        """.formatted(masks))
                .file("migrations/V1__users.sql", """
                        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, phone VARCHAR(20), name TEXT);
                        CREATE TABLE orders (
                            id INTEGER PRIMARY KEY, customer TEXT REFERENCES users (email), note TEXT, total REAL);
                        CREATE TABLE events (id INTEGER PRIMARY KEY, what TEXT);
                        CREATE TRIGGER counted AFTER INSERT ON users BEGIN INSERT INTO events (what) VALUES ('user'); END;
                        INSERT INTO users VALUES (9, 'admin@shop.example', NULL, 'Admin');
                        """)
                .file("users.json", """
                        {"users": [{"id": 1, "email": "ada@lovelace.org", "phone": "+44 1234567", "name": "Ada Lovelace"},
                                   {"id": 2, "email": "grace@navy.mil", "phone": null, "name": "Grace"}],
                         "orders": [{"id": 1, "customer": "ada@lovelace.org", "note": "likes tea", "total": 1.5}]}
                        """);
        cli.ok("migrate", "--env", "production", "--confirm", "production");
        cli.ok("import", "users.json", "--env", "production", "--confirm", "production");
        cli.ok("backup", "--env", "production");
        return cli.file("migrations/V2__tags.sql", "CREATE TABLE tags (id INTEGER PRIMARY KEY);");
    }

    /** Everything that lies in a folder, as it lies there. */
    static String bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(MaskedShop::read).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
