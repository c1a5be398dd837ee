package dbmanager.emulator.embedded.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceNameTest {
    private static final String ROOT = "projects/p/databases/(default)/documents";

    @Test
    void a_name_is_a_database_and_a_place_in_it() {
        DatabaseName database = new DatabaseName("p", "(default)");
        assertThat(ResourceName.document(ROOT + "/a/1/b/2")).isEqualTo(new ResourceName(database, Key.of("a/1/b/2")));
        assertThat(ResourceName.parent(ROOT)).isEqualTo(new ResourceName(database, Key.ROOT));
        assertThat(ResourceName.parent(ROOT + "/a/...").key()).isEqualTo(Key.of("a/..."));
        assertThat(DatabaseName.parse("projects/p/databases/(default)")).isEqualTo(database);
        assertThat(database.of(Key.of("a/1"))).isEqualTo(ROOT + "/a/1");
    }

    @Test
    void the_path_is_what_is_below_the_documents_of_a_database_whatever_the_project_is_called() {
        assertThat(ResourceName.path(ROOT + "/a/1/documents/2")).isEqualTo("a/1/documents/2");
        assertThat(ResourceName.path("projects/documents/databases/documents/documents/a/1"))
                .isEqualTo("a/1");
        assertThat(ResourceName.path("nonsense/a/1")).isEqualTo("nonsense/a/1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ''                    | lacks "projects" at index 0.
            nonsense              | lacks "projects" at index 0.
            projects              | lacks "/" at index 8.
            projects/p            | lacks "/" at index 10.
            projects//databases/d | lacks "/" at index 21.
            projects/p/databases/d| lacks "/" at index 22.
            ROOTx                 | lacks "/" at index 40.
            ROOT/                 | is invalid: Omit trailing "/".
            ROOT/c                | lacks "/" at index 42.
            ROOT/c/1/             | has invalid trailing "/".
            ROOT//1               | lacks a collection id at index 41.
            ROOT/c//d/1           | lacks a resource id at index 43.
            ROOT/c/.              | contains a resource id "." at index 43.
            ROOT/../1             | contains a collection id ".." at index 41.
            """)
    void what_is_no_name_is_refused_in_the_words_of_googles_emulator(String name, String why) {
        String whole = name.replace("ROOT", ROOT);
        for (String kind : new String[] {"Document name", "Resource name", "Document parent name"}) {
            assertThatThrownBy(() -> {
                        switch (kind) {
                            case "Document name" -> ResourceName.document(whole);
                            case "Resource name" -> ResourceName.reference(whole);
                            default -> ResourceName.parent(whole);
                        }
                    })
                    .isInstanceOf(Refused.class)
                    .hasMessage(kind + " \"" + whole + "\" " + why);
        }
    }

    @Test
    void only_a_parent_may_be_the_root() {
        assertThatThrownBy(() -> ResourceName.document(ROOT))
                .hasMessage(
                        "Document name \"" + ROOT
                                + "\" is invalid: Omit \"/documents\" when referencing a database (except as the parent of a document).");
    }

    @Test
    void a_name_of_another_database_is_refused() {
        ResourceName name = ResourceName.document(ROOT + "/a/1");
        assertThat(name.in(new DatabaseName("p", "(default)"))).isEqualTo(Key.of("a/1"));
        assertThatThrownBy(() -> name.in(new DatabaseName("q", "(default)")))
                .hasMessage("mismatched databases within request: projects/q/databases/(default) vs."
                        + " projects/p/databases/(default)");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'lacks \"projects\" at index 0.'",
        "projects/p, 'lacks \"databases\" at index 10.'",
        "projects//databases/d, lacks a resource id at index 9.",
        "projects/p/databases/d/documents, is not the name of a database."
    })
    void what_is_no_database_is_refused(String name, String why) {
        assertThatThrownBy(() -> DatabaseName.parse(name)).hasMessage("Resource name \"" + name + "\" " + why);
    }
}
