package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others wrote is shown on the terminal, and not obeyed by it. */
class VisibleTest {
    @TempDir
    Path folder;

    @Test
    void a_name_that_would_clear_the_screen_is_shown_instead() throws IOException {
        Cli cli = Cli.shop(folder);
        cli.file("migrations/shop/V9__odd.sql", "CREATE TABLE \"a\u001b[2Jb\" (x);\n");
        cli.ok("migrate");
        cli.ok("backup");

        assertThat(cli.ok("show-backup", "latest").out()).contains("a\\x1b[2Jb").doesNotContain("\u001b");
        assertThat(cli.run("show-backup", "no\u0007such").err())
                .contains("no\\x07such")
                .doesNotContain("\u0007");
    }

    @Test
    void our_colours_tabs_and_ends_of_lines_stay() {
        String painted = "\u001b[31merror: \u001b[0ma\tb\r\nc é 王 😀";

        assertThat(Visible.text(painted)).isEqualTo(painted);
        assertThat(Visible.text("\u001b]52;c;eA==\u0007\u009b2J\u001b[31"))
                .isEqualTo("\\x1b]52;c;eA==\\x07\\x9b2J\\x1b[31");
    }
}
