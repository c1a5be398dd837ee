package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupReader;
import dbmanager.backup.PartDamaged;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore of a backup that SQLite has looked into a moment ago. */
class SqliteInspectedTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Shop shop;
    private BackupReader backup;

    @BeforeEach
    void take_a_backup() {
        shop = new Shop(folder);
        backup = shop.dump(shop.with("source.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('new')"));
    }

    private Loaded load(BackupReader from) {
        SqliteDatabase target = shop.database("shop.db");
        return new SqliteRestore(target, Shop.snapshot(target), Clock.systemUTC())
                .load(from, Selection.all(), LoadMode.REPLACE, Safety.none(), (what, done, all) -> said.add(what));
    }

    @Test
    void does_not_have_the_same_bytes_checked_again() {
        Loaded checked = load(backup);
        assertThat(said).contains("checking");
        said.clear();
        Loaded known = load(backup.inspected());
        assertThat(said).contains("copying").doesNotContain("checking");
        assertThat(known.records()).isEqualTo(checked.records()).isEqualTo(Map.of("t", 1L));
        assertThat(Shop.ask(shop.database("shop.db"), "SELECT a FROM t")).containsExactly("new");
    }

    @Test
    void is_refused_when_the_bytes_have_changed_since() throws IOException {
        try (RandomAccessFile part = new RandomAccessFile(shop.part(backup).toFile(), "rw")) {
            part.seek(part.length() - 1);
            int last = part.read();
            part.seek(part.length() - 1);
            part.write(last ^ 1);
        }
        assertThatThrownBy(() -> load(backup.inspected())).isInstanceOf(PartDamaged.class);
        assertThat(folder.resolve("shop.db")).doesNotExist();
    }
}
