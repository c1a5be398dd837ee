package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupStore;
import dbmanager.backup.LocalStore;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.StoreFailure;
import dbmanager.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresDamagedDumpTest extends BackedUpShop {
    static Stream<Named<UnaryOperator<byte[]>>> damages() {
        return Stream.of(
                Named.of("a flipped bit in the header", bytes -> flipped(bytes, 8)),
                Named.of("a flipped bit in the middle", bytes -> flipped(bytes, bytes.length / 2)),
                Named.of("a flipped bit at the end", bytes -> flipped(bytes, bytes.length - 1)),
                Named.of("cut short by one", bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
                Named.of("cut in half", bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                Named.of("one byte too many", bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
                Named.of("empty", bytes -> new byte[0]),
                Named.of("another file", bytes -> "DROP TABLE products;\n".getBytes(StandardCharsets.UTF_8)),
                Named.of("gone", bytes -> null));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        bytes[at] ^= 1;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void a_damaged_dump_is_refused_before_any_program_reads_it(UnaryOperator<byte[]> damage) throws IOException {
        Backup backup = backup();
        Path file = home.resolve("backups").resolve(backup.id().text()).resolve("shop.dump");
        byte[] bytes = damage.apply(Files.readAllBytes(file));
        Files.delete(file);
        if (bytes != null) {
            Files.write(file, bytes);
        }
        Path programs = trap();

        try (PostgresBackend backend =
                PostgresProject.open(shop.server.url(shop.database), shop.migrations, programs)) {
            for (LoadMode mode : LoadMode.values()) {
                assertThatThrownBy(() -> backend.load(
                                reader(backup), Selection.all(), LoadPolicy.of(mode), Safety.none(), Progress.silent()))
                        .isInstanceOf(PartDamaged.class);
            }
            assertThat(backend.inspect(reader(backup))).isNotEmpty();
            assertThat(catchThrowableOfType(PartDamaged.class, () -> backend.open(reader(backup))))
                    .isNotNull();
        }
        assertThat(home.resolve("sprung")).doesNotExist();
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("2");
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    /** Programs that tell when they are started. */
    private Path trap() throws IOException {
        Path folder = Files.createDirectories(home.resolve("trap"));
        for (String name : List.of("pg_restore", "pg_dump", "psql")) {
            Path program = Files.writeString(
                    folder.resolve(name), "#!/bin/sh\ntouch " + home.resolve("sprung") + "\nexit 1\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }

    @Test
    void what_the_store_does_not_give_is_no_fault_of_the_backup() {
        Backup backup = backup();
        List<Integer> failed = new ArrayList<>();
        for (int attempt = 1; attempt <= 6; attempt++) {
            BackupReader reader = new BackupCatalog(breakingOff(attempt), Clock.systemUTC(), "test").open(backup);
            try (PostgresBackend backend = shop.open()) {
                backend.open(reader).close();
            } catch (Problem e) {
                assertThat(e).as("at attempt %d", attempt).isInstanceOf(StoreFailure.class);
                failed.add(attempt);
            }
        }
        assertThat(failed)
                .containsExactly(1, 3); // for the hash and for pg_restore; the second time it looks at the head only
    }

    /** The store, whose dump ends in an error of the disk when it is read for this time, from 1. */
    private BackupStore breakingOff(int attempt) {
        LocalStore store = new LocalStore(home.resolve("backups"));
        AtomicInteger opened = new AtomicInteger();
        return (BackupStore) Proxy.newProxyInstance(
                BackupStore.class.getClassLoader(), new Class<?>[] {BackupStore.class}, (self, method, given) -> {
                    Object answer;
                    try {
                        answer = method.invoke(store, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    boolean breaks = method.getName().equals("open")
                            && given[0].toString().endsWith(".dump")
                            && opened.incrementAndGet() == attempt;
                    return breaks ? new BrokenOff((InputStream) answer) : answer;
                });
    }

    private static final class BrokenOff extends FilterInputStream {
        private int left = 100;

        BrokenOff(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("Input/output error");
            }
            int n = in.read(b, offset, Math.min(left, length));
            left -= n;
            return n;
        }
    }
}
