package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.disk.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written beside the project, where the power goes while the next file is written. */
final class PowerCutTest {
    @TempDir
    Path folder;

    private Path project;

    private Answer install(Trouble.Kind trouble, long at, String time) throws IOException {
        Files.writeString(project.resolve("db-manager.yaml"), """
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:shop.db"}
                    schedule: {backup: daily %s}
                """.formatted(time));
        List<String> disk = Trouble.properties(trouble, at, project, folder.resolve("counts"));
        try (Child child = Child.dbManager(
                project,
                List.of(),
                disk,
                Map.of(),
                "schedule",
                "--for",
                "systemd",
                "--install",
                "--to",
                "units",
                "--name",
                "shop")) {
            return child.answer();
        }
    }

    private List<String> units() throws IOException {
        return List.of(
                Files.readString(project.resolve("units/shop-backup.service")),
                Files.readString(project.resolve("units/shop-backup.timer")));
    }

    @Test
    void a_text_that_has_taken_its_place_is_there_as_a_whole() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        install(Trouble.Kind.NONE, 0, "02:00").works();
        install(Trouble.Kind.NONE, 0, "05:00").works();
        List<String> before = units();
        long steps = Long.parseLong(Files.readString(folder.resolve("counts")).split(" ")[0]);

        assertThat(install(Trouble.Kind.POWER_LOSS, steps, "07:00").code()).isEqualTo(Trouble.HALTED);

        assertThat(units().get(0)).isEqualTo(before.get(0));
        assertThat(units().get(1)).isIn(before.get(1), before.get(1).replace("05:00", "07:00"));
    }
}
