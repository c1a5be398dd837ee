package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.TableShapes.ColumnShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalog of a server says of rows to come. */
class PostgresShapesTest {
    @TempDir
    Path home;

    @Test
    void choices_and_unique_columns_are_as_the_table_has_them() {
        PostgresProject project = new PostgresProject(home);
        project.execute(
                "CREATE TABLE moods (id int, name text, mood text CHECK (mood IN ('it''s fine', 'bad')), UNIQUE (id) INCLUDE (name))");

        Map<String, ColumnShape> columns = new PostgresShapes(project.database())
                .shapes().stream()
                        .flatMap(shape -> shape.columns().stream())
                        .collect(Collectors.toMap(ColumnShape::name, Function.identity()));

        assertThat(columns.get("mood").choices()).isEqualTo(List.of("it's fine", "bad"));
        assertThat(columns.get("id").unique()).isTrue();
        assertThat(columns.get("name").unique()).as("it is only carried along").isFalse();
    }
}
