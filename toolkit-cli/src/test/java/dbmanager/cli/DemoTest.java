package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.FirestoreExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path folder;

    @Test
    @ExtendWith(FirestoreExtension.class)
    void the_demo_tells_of_firestore_too(FirestoreEmulator emulator) {
        Cli cli = new Cli(folder).with(FirestoreEmulator.HOST_VARIABLE, emulator.host() + ":" + emulator.port());
        assertThat(cli.ok("demo").out())
                .contains("The same with Firestore", "cents: ", "$ db-manager rollback -1 --env both --db catalog")
                .doesNotContain("Firestore is left out");
    }

    @Test
    void the_demo_tells_its_story_to_the_end() {
        assertThat(new Cli(folder).ok("demo").out())
                .contains(
                        "$ db-manager restore latest --yes",
                        "$ db-manager rollback -1",
                        "Everything above happened in");
        assertThat(folder.resolve("db-manager-demo/data/shop.db")).isRegularFile();
    }
}
