package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.CasdoorServer.Fault;
import dbmanager.problem.Problem.Kind;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void what_comes_up_in_the_middle_is_told_with_what_is_in_by_then() throws IOException {
        cli.file("migrations/shop/V2__log.sql", """
                CREATE TRIGGER logged AFTER INSERT ON users BEGIN INSERT INTO no_such_table VALUES (1); END;
                """);
        cli.ok("migrate", "--db", "shop");

        Cli.Result stopped = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(stopped.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(stopped.err())
                .contains("no_such_table", "2 changes are in", "goes on where this one stopped")
                .doesNotContain("is as before");
        assertThat(cli.ok("export", "workspaces", "--db", "shop", "--format", "csv")
                        .out())
                .contains("north", "default");
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
    void nobody_is_taken_for_gone_who_moved_to_another_page_while_the_list_was_read() {
        cli.ok("sync", "casdoor", "--db", "shop");
        String before = users();
        casdoor.with(Fault.MOVING);

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.FAILED.exitCode());
        assertThat(refused.err())
                .contains("the users of Casdoor at", "changed while they were read", "nothing was changed");
        assertThat(users()).isEqualTo(before);
        assertThat(cli.ok("sync", "casdoor", "--db", "shop").out()).contains("1 created, 0 updated, 1 deactivated");
        assertThat(users()).contains("u1,ada@shop.example,ADA,light,0").contains("u3,,EVE,light,1");
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

        assertThat(casdoor.asked()).as("several pages are read twice").hasSize(1 + 1 + 2 + 2);
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
    void lists_objects_and_times_that_a_server_writes_in_its_own_way_are_no_change() throws IOException {
        PostgresServer server = PostgresServer.require();
        server.requireClient();
        casdoor.set("u1", "groups", List.of("shop/north", "shop/a b", "null"))
                .set("u1", "properties", Map.of("b", "2", "a", Map.of("c", 1.50)))
                .set("u1", "createdTime", "2026-01-01T10:00:00+08:00")
                .set("u1", "lastSigninTime", "2026-01-01T10:00:00");
        cli.with("URL", server.url(server.unusedName("casdoor")))
                .with("PATH", server.programs().toString())
                .file("db-manager.yaml", cli.read("db-manager.yaml").replaceFirst("(?s)environments:.*", """
                        environments:
                          dev:
                            databases:
                              shop:
                                url: "\\${URL}"
                                migrations: migrations/server
                                casdoor:
                                  users:
                                    into: users
                                    key: id
                                    fields: {id: id, groups: groups, more: properties, made: createdTime, seen: lastSigninTime}
                                    active: is_active
                        """))
                .file("migrations/server/V1__users.sql", """
                        CREATE TABLE users (
                            id text PRIMARY KEY, groups text[], more jsonb, made timestamptz, seen timestamp, is_active boolean);
                        """);
        cli.ok("migrate");
        assertThat(cli.ok("sync", "casdoor").out()).contains("users -> users: 3 created");

        assertThat(cli.ok("sync", "casdoor").out()).contains("nothing to do", "3 as they were");

        casdoor.set("u1", "groups", List.of("shop/north"));
        assertThat(cli.ok("sync", "casdoor").out()).contains("1 updated");
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
    void a_field_that_casdoor_has_not_is_named_and_takes_no_value_away() throws IOException {
        cli.ok("sync", "casdoor", "--db", "shop");
        String before = users();
        String project = cli.read("db-manager.yaml");
        cli.file("db-manager.yaml", project.replace("email: email, name", "email: emial, name"));

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err())
                .contains("the field emial for users", "did you mean \"email\"", "nothing was changed");
        assertThat(users()).isEqualTo(before);
        cli.file("db-manager.yaml", project.replace("casdoor_id: id", "casdoor_id: uid"));
        assertThat(cli.run("sync", "casdoor", "--db", "shop").err())
                .contains("the field uid for users", "did you mean \"id\"");
    }

    @Test
    void rows_with_an_empty_key_are_our_own() throws IOException {
        cli.file("migrations/shop/V2__own.sql", """
                CREATE TABLE people (id INTEGER PRIMARY KEY, casdoor_id TEXT, is_active BOOLEAN);
                INSERT INTO people VALUES (1, '', 1), (2, '', 1), (3, NULL, 1);
                """);
        cli.ok("migrate", "--db", "shop");
        cli.file(
                "db-manager.yaml",
                cli.read("db-manager.yaml")
                        .replaceFirst("(?s)into: users.*?active: is_active", """
                into: people
                            key: casdoor_id
                            fields: {casdoor_id: id}
                            active: is_active""")
                        .replaceFirst("workspace: workspace_id", ""));

        assertThat(cli.ok("sync", "casdoor", "--db", "shop").out())
                .contains("users -> people: 3 created, 0 updated, 0 deactivated");
        assertThat(cli.ok("export", "people", "--db", "shop", "--format", "csv").out())
                .contains("1,\"\",1", "2,\"\",1", "3,,1");
    }

    @Test
    void a_key_of_the_table_that_rows_are_not_found_by_is_not_to_be_filled() throws IOException {
        cli.file(
                "db-manager.yaml",
                cli.read("db-manager.yaml")
                        .replace("fields: {casdoor_id: id, email", "fields: {id: name, casdoor_id: id, email"));

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("users.id", "found by casdoor_id", "write key: id");
    }

    @Test
    void a_column_that_is_not_there_is_named_before_anything_is_written() throws IOException {
        cli.file("db-manager.yaml", cli.read("db-manager.yaml").replace("name: displayName", "nam: displayName"));

        Cli.Result refused = cli.run("sync", "casdoor", "--db", "shop");

        assertThat(refused.exitCode()).isEqualTo(Kind.CONFIGURATION.exitCode());
        assertThat(refused.err()).contains("the column nam", "did you mean \"name\"");
    }
}
