package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.Backup;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a backend promises about a backup that is not what was written, or was written wrong: it says so, and touches nothing. */
abstract class DamagedBackupContract extends RestoreContract {
    @Test
    void a_changed_byte_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
    }

    @Test
    void a_part_that_is_cut_short_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    }

    @Test
    void a_part_that_has_grown_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void a_part_that_is_not_there_is_found_before_the_database_is_touched() {
        assertRefusedUntouched(bytes -> null);
    }

    /** Changes the part of a backup that holds the products behind its back; null deletes it. */
    private void assertRefusedUntouched(UnaryOperator<byte[]> damage) {
        beginShop();
        Backup backup = backup(shop);
        up(shop, "2");
        damage(backup, damage);

        for (LoadMode mode : LoadMode.values()) {
            PartDamaged problem = refusal(PartDamaged.class, () -> load(shop, backup, mode));
            assertThat(problem.id()).isEqualTo(backup.id());
            refusal(PartDamaged.class, () -> load(shop, backup, mode, "products"));
        }
        refusal(PartDamaged.class, () -> shop.open(reader(backup)).close());
        assertThat(shop.inspect(reader(backup))).isNotEmpty();
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(shop.history())).containsExactly("+1", "+2");
    }

    @Test
    void a_backup_that_was_written_wrong_is_found_although_its_hashes_are_right() {
        beginShop();
        Backup rubbish = written("rubbish".getBytes(StandardCharsets.UTF_8), Map.of("products", 2L), backup(shop));
        up(shop, "2");

        assertThat(shop.inspect(reader(rubbish))).isNotEmpty();
        refusal(Problem.class, () -> load(shop, rubbish, LoadMode.REPLACE));
        refusal(Problem.class, () -> load(shop, rubbish, LoadMode.MERGE));
        refusal(Problem.class, () -> shop.open(reader(rubbish)).close());
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
        assertThat(events(shop.history())).containsExactly("+1", "+2");
    }

    @Test
    void a_backup_that_counts_wrong_is_found() {
        beginShop();
        Backup good = backup(shop);
        Backup wrong = written(null, Map.of("products", 3L), good);

        assertThat(shop.inspect(reader(good))).isEmpty();
        assertThat(shop.inspect(reader(wrong))).isNotEmpty();
    }

    private void damage(Backup backup, UnaryOperator<byte[]> damage) {
        Part part = backup.manifest().orElseThrow().parts().stream()
                .filter(candidate -> candidate.contents().containsKey("products"))
                .findFirst()
                .orElseThrow();
        Path file = backups().resolve(backup.id().text()).resolve(part.name());
        try {
            byte[] bytes = damage.apply(Files.readAllBytes(file));
            Files.delete(file);
            if (bytes != null) {
                Files.write(file, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A backup with the parts of a model, but with other bytes (null: the same) and other counts, all of it hashed as it should be. */
    private Backup written(byte[] bytes, Map<String, Long> counts, Backup model) {
        Manifest manifest = model.manifest().orElseThrow();
        try (BackupWriter writer = catalog().begin(manifest.database(), "test", "requested", List.of())) {
            for (Part part : manifest.parts()) {
                try (BackupWriter.PartWriter copy =
                        writer.part(part.name(), part.kind(), part.compression(), part.source())) {
                    OutputStream out = copy.stream();
                    out.write(bytes == null ? reader(model).open(part).readAllBytes() : bytes);
                    copy.commit(counts);
                }
            }
            writer.describe(manifest.schema(), Optional.empty());
            String id = writer.commit().id().text();
            return catalog().find(id, any -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
