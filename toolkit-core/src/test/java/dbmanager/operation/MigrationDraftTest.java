package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationDraftTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "create_orders, orders",
        "Create orders, orders",
        "add the order lines, order_lines",
        "create table orders, orders",
        "new orders table, orders",
        "create_view_of_orders, of_orders",
        "orders, orders",
        "creators, creators",
        "create, create",
        "create table, table",
        "table, table",
        "Thêm đơn hàng, them_don_hang",
    })
    void a_new_thing_is_called_what_the_name_is_about(String typed, String subject) throws IOException {
        Template template = new Template("t", "for tests", "sql", "{subject}", Optional.empty(), Optional.empty());

        Path file = MigrationDraft.of(
                        typed,
                        Optional.empty(),
                        template,
                        new MigrationFolder(folder, Set.of("sql")).read(),
                        Instant.EPOCH)
                .write(folder)
                .get(0);

        assertThat(Files.readString(file)).isEqualTo(subject);
    }
}
