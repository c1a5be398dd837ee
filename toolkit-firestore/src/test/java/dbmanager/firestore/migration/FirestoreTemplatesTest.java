package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.Template;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FirestoreTemplatesTest {
    static Stream<Template> all() {
        return FirestoreTemplates.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_template_makes_can_be_run_as_it_is(Template template) {
        Script script = Scripts.script(template.up().replace("{description}", "Ann's: \"new\" [thing]"));
        assertThat(script.steps()).hasSize(1);
        assertThat(script.rollback()).isEqualTo(new Script.Rollback.Auto());
        assertThat(script.verify()).isNotEmpty();
        assertThat(template.up()).endsWith("\n").doesNotContain("\t");
    }

    @Test
    void names_are_unique_and_say_which_step_is_in() {
        assertThat(all().map(Template::name)).startsWith("add-field").doesNotHaveDuplicates();
    }
}
