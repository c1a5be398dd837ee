package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.Answer;
import dbmanager.cli.reliability.disk.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What an operation does when nothing goes wrong. Each is run once. */
final class Measures {
    private final Path folder;
    private final Map<String, Normal> normal = new ConcurrentHashMap<>();
    private final Map<String, Extent> extents = new ConcurrentHashMap<>();
    private final Map<String, Long> traffic = new ConcurrentHashMap<>();

    /** @param folder for the shops in which it is measured */
    Measures(Path folder) {
        this.folder = folder;
    }

    /** How it ends, and what is in the database and its folders then. */
    record Normal(int code, String content, String uploads) {}

    /** Steps and bytes of Java code on the disk. */
    record Extent(long steps, long bytes) {}

    Normal normal(Engine engine, Operation operation) {
        return normal.computeIfAbsent(engine + " " + operation, any -> {
            try (Shop shop = engine.shop(folder)) {
                operation.prepare(shop);
                Answer answer = shop.project().run(operation.words(shop));
                assertThat(answer.code()).as(answer.toString()).isIn(0, operation == Operation.DIFF ? 3 : 0);
                return new Normal(answer.code(), shop.content(), shop.uploads());
            }
        });
    }

    Extent extent(Engine engine, Operation operation) {
        return extents.computeIfAbsent(engine + " " + operation, any -> {
            try (Shop shop = engine.shop(folder)) {
                operation.prepare(shop);
                Answer answer = shop.onDisk(Trouble.Kind.NONE, 0, operation.words(shop));
                assertThat(answer.code())
                        .as(answer.toString())
                        .isEqualTo(normal(engine, operation).code());
                String[] counts = Files.readString(shop.counts()).strip().split(" ");
                return new Extent(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The bytes that go to and from the server. */
    long traffic(Engine engine, Operation operation) {
        return traffic.computeIfAbsent(engine + " " + operation, any -> {
            try (Shop shop = engine.shop(folder)) {
                operation.prepare(shop);
                try (Relay relay = Relay.before(shop)) {
                    shop.project().run(operation.words(shop));
                    return relay.bytes();
                }
            }
        });
    }

    /** For {@code n} points from the first to the last of {@code all}. */
    static List<Long> spread(long all, double... parts) {
        return java.util.Arrays.stream(parts)
                .mapToObj(part -> Math.max(1, Math.round(all * part)))
                .distinct()
                .toList();
    }
}
