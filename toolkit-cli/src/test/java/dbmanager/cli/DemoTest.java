package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path folder;

    @Test
    void the_demo_tells_its_story_to_the_end() {
        assertThat(new Cli(folder).ok("demo").out())
                .contains(
                        "$ db-manager restore latest --yes",
                        "$ db-manager rollback -1",
                        "The same with Firestore",
                        "cents: ",
                        "$ db-manager rollback -1 --env both --db catalog",
                        "Everything above happened in");
        assertThat(folder.resolve("db-manager-demo/data/shop.db")).isRegularFile();
    }
}
