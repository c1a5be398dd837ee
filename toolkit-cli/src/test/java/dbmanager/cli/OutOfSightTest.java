package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be looked at, as behind a link to itself, may be there: nobody says that it is not. */
class OutOfSightTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void a_link_to_itself() throws IOException {
        cli = Cli.shop(folder);
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    }

    private void replace(String text, String by) throws IOException {
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace(text, by));
    }

    @Test
    void a_folder_of_migrations_is_not_said_to_be_missing() throws IOException {
        replace("migrations: migrations/shop", "migrations: loop/shop");
        for (String command : new String[] {"migrate", "validate", "repair"}) {
            Result refused = cli.run(command);
            assertThat(refused.exitCode()).describedAs(refused.all()).isEqualTo(10);
            assertThat(refused.err())
                    .contains("cannot read " + folder.resolve("loop/shop"))
                    .doesNotContain("there is no folder");
        }
    }

    @Test
    void the_lock_file_of_the_migrations_is_not_taken_for_none() throws IOException {
        cli.ok("migrate");
        Files.delete(folder.resolve("migrations/shop/migrations.lock"));
        Files.createSymbolicLink(folder.resolve("migrations/shop/migrations.lock"), Path.of("elsewhere"));

        Result refused = cli.run("validate");

        assertThat(refused.exitCode()).describedAs(refused.all()).isEqualTo(10);
        assertThat(refused.err()).contains("cannot read", "migrations.lock");
    }

    @Test
    void a_file_to_restore_or_to_import_is_not_said_to_be_missing() {
        cli.ok("migrate");
        Result restore = cli.run("restore", "loop/shop.db", "--yes");
        assertThat(restore.exitCode()).describedAs(restore.all()).isEqualTo(17);
        assertThat(restore.err())
                .contains("cannot read " + folder.resolve("loop/shop.db"))
                .doesNotContain("no backup", "is not there");

        Result taken = cli.run("import", "loop/products.csv", "--table", "products");
        assertThat(taken.exitCode()).isNotZero();
        assertThat(taken.err()).contains("cannot read").doesNotContain("there is no file");
    }

    @Test
    void a_database_is_not_said_to_be_missing() throws IOException {
        replace("sqlite:data/shop.db", "sqlite:loop/shop.db");
        Result refused = cli.run("integrity-check");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.all()).contains("loop/shop.db").doesNotContain("does not exist", "there is no");
    }
}
