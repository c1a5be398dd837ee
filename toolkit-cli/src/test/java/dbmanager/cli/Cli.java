package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs command lines in a folder, as a user without a terminal would, unless somebody answers. */
final class Cli {
    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private final Seconds clock = new Seconds();
    private Optional<String> answer = Optional.empty();
    private Runnable beforeTheAnswer = () -> {};

    Cli(Path folder) {
        this.folder = folder;
    }

    /** A project with one SQLite database {@code shop} and two migrations, of which none is applied. */
    static Cli shop(Path folder) throws IOException {
        return new Cli(folder)
                .file("db-manager.yaml", """
                        retention: {last: 2}
                        environments:
                          dev:
                            databases:
                              shop: {url: "sqlite:data/shop.db", migrations: migrations/shop}
                          production:
                            databases:
                              shop: {url: "sqlite:production/shop.db", migrations: migrations/shop}
                        """)
                .file("migrations/shop/V1__products.sql", """
                        CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                        INSERT INTO products VALUES (1, 'tea'), (2, 'coffee');
                        """)
                .file("migrations/shop/undo/U1__products.sql", "DROP TABLE products;")
                .file("migrations/shop/V2__prices.sql", "ALTER TABLE products ADD COLUMN price REAL;")
                .file("migrations/shop/undo/U2__prices.sql", "ALTER TABLE products DROP COLUMN price;");
    }

    Cli file(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
        return this;
    }

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** From now on there is a terminal, and somebody who always says this. */
    Cli answering(String text) {
        answer = Optional.of(text);
        return this;
    }

    /** The same, who does something else first. */
    Cli answering(String text, Runnable first) {
        beforeTheAnswer = first;
        return answering(text);
    }

    /** From now on it is this time, or a little later. */
    Cli at(Instant time) {
        clock.now = time;
        return this;
    }

    String read(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

    /** With a standard output that takes only so many bytes, as a full disk or a pipe that somebody closed. */
    Result runInto(int room, String... words) {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (taken.size() == room) {
                    throw new IOException("No space left on device");
                }
                taken.write(b);
            }
        };
        return run(out, taken, words);
    }

    /** With a standard output that fails once, as none should. */
    Result runInto(Throwable failure, String... words) {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        OutputStream out = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) {
                if (failed) {
                    taken.write(b);
                    return;
                }
                failed = true;
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        };
        return run(out, taken, words);
    }

    Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return run(out, out, words);
    }

    private Result run(OutputStream out, ByteArrayOutputStream taken, String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                variables,
                folder,
                "tester@here",
                "17.0.99 (test)",
                clock,
                () -> ZoneOffset.UTC,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                answer.isPresent(),
                question -> {
                    beforeTheAnswer.run();
                    return answer;
                });
        int exitCode = DbManager.run(surroundings, words);
        return new Result(exitCode, taken.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** One that must succeed, on the way to what is tested. */
    Result ok(String... words) {
        Result result = run(words);
        assertThat(result.exitCode())
                .describedAs("%s: %s", String.join(" ", words), result)
                .isZero();
        return result;
    }

    /** The answer of one database. */
    JsonObject ask(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--output";
        all[words.length + 1] = "json";
        return run(all).json().getAsJsonArray("databases").get(0).getAsJsonObject();
    }

    record Result(int exitCode, String out, String err) {
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        String all() {
            return out + err;
        }
    }

    /** A clock on which each look takes a second, so that no two backups are of one second. */
    private static final class Seconds extends Clock {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
