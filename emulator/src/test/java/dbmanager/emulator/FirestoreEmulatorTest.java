package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirestoreEmulatorTest {
    private static final String USERS = "users";

    @OnEveryEmulator
    void wiping_empties_one_database_of_one_project(FreshProject project) throws IOException, InterruptedException {
        FirestoreEmulator emulator = project.emulator();
        String other = FirestoreEmulator.project("other");
        put(emulator, project.id(), "(default)");
        put(emulator, project.id(), "second");
        put(emulator, other, "(default)");

        project.wipe();

        assertThat(get(emulator, project.id(), "(default)")).doesNotContain(USERS);
        assertThat(get(emulator, project.id(), "second")).contains(USERS);
        assertThat(get(emulator, other, "(default)")).contains(USERS);

        emulator.wipe(project.id(), "second");
        emulator.wipe(other, "(default)");
        assertThat(get(emulator, project.id(), "second")).doesNotContain(USERS);
    }

    @OnEveryEmulator
    void wiping_what_was_never_used_changes_nothing(FreshProject project) {
        project.wipe();
        project.emulator().wipe(project.id(), "never");
        project.emulator().ensureUp();
    }

    @Test
    void a_project_id_is_never_given_twice() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(FirestoreEmulator.project("same"))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "a_test_whose_name_is_a_long_sentence_about_the_domain",
                "Ünïcödé und Leerzeichen",
                "---",
                "日本語",
                "twenty-two-letters-and--"
            })
    void a_project_id_keeps_googles_rules_whatever_the_hint(String hint) {
        assertThat(FirestoreEmulator.project(hint))
                .matches("test-[a-z0-9-]+[a-z0-9]")
                .hasSizeBetween(6, 30);
        assertThat(FirestoreEmulator.project(hint, Integer.MAX_VALUE, "zzzzzz"))
                .startsWith("test")
                .endsWith("-2147483647-zzzzzz")
                .hasSizeBetween(6, 30);
    }

    @Test
    void a_project_id_tells_what_it_is_for() {
        assertThat(FirestoreEmulator.project("Orders & users", 7, "abcdef")).isEqualTo("test-orders-users-7-abcdef");
    }

    @Test
    void a_container_without_testcontainers_is_refused_by_name() throws Exception {
        URL ours = FirestoreEmulator.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {ours}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass(FirestoreEmulator.class.getName());
            assertThatThrownBy(() -> type.getMethod("docker").invoke(null))
                    .cause()
                    .hasMessageContaining("containers need Testcontainers, which is not on the class path")
                    .hasMessageContaining("next:  add org.testcontainers:testcontainers");
        }
    }

    private static void put(FirestoreEmulator emulator, String project, String database)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(documents(emulator, project, database))
                .POST(BodyPublishers.ofString("{\"fields\": {\"name\": {\"stringValue\": \"Ada\"}}}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String get(FirestoreEmulator emulator, String project, String database)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(documents(emulator, project, database))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static URI documents(FirestoreEmulator emulator, String project, String database) {
        return URI.create("http://" + emulator.address() + "/v1/projects/" + project + "/databases/" + database
                + "/documents/" + USERS);
    }
}
