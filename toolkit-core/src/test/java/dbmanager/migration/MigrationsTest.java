package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void versions_come_first_in_order_then_repeatable_ones() {
        Migrations migrations = of("view", "10", "9", "index");
        assertThat(migrations.stream())
                .extracting(m -> Story.name(m.key()))
                .containsExactly("9", "10", "index", "view");
        assertThat(migrations.versioned()).hasSize(2);
        assertThat(migrations.latest()).contains(Version.parse("10"));
    }

    @Test
    void none_has_no_latest() {
        assertThat(Migrations.none().isEmpty()).isTrue();
        assertThat(Migrations.none().latest()).isEmpty();
        assertThat(of("view").latest()).isEmpty();
    }

    @Test
    void a_version_is_found_however_it_is_written_and_whatever_its_description() {
        Migrations migrations = of("1.0", "view");
        assertThat(migrations.find(new MigrationKey(Optional.of(Version.parse("1")), "other words")))
                .isPresent();
        assertThat(migrations.find(new MigrationKey(Optional.empty(), "view"))).isPresent();
        assertThat(migrations.find(new MigrationKey(Optional.empty(), "step"))).isEmpty();
    }

    @Test
    void two_of_one_key_are_refused() {
        assertThatThrownBy(() -> of("1", "2", "1.0"))
                .isInstanceOf(DuplicateMigration.class)
                .hasMessageContaining("V1__")
                .hasMessageContaining("V1.0__");
        assertThatThrownBy(() -> of("view", "view")).isInstanceOf(DuplicateMigration.class);
    }

    private static Migrations of(String... names) {
        List<Migration> migrations = Stream.of(names)
                .map(name -> new Migration(
                        Story.key(name).version(),
                        Story.key(name).description(),
                        Story.script("V" + name + "__step.sql", name),
                        Optional.empty(),
                        Optional.empty(),
                        false))
                .toList();
        return Migrations.of(migrations);
    }
}
