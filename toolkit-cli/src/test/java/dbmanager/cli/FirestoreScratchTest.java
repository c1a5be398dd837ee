package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup is worth does not depend on the server that its database happens to be on. */
class FirestoreScratchTest {
    @TempDir
    Path folder;

    @Test
    void documents_that_refer_to_each_other_are_tried_out_also_where_the_server_is_strict() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(Clock.systemUTC()))) {
            Cli cli = new Cli(folder)
                    .file("db-manager.yaml", """
                            environments:
                              dev:
                                databases:
                                  shop: {url: "firestore://demo-shop", emulator: "127.0.0.1:%d", migrations: migrations}
                            """.formatted(server.port()))
                    .file("migrations/V1__people.yaml", """
                            steps:
                              - createCollection: {collection: people, document: ada, fields: {name: Ada}}
                            """)
                    .file("migrations/V2__titles.yaml", """
                            rollback: auto
                            steps:
                              - addField: {collection: people, field: title, value: none}
                            """)
                    .file("people.json", """
                            {"people": [{"id": "bob", "name": "Bob", "boss": {"$reference": "people/ada"}}]}
                            """);
            cli.ok("migrate", "1");
            cli.ok("import", "people.json");
            cli.ok("backup");

            assertThat(cli.ok("verify").out()).contains("passed: restored");
            assertThat(cli.ok("rehearse").out()).contains("sound");
            cli.ok("test-recovery");
            assertThat(cli.ok("export", "people", "--format", "json").out())
                    .as("the database itself is as it was")
                    .contains("people/ada")
                    .doesNotContain("title");
        }
    }
}
