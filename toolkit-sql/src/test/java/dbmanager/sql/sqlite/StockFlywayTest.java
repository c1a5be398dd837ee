package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.migration.BlockedTimeline;
import dbmanager.sql.SqlProject;
import dbmanager.sql.StockFlywayContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StockFlywayTest extends StockFlywayContract {
    @Override
    protected SqlProject project(Path folder) {
        try {
            return new Project(Files.createDirectories(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> historyTable(SqlProject project) {
        return project.query("SELECT sql FROM sqlite_master WHERE tbl_name = 'flyway_schema_history' ORDER BY name");
    }

    @Override
    protected List<String> named(String like) {
        return shop.query("SELECT name FROM sqlite_master WHERE name LIKE '" + like + "' ESCAPE '\\'");
    }

    @Override
    protected String defaultSchema() {
        return "main";
    }

    /** PostgreSQL takes such a step back as a whole, and stock writes no row of it there. */
    @Test
    void a_failed_row_of_stock_blocks_until_repaired() {
        shop.migrate();
        shop.with("V3__broken.sql", "CREATE TABLE kept (id INTEGER);\nMAKE IT SO;\n")
                .with("V3__broken.sql.conf", "executeInTransaction=false\n");
        assertThatThrownBy(() -> shop.flyway().migrate()).isNotNull();

        assertThat(shop.history().unfinished())
                .extracting(e -> e.key().toString())
                .containsExactly("3 (broken)");
        assertThatThrownBy(shop::migrate).isInstanceOf(BlockedTimeline.class);
        shop.repair();

        assertThat(shop.history().unfinished()).isEmpty();
        assertThat(shop.flyway().repair().repairActions).isEmpty();
    }
}
