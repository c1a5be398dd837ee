package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OfficialSearchTest {
    private static final String IN_SDK = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";

    @TempDir
    Path machine;

    @Test
    void the_sdk_that_is_named_comes_first() throws IOException {
        Path named = file("named/" + IN_SDK);
        file("home/google-cloud-sdk/" + IN_SDK);
        Path gcloud = file("onpath/bin/gcloud");
        file("onpath/" + IN_SDK);

        assertThat(jar(Map.of(
                        "CLOUDSDK_ROOT_DIR", machine.resolve("named").toString(),
                        "PATH", gcloud.getParent().toString())))
                .isEqualTo(named);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void gcloud_on_the_path_leads_to_its_sdk_through_links() throws IOException {
        Path gcloud = file("sdk/bin/gcloud");
        Path jar = file("sdk/" + IN_SDK);
        Path bin = Files.createDirectories(machine.resolve("usr/bin"));
        Files.createSymbolicLink(machine.resolve("usr/gcloud"), gcloud);
        Files.createSymbolicLink(bin.resolve("gcloud"), Path.of("../gcloud"));
        Path dead = Files.createDirectories(machine.resolve("dead"));
        Files.createSymbolicLink(dead.resolve("gcloud"), Path.of("nowhere"));

        assertThat(jar(Map.of("PATH", String.join(File.pathSeparator, dead.toString(), "", bin.toString())))
                        .toRealPath())
                .isEqualTo(jar.toRealPath());
    }

    @Test
    void windows_may_call_it_path_and_the_program_cmd() throws IOException {
        Path gcloud = file("sdk/bin/gcloud.cmd");
        Path jar = file("sdk/" + IN_SDK);

        assertThat(jar(Map.of("Path", gcloud.getParent().toString())).toRealPath())
                .isEqualTo(jar.toRealPath());
    }

    @Test
    void an_sdk_without_the_emulator_does_not_stop_the_search() throws IOException {
        Path gcloud = file("sdk/bin/gcloud");
        Path home = file("home/google-cloud-sdk/" + IN_SDK);

        assertThat(jar(Map.of("PATH", gcloud.getParent().toString()))).isEqualTo(home);
    }

    @Test
    void of_what_the_firebase_tools_downloaded_the_newest_counts() throws IOException {
        file("home/.cache/firebase/emulators/cloud-firestore-emulator-v1.9.0.jar");
        file("home/.cache/firebase/emulators/cloud-firestore-emulator-v1.19.8.jar");
        Path newest = file("home/.cache/firebase/emulators/cloud-firestore-emulator-v1.20.0.jar");
        file("home/.cache/firebase/emulators/cloud-firestore-emulator-v1.21.0.jar.part");
        file("home/.cache/firebase/emulators/firebase-database-emulator-v4.11.2.jar");

        assertThat(jar(Map.of())).isEqualTo(newest);
    }

    @Test
    void the_firebase_tools_may_download_to_elsewhere() throws IOException {
        file("home/.cache/firebase/emulators/cloud-firestore-emulator-v1.20.0.jar");
        Path elsewhere = file("elsewhere/cloud-firestore-emulator-v1.19.8.jar");

        assertThat(jar(Map.of("FIREBASE_EMULATORS_PATH", elsewhere.getParent().toString())))
                .isEqualTo(elsewhere);
    }

    @Test
    void a_jar_that_is_named_is_the_only_one_that_counts() throws IOException {
        file("home/google-cloud-sdk/" + IN_SDK);
        Path mine = file("mine.jar");

        assertThat(jar(Map.of(OfficialSearch.JAR_VARIABLE, mine.toString()))).isEqualTo(mine);
        Path missing = machine.resolve("missing.jar");
        for (OfficialSearch search : List.of(
                search(Map.of(OfficialSearch.JAR_VARIABLE, missing.toString())),
                search(Map.of()).withJar(missing))) {
            assertThatThrownBy(() -> FirestoreEmulator.official(search))
                    .isInstanceOf(EmulatorUnavailable.class)
                    .hasMessageContaining("there is no emulator jar " + missing)
                    .hasMessageContaining("next:  correct the path");
        }
    }

    @Test
    void a_machine_without_one_is_told_where_it_was_looked_for_and_how_to_get_it() {
        assertThatThrownBy(() ->
                        jar(Map.of("CLOUDSDK_ROOT_DIR", machine.resolve("named").toString())))
                .isInstanceOfSatisfying(EmulatorUnavailable.class, e -> {
                    assertThat(e.tried())
                            .first()
                            .asString()
                            .startsWith(machine.resolve("named").toString());
                    assertThat(e.tried()).last().asString().contains("firebase");
                    assertThat(e.getMessage()).contains(e.tried());
                    assertThat(e.next()).contains("gcloud components install cloud-firestore-emulator");
                });
    }

    @Test
    void who_names_none_gets_our_own_whatever_else_this_machine_has() {
        try (FirestoreEmulator any = FirestoreEmulator.any(Map.of())) {
            assertThat(any.kind()).isEqualTo(FirestoreEmulator.Kind.EMBEDDED);
            any.ensureUp();
        }
    }

    @Test
    void who_names_a_running_one_gets_no_other() {
        assertThatThrownBy(() -> FirestoreEmulator.any(Map.of(FirestoreEmulator.HOST_VARIABLE, "nonsense")))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("FIRESTORE_EMULATOR_HOST=nonsense is not host:port");
    }

    private Path jar(Map<String, String> environment) {
        return search(environment).jar();
    }

    /** This machine's own Cloud SDKs do not count. */
    private OfficialSearch search(Map<String, String> environment) {
        Path home = machine.resolve("home");
        OfficialSearch search = OfficialSearch.on(environment, home);
        return new OfficialSearch(
                environment,
                home,
                search.given(),
                search.sdkRoots().stream().filter(root -> root.startsWith(home)).toList());
    }

    private Path file(String name) throws IOException {
        Path file = machine.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }
}
