package dbmanager.cli.reliability.matrix;

import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where the shops are. The first one that is asked for is made, and the others are copies of it. */
enum Engine {
    SQLITE("SQLite") {
        @Override
        Shop at(Path folder) {
            return new SqliteShop(folder);
        }
    },
    POSTGRESQL("PostgreSQL") {
        @Override
        Shop at(Path folder) {
            PostgresServer.require().requireClient();
            return new PostgresShop(folder, PostgresServer.require());
        }
    },
    FIRESTORE("Firestore") {
        @Override
        Shop at(Path folder) {
            return new FirestoreShop(folder);
        }
    };

    private static final Map<Engine, Shop> MODELS = new EnumMap<>(Engine.class);
    private static final AtomicInteger COPIES = new AtomicInteger();

    private final String title;

    Engine(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract Shop at(Path folder);

    /** A shop in a folder of its own below this one; closing it removes both. */
    Shop shop(Path below) {
        Shop model = model(below);
        Path folder = below.resolve(name().toLowerCase(java.util.Locale.ROOT) + "-" + COPIES.incrementAndGet());
        copy(model.project().folder(), folder);
        Shop shop = at(folder);
        shop.takeOver(model);
        return shop;
    }

    private Shop model(Path below) {
        synchronized (MODELS) {
            return MODELS.computeIfAbsent(this, engine -> {
                Shop model = engine.at(below.resolve("model-" + engine.name()));
                model.fill();
                return model;
            });
        }
    }

    static void closeAll() {
        synchronized (MODELS) {
            MODELS.values().forEach(Shop::close);
            MODELS.clear();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return title;
    }
}
