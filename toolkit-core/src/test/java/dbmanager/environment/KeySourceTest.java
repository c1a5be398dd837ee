package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.BadKey;
import dbmanager.backup.KeyId;
import dbmanager.backup.Keys;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {
    @TempDir
    private Path folder;

    private Settings settings(String encryption, Map<String, String> variables) throws IOException {
        Files.writeString(folder.resolve("db-manager.yaml"), encryption);
        return Settings.read(Optional.empty(), folder, variables);
    }

    @Test
    void a_key_is_read_from_a_file_a_variable_or_what_a_command_writes() throws IOException {
        Files.writeString(folder.resolve("backup.key"), Keys.FIRST + "\n");
        for (String from :
                List.of("file: \"${NAME}.key\"", "variable: KEY", "command: \"cat backup.key; echo not shown >&2\"")) {
            Settings settings =
                    settings("encryption: {key: {" + from + "}}", Map.of("NAME", "backup", "KEY", Keys.FIRST));
            assertThat(settings.keys().ids()).describedAs(from).containsExactly(new KeyId("92e41e93"));
        }
        assertThat(settings("retention: {last: 1}", Map.of()).keys().isEmpty()).isTrue();
    }

    @Test
    void a_command_is_run_once_however_often_the_key_is_needed() throws IOException {
        Files.writeString(folder.resolve("backup.key"), Keys.FIRST);
        Settings settings = settings("encryption: {key: {command: \"echo x >> runs; cat backup.key\"}}", Map.of());

        assertThat(folder.resolve("runs")).doesNotExist();
        settings.keys().ids();
        settings.keys().ids();

        assertThat(folder.resolve("runs")).hasContent("x");
    }

    @Test
    void where_the_key_lies_is_asked_only_for_the_sake_of_folders_that_must_not_hold_it() throws IOException {
        String key = "encryption: {key: {file: \"${KEY_FILE}\"}}\n";
        String database = "environments: {dev: {databases: {shop: {url: 'sqlite:shop.db'%s}}}}";

        assertThat(settings(key + database.formatted(""), Map.of())
                        .environment("dev")
                        .databases())
                .hasSize(1);
        Settings withFolder = settings(key + database.formatted(", files: [images]"), Map.of());
        assertThatThrownBy(() -> withFolder.environment("dev"))
                .isInstanceOf(MissingVariable.class)
                .hasMessageContaining("KEY_FILE");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "looks at POSIX permissions")
    void a_key_file_that_is_open_to_others_is_named_with_what_closes_it() throws IOException {
        Path file = Files.writeString(folder.resolve("backup.key"), Keys.FIRST);
        KeySource source = new KeySource.InFile(file);
        for (String permissions :
                List.of("rw-r--r--", "rw----r--", "rw-rw----", "rw--w----", "r-----r--", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            assertThat(source.exposure())
                    .as(permissions)
                    .hasValueSatisfying(found -> assertThat(found.toString())
                            .startsWith(
                                    "the key file " + file + ": is open to other users of this machine (" + permissions)
                            .contains("`chmod g-w,o= " + file + "`"));
        }
        for (String permissions : List.of("rw-------", "r--------", "rwx------", "rw-r-----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            assertThat(source.exposure()).as(permissions).isEmpty();
        }
        assertThat(new KeySource.InFile(folder.resolve("none.key")).exposure()).isEmpty();
    }

    @Test
    void a_key_that_cannot_be_had_is_said_without_showing_anything_of_it() {
        for (KeySource source : List.of(
                new KeySource.InFile(folder.resolve("none.key")),
                new KeySource.InVariable("KEY", Optional.empty()),
                new KeySource.OfCommand("echo db-manager-key-1:secret; exit 3", folder, KeySource.PATIENCE),
                new KeySource.OfCommand("echo secret; exec sleep 60", folder, Duration.ofMillis(200)),
                new KeySource.OfCommand("head -c 100000 /dev/zero", folder, KeySource.PATIENCE))) {
            assertThatThrownBy(source::keys).isInstanceOfSatisfying(KeyUnavailable.class, problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
                assertThat(problem.getMessage() + problem.next()).doesNotContain("secret");
            });
        }
        assertThatThrownBy(new KeySource.OfCommand("echo secret", folder, KeySource.PATIENCE)::keys)
                .isInstanceOf(BadKey.class)
                .hasMessageNotContaining("secret");
        assertThat(new KeySource.InVariable("KEY", Optional.of(new Secret(Keys.FIRST))).toString())
                .doesNotContain("0102");
    }

    @Test
    void a_key_among_the_backups_and_a_place_that_is_none_or_two_are_refused_with_their_line() throws IOException {
        for (Map.Entry<String, String> bad : Map.of(
                        "encryption: {key: {file: backups/a.key}}", "lies among the backups",
                        "encryption: {}", "encryption has no key",
                        "encryption: {key: {}}", "needs one place, and has 0",
                        "encryption: {key: {file: a, variable: B}}", "needs one place, and has 2",
                        "encryption: {key: {file: \"\"}}", "is empty",
                        "encryption: {key: {url: a}}", "\"url\" is not a key of key of encryption")
                .entrySet()) {
            assertThatThrownBy(() -> settings(bad.getKey(), Map.of()).keys().ids())
                    .describedAs(bad.getKey())
                    .isInstanceOf(BadSetting.class)
                    .hasMessageContaining("db-manager.yaml")
                    .hasMessageContaining(bad.getValue());
        }
    }
}
