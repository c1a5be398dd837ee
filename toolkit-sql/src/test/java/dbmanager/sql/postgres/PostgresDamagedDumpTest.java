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
import dbmanager.backup.PartDamaged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
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
}
