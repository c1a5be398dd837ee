package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.sql.SqlProject;
import dbmanager.sql.StockFlywayContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresStockFlywayTest extends StockFlywayContract {
    private PostgresProject postgres;

    @BeforeEach
    void ownServer() {
        postgres = (PostgresProject) shop;
    }

    @Override
    protected SqlProject project(Path folder) {
        return new PostgresProject(folder);
    }

    /** Its columns, constraints and indexes as the server tells them; NOT NULL, a constraint since version 18, is told with the columns. */
    @Override
    protected List<String> historyTable(SqlProject project) {
        return project.query("""
                SELECT concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable, column_default, ordinal_position)
                  FROM information_schema.columns WHERE table_name = 'flyway_schema_history'
                UNION ALL SELECT conname || ' ' || contype::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = 'flyway_schema_history'::regclass AND contype <> 'n'
                UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'flyway_schema_history'
                UNION ALL SELECT coalesce(reloptions::text, 'no options') FROM pg_class WHERE relname = 'flyway_schema_history'
                ORDER BY 1""");
    }

    @Override
    protected List<String> named(String like) {
        return shop.query("SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname LIKE '" + like + "'");
    }

    @Override
    protected String defaultSchema() {
        return "public";
    }

    @Test
    void the_table_has_every_column_constraint_and_index() {
        shop.migrate();

        assertThat(historyTable(shop)).hasSize(14);
    }

    @Test
    void stock_with_the_lock_of_a_session_finds_nothing_to_do_either() {
        shop.migrate();

        assertThat(postgres.flywayWithSessionLock().migrate().migrationsExecuted)
                .isZero();
        assertStockContent();
    }

    @Test
    void stock_with_the_lock_of_a_session_goes_on_where_we_stopped() {
        shop.migrate("1");

        assertThat(postgres.flywayWithSessionLock().migrate().migrationsExecuted)
                .isEqualTo(2);
        assertStockContent();
    }

    @Test
    void stock_reads_a_history_with_a_step_that_ran_outside_a_transaction() {
        shop.migrate();
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY products_by_name ON products (name);\n");
        shop.migrate();

        assertStockContent();
        assertThat(shop.query("SELECT count(*) FROM _dbm_statements")).containsExactly("0");
    }

    @Test
    void stock_waits_for_our_lock_since_it_is_its_own() throws SQLException {
        shop.migrate("1");
        try (PostgresBackend backend = postgres.open();
                Connection connection = postgres.server.connect(postgres.database)) {
            backend.lock("anna@laptop", Duration.ZERO);
            long key = PostgresLock.key(new Bookkeeping("public"));

            assertThat(key).isEqualTo(77433833903597L); // what stock Flyway takes for the schema public
            assertThat(PostgresDatabase.yes(connection, "SELECT pg_try_advisory_lock(" + key + ")"))
                    .isFalse();
        }
    }
}
