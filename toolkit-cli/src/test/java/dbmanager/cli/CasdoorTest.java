package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.CasdoorServer.Fault;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that follow a Casdoor server: nobody is deleted, and nobody is deactivated on the strength of half a list. */
class CasdoorTest {
    @TempDir
    Path folder;

    private CasdoorServer casdoor;
    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        casdoor = new CasdoorServer()
                .user("u1", "ada", "ada@shop.example")
                .user("u2", "bob", "bob@shop.example")
                .user("u3", "eve", "")
                .application("north");
        cli = new Cli(folder)
                .with("CASDOOR_ENDPOINT", casdoor.url())
                .with("CASDOOR_CLIENT_SECRET", CasdoorServer.SECRET)
                .file("db-manager.yaml", """
                        casdoor:
                          endpoint: "${CASDOOR_ENDPOINT}"
                          client-id: shop-client
                          client-secret: "${CASDOOR_CLIENT_SECRET}"
                          organization: shop
                          page: 2
                          rate: 100
                        environments:
                          dev:
                            databases:
                              shop:
                                url: "sqlite:data/shop.db"
                                migrations: migrations/shop
                                casdoor:
                                  applications:
                                    into: workspaces
                                    key: slug
                                    fields: {slug: name, title: displayName}
                                    active: is_active
                                    default: {name: default, displayName: Default}
                                  users:
                                    into: users
                                    key: casdoor_id
                                    fields: {casdoor_id: id, email: email, name: displayName}
                                    active: is_active
                                    workspace: workspace_id
                              app:
                                url: "firestore://demo-app"
                                emulator: embedded
                                casdoor:
                                  users:
                                    into: people
                                    key: casdoor
                                    fields: {casdoor: id, email: email}
                                    active: active
                          production:
                            databases:
                              shop:
                                url: "sqlite:production/shop.db"
                                migrations: migrations/shop
                                casdoor:
                                  users: {into: users, key: casdoor_id, fields: {casdoor_id: id}, active: is_active}
                        """)
                .file("migrations/shop/V1__users.sql", """
                        CREATE TABLE workspaces (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, title TEXT, is_active BOOLEAN);
                        CREATE TABLE users (
                            id INTEGER PRIMARY KEY, casdoor_id TEXT UNIQUE, email TEXT UNIQUE, name TEXT,
                            theme TEXT NOT NULL DEFAULT 'light', is_active BOOLEAN NOT NULL DEFAULT 1,
                            workspace_id INTEGER REFERENCES workspaces (id));
                        INSERT INTO users (id, email, name) VALUES (1, 'local@shop.example', 'Local');
                        """);
        cli.ok("migrate", "--db", "shop");
    }

    @AfterEach
    void stop() {
        casdoor.close();
    }

    private String users() {
        return cli.ok("export", "users", "--db", "shop", "--format", "csv").out();
    }

    @Test
    void who_is_new_gets_a_row_in_the_default_workspace_and_a_second_run_changes_nothing() {
        Cli.Result first = cli.ok("sync", "casdoor", "--db", "shop");

        assertThat(first.out())
                .contains(
                        "applications -> workspaces: 2 created, 0 updated, 0 deactivated, 0 as they were",
                        "users -> users: 3 created");
        String rows = users();
        String workspace = cli.ok("export", "workspaces", "--db", "shop", "--format", "csv")
                .out()
                .lines()
                .filter(line -> line.contains(",default,"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .findFirst()
                .orElseThrow();
        assertThat(rows)
                .contains("local@shop.example")
                .contains("u1,ada@shop.example,ADA,light,1," + workspace)
                .contains("u3,,EVE");

        Cli.Result second = cli.ok("sync", "casdoor", "--db", "shop");
        assertThat(second.out()).contains("nothing to do", "0 created, 0 updated, 0 deactivated, 3 as they were");
        assertThat(users()).isEqualTo(rows);
    }

    @Test
    void who_changed_is_updated_and_who_is_gone_or_locked_is_deactivated_and_what_is_our_own_stays()
            throws IOException {
        cli.ok("sync", "casdoor", "--db", "shop");
        cli.file("theme.csv", "id,casdoor_id,email,name,theme\n2,u1,ada@shop.example,ADA,dark\n");
        cli.ok("import", "theme.csv", "--table", "users", "--db", "shop", "--on-conflict", "replace", "--yes");
        casdoor.set("u1", "email", "ada@new.example").set("u2", "isForbidden", true);

        Cli.Result changed = cli.ok("sync", "casdoor", "--db", "shop");

        assertThat(changed.out()).contains("users -> users: 0 created, 1 updated, 1 deactivated, 1 as they were");
        assertThat(users()).contains("u1,ada@new.example,ADA,dark,1").contains("u2,bob@shop.example,BOB,light,0");
        casdoor.without("u3");
        assertThat(cli.ok("sync", "casdoor", "--db", "shop").out()).contains("1 deactivated");
        assertThat(users()).contains("u3,,EVE,light,0").contains("local@shop.example,Local,light,1");
    }

    @Test
    void a_dry_run_says_what_would_be_done_and_does_nothing() {
        String before = users();

        assertThat(cli.ok("sync", "casdoor", "--db", "shop", "--dry-run").out())
                .contains("users -> users: 3 created", "this was a dry run");

        assertThat(users()).isEqualTo(before);
    }

    @Test
    void a_dry_run_that_fails_is_nothing_that_the_journal_has_to_tell() throws IOException {
        casdoor.with(Fault.UNAUTHORIZED);

        assertThat(cli.run("sync", "casdoor", "--db", "shop", "--dry-run").exitCode())
                .isEqualTo(Kind.CONFIGURATION.exitCode());

        assertThat(cli.read("database_operations.log")).contains("\"migrate\"").doesNotContain("\"sync\"");
    }

    @Test
    void half_a_list_changes_nothing() {
        cli.ok("sync", "casdoor", "--db", "shop");
        String before = users();
        casdoor.with(Fault.HALF_A_PAGE);

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err()).contains("says that there are 3 users, but listed 2", "nothing was changed");
        assertThat(users()).isEqualTo(before);
    }

    @Test
    void a_list_without_most_of_those_who_are_active_needs_consent() {
        cli.ok("sync", "casdoor", "--db", "shop");
        casdoor.without("u1").without("u2").without("u3");

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.REFUSED.exitCode());
        assertThat(refused.err()).contains("more than half", "--yes");
        assertThat(users()).contains("ADA,light,1");
        assertThat(cli.ok("sync", "casdoor", "--db", "shop", "--yes").out()).contains("3 deactivated");
    }

    @Test
    void who_does_not_answer_or_not_as_casdoor_does_is_told_apart() {
        assertThat(failing(Fault.UNAUTHORIZED, Kind.CONFIGURATION)).contains("does not let us in", "client-secret");
        assertThat(failing(Fault.GARBAGE, Kind.FAILED)).contains("no JSON object");
        assertThat(failing(Fault.BUSY, Kind.UNREACHABLE)).contains("HTTP status 503");
        casdoor.close();
        assertThat(failing(Fault.NONE, Kind.UNREACHABLE)).contains("did not answer");
    }

    private String failing(Fault fault, Kind kind) {
        casdoor.with(fault);
        Cli.Result failed = cli.run("sync", "casdoor", "--db", "shop", "--verbose");
        assertThat(failed.exitCode()).isEqualTo(kind.exitCode());
        assertThat(failed.all()).doesNotContain(CasdoorServer.SECRET).contains("nothing was changed");
        return failed.err();
    }

    @Test
    void a_server_that_is_busy_for_a_moment_is_asked_again() {
        casdoor.with(Fault.BUSY_ONCE);

        cli.ok("sync", "casdoor", "--db", "shop");

        assertThat(casdoor.asked()).hasSize(1 + 1 + 2);
        assertThat(casdoor.asked().get(3)).contains("/api/get-users?owner=shop&p=2&pageSize=2");
    }

    @Test
    void documents_follow_too_and_keep_their_other_fields() throws IOException {
        cli.ok("sync", "casdoor", "--db", "app");
        cli.file(
                "theme.json",
                "{\"people\": [{\"id\": \"u1\", \"casdoor\": \"u1\", \"email\": \"x\", \"theme\": \"dark\"}]}");
        cli.ok("import", "theme.json", "--db", "app", "--on-conflict", "replace", "--yes");

        assertThat(cli.ok("sync", "casdoor", "--db", "app").out()).contains("people: 0 created, 1 updated");

        assertThat(cli.ok("export", "people", "--db", "app", "--format", "json").out())
                .contains("\"email\":\"ada@shop.example\"", "\"theme\":\"dark\"");
        assertThat(cli.ok("sync", "casdoor", "--db", "app").out()).contains("nothing to do");
    }

    @Test
    void a_guarded_environment_wants_consent_by_name() {
        cli.ok("migrate", "--env", "production", "--confirm", "production");

        assertThat(cli.run("sync", "casdoor", "--env", "production").exitCode()).isEqualTo(Kind.REFUSED.exitCode());

        cli.ok("sync", "casdoor", "--env", "production", "--confirm", "production");
    }

    @Test
    void secrets_of_casdoor_have_no_place_in_a_database() throws IOException {
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("email: email, name", "email: password, name"));

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("\"password\" is a secret of Casdoor");
    }

    @Test
    void a_column_that_is_not_there_is_named_before_anything_is_written() throws IOException {
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("name: displayName", "nam: displayName"));

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("the column nam", "did you mean \"name\"");
    }
}
