package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexPlaceTest {
    private static final Index INDEX = new Index(
            "orders",
            false,
            List.of(
                    Index.Field.of("customer", Index.Order.ASCENDING),
                    Index.Field.of("total", Index.Order.DESCENDING)));

    @TempDir
    Path project;

    private IndexPlace place() throws IOException {
        Path migrations = Files.createDirectories(project.resolve("migrations/shop"));
        return IndexPlace.beside(migrations, Optional.empty());
    }

    private IndexFile file(String where) throws IOException {
        return IndexFile.parse(Files.readString(project.resolve(where)), where);
    }

    @Test
    void the_file_comes_to_lie_at_the_top_of_the_project() throws IOException {
        Files.createFile(project.resolve("db-manager.yaml"));
        assertThat(place().preview(INDEX)).startsWith("would be added to").contains("firestore.indexes.json");
        assertThat(project.resolve("firestore.indexes.json")).doesNotExist();

        assertThat(place().want(INDEX)).isEmpty();

        assertThat(file("firestore.indexes.json").has(INDEX)).isTrue();
        assertThat(place().preview(INDEX)).startsWith("is in").endsWith("already");
    }

    @Test
    void a_file_that_is_there_below_the_top_is_the_one() throws IOException {
        Files.createFile(project.resolve("firebase.json"));
        Files.createDirectories(project.resolve("migrations"));
        Files.writeString(
                project.resolve("migrations/firestore.indexes.json"),
                IndexFile.empty().text());

        place().want(INDEX);

        assertThat(file("migrations/firestore.indexes.json").has(INDEX)).isTrue();
        assertThat(project.resolve("firestore.indexes.json")).doesNotExist();
    }

    @Test
    void a_file_that_has_the_index_is_not_written_again() throws IOException {
        Files.createFile(project.resolve("db-manager.yaml"));
        Path file = project.resolve("firestore.indexes.json");
        String own = IndexFile.empty().with(INDEX).text().replace("\n", " \n");
        Files.writeString(file, own);

        assertThat(place().want(INDEX)).isEmpty();

        assertThat(file).hasContent(own);
    }

    @Test
    void a_file_that_is_no_index_file_stays_as_it_is() throws IOException {
        Files.createFile(project.resolve("db-manager.yaml"));
        Path file = Files.writeString(project.resolve("firestore.indexes.json"), "[]");

        assertThatThrownBy(() -> place().want(INDEX)).isInstanceOf(IndexFile.Unreadable.class);
        assertThat(file).hasContent("[]");
    }
}
