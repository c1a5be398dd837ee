package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.backup.ForeignBackup;
import dbmanager.backup.Keyring;
import dbmanager.backup.PartDamaged;
import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.Options;
import dbmanager.firestore.document.ForeignReference;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEveryEmulator
class FirestoreRestoreTest {
    private final FreshProject project;

    @TempDir
    private Path folder;

    private Place shop;

    FirestoreRestoreTest(FreshProject project) {
        this.project = project;
    }

    @BeforeEach
    void open() {
        shop = Place.at(project, folder);
        shop.put("users/1", "{\"name\":\"Ada\"}")
                .put("users/1/orders/7", "{\"total\":12.0}")
                .put("users/2", "{\"name\":\"Bob\"}")
                .put("users/3/orders/8", "{\"total\":1}")
                .put("products/tea", "{\"price\":4.5}");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void what_the_backup_has_not_goes_at_every_depth() {
        BackupReader backup = shop.backup();
        List<String> before = shop.texts();
        shop.put("users/1", "{\"name\":\"Eve\"}")
                .put("users/1/orders/9", "{}")
                .put("users/4/orders/1/lines/1", "{}")
                .put("orders/1", "{}")
                .put("zzz/1/a/1", "{}");
        shop.delete("users/2");

        Loaded loaded = shop.restore(backup, LoadMode.REPLACE);

        assertThat(shop.texts()).isEqualTo(before);
        assertThat(loaded.records()).isEqualTo(Map.of("users", 4L, "products", 1L));
    }

    @Test
    void merging_leaves_what_the_backup_has_not() {
        BackupReader backup = shop.backup();
        shop.put("users/1", "{\"name\":\"Eve\",\"new\":1}").put("users/4", "{}");

        shop.restore(backup, LoadMode.MERGE);

        assertThat(shop.texts())
                .contains("users/1 {\"name\":\"Ada\"}", "users/4 {}")
                .hasSize(6);
    }

    @Test
    void a_document_is_restored_with_all_below_it_and_nothing_else() {
        BackupReader backup = shop.backup();
        shop.put("users/1", "{\"name\":\"Eve\"}").put("users/1/orders/9", "{}").put("users/2", "{\"name\":\"Eve\"}");

        Loaded loaded = shop.restore(backup, LoadMode.REPLACE, "users/1");

        assertThat(loaded.records()).isEqualTo(Map.of("users/1", 2L));
        assertThat(shop.texts())
                .containsExactly(
                        "products/tea {\"price\":4.5}",
                        "users/1 {\"name\":\"Ada\"}",
                        "users/1/orders/7 {\"total\":12.0}",
                        "users/2 {\"name\":\"Eve\"}",
                        "users/3/orders/8 {\"total\":1}");
    }

    @Test
    void a_subcollection_below_a_missing_parent_can_be_chosen() {
        BackupReader backup = shop.backup("users/3/orders", "products");
        shop.delete("users/3/orders/8");
        shop.put("users/3/orders/9", "{}");

        shop.restore(backup, LoadMode.REPLACE, "users/3/orders");

        assertThat(shop.texts()).contains("users/3/orders/8 {\"total\":1}").hasSize(5);
        assertThatThrownBy(() -> shop.restore(backup, LoadMode.REPLACE, "users"))
                .isInstanceOf(UnknownTable.class)
                .hasMessageContaining("users");
    }

    @Test
    void documents_that_are_as_in_the_backup_are_not_written() {
        BackupReader backup = shop.backup();
        Map<String, Timestamp> before = updates();
        shop.put("users/2", "{\"name\":\"Eve\"}");

        shop.restore(backup, LoadMode.REPLACE);

        Map<String, Timestamp> after = updates();
        String written = shop.database().documents() + "/users/2";
        assertThat(after.remove(written)).isNotEqualTo(before.remove(written));
        assertThat(after).isEqualTo(before);
    }

    private Map<String, Timestamp> updates() {
        return shop.scan().stream().collect(Collectors.toMap(Document::getName, Document::getUpdateTime));
    }

    @Test
    void references_go_on_pointing_at_the_old_database_follow_or_stop_the_restore() {
        shop.put("users/1", "{\"friend\":{\"$reference\":\"users/2\"}}");
        BackupReader backup = shop.backup("users");
        try (Place copy = shop.beside("copy")) {
            assertThatThrownBy(() -> copy.restore(backup, new LoadPolicy(LoadMode.REPLACE, References.FAIL)))
                    .isInstanceOf(ForeignReference.class)
                    .hasMessageContaining("users/1");
            assertThat(copy.texts()).isEmpty();

            LoadPolicy keep = new LoadPolicy(LoadMode.REPLACE, References.KEEP);
            if (project.emulator().kind() == FirestoreEmulator.Kind.EMBEDDED) {
                assertThatThrownBy(() -> copy.restore(backup, keep))
                        .isInstanceOf(ForeignReference.class)
                        .hasMessageContaining("users/1: the field friend refers to " + shop.database())
                        .extracting(problem -> ((Problem) problem).next())
                        .asString()
                        .contains("--references repoint");
                assertThat(copy.backend.refusal(backup, Selection.all(), keep))
                        .containsInstanceOf(ForeignReference.class);
                assertThat(copy.texts()).isEmpty();
                assertThat(copy.backend.check()).isEmpty();
            } else {
                assertThat(copy.backend.refusal(backup, Selection.all(), keep)).isEmpty();
                assertThat(copy.restore(backup, keep).findings())
                        .singleElement()
                        .asString()
                        .contains("1 references still point");
                assertThat(copy.texts())
                        .contains(
                                "users/1 {\"friend\":{\"$reference\":\"" + shop.database() + "/documents/users/2\"}}");
            }

            copy.restore(backup, new LoadPolicy(LoadMode.REPLACE, References.REPOINT));
            assertThat(copy.texts()).contains("users/1 {\"friend\":{\"$reference\":\"users/2\"}}");
        }
    }

    /** From a server without limits to one that takes 1 MiB. */
    @Test
    void documents_that_are_rejected_are_counted_and_listed_in_a_file() throws IOException {
        assumeThat(project.emulator().kind()).isEqualTo(FirestoreEmulator.Kind.EMBEDDED);
        BackupReader backup;
        Options lenient = Options.standard(Clock.systemUTC()).withLimits(Limits.lenient());
        try (EmbeddedServer generous = EmbeddedServer.start(lenient);
                Place old = Place.at(generous.host(), generous.port(), project.id(), folder)) {
            Value text = Value.newBuilder().setStringValue("x".repeat(600_000)).build();
            old.fill("large", 1_200);
            old.put(IntStream.range(0, 60)
                    .mapToObj(i -> Document.newBuilder()
                            .setName(old.database().documents() + "/large/big" + i)
                            .putFields("one", text)
                            .putFields("two", text)
                            .build())
                    .toList());
            backup = old.backup("large");
        }

        RestoreIncomplete problem =
                catchThrowableOfType(RestoreIncomplete.class, () -> shop.restore(backup, LoadMode.MERGE, "large"));

        assertThat(problem).hasMessageContaining("rejected 60 documents").hasMessageContaining("all of them are in ");
        Path list = Path.of(problem.getMessage().replaceAll(".* all of them are in ", ""));
        assertThat(list).hasParent(folder.resolve("lists"));
        assertThat(Files.readAllLines(list))
                .hasSize(60)
                .allMatch(line -> line.startsWith("{\"document\":\"large/big"))
                .doesNotHaveDuplicates();
        assertThat(shop.texts()).filteredOn(text -> text.startsWith("large/")).hasSize(1_200);
    }

    @Test
    void a_migration_can_be_taken_back_in_a_restored_database() throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("V1__more.yaml"), """
                steps:
                  - setDocument: {document: settings/shop, fields: {open: true}}
                  - transform: {collection: members, set: {n: "doc.n + 1"}}
                  - addField: {collection: members, field: extra, value: x}
                """);
        shop.fill("members", 900);
        List<String> before = shop.texts();
        Migration migration = shop.backend.available().stream().findFirst().orElseThrow();
        shop.backend.run(migration, Direction.UP, Mode.EXECUTE, Attribution.of("anna"), Progress.silent());
        BackupReader backup = shop.backup();
        try (Place copy = shop.beside("copy")) {
            copy.restore(backup, LoadMode.REPLACE);
            assertThat(copy.backend
                            .run(migration, Direction.DOWN, Mode.EXECUTE, Attribution.of("anna"), Progress.silent())
                            .findings())
                    .isEmpty();
            assertThat(copy.texts()).isEqualTo(before);
        }
    }

    @Test
    void a_part_alone_restores_without_its_manifest() throws IOException {
        BackupReader backup = shop.backup();
        Path alone = folder.resolve("users.json.zst");
        Files.copy(shop.file(backup, 1), alone);
        shop.put("users/1", "{}");

        shop.restore(foreign(alone), LoadMode.REPLACE, "users");

        assertThat(shop.texts()).contains("users/1 {\"name\":\"Ada\"}").hasSize(5);
    }

    @Test
    void a_file_of_the_old_python_tool_restores() throws IOException {
        Path file = Files.writeString(folder.resolve("backup_products_20260629_120000.json"), """
                {"collection": "products", "timestamp": "2026-06-29T12:00:00Z", "document_count": 3,
                 "documents": [{"id": "milk", "price": 1.5}, {"id": "beer", "price": 3}, {"id": "tea", "price": 4}],
                 "metadata": {"backup_version": "1.0", "firebase_project": "x", "backup_type": "full_collection"}}
                """);

        shop.restore(foreign(file), LoadMode.REPLACE, "products");

        assertThat(shop.texts())
                .startsWith(
                        "products/beer {\"price\":3}", "products/milk {\"price\":1.5}", "products/tea {\"price\":4}");
    }

    @Test
    void whatever_is_wrong_with_a_file_is_found_before_the_first_write() throws IOException {
        List<String> before = shop.texts();
        String head =
                "{\"collection\":\"products\",\"metadata\":{\"backup_version\":\"2.0\",\"firebase_project\":\"p\","
                        + "\"database\":\"d\"},\"documents\":[\n{\"path\":\"products/aaa\",\"fields\":{}},\n";
        List<String> hostile = List.of(
                head,
                head + "{\"path\":\"products/b\",\"fields\":{}}\n],\"document_count\":3}",
                head + "{\"path\":\"products/aaa\",\"fields\":{}}\n],\"document_count\":2}",
                head + "{\"path\":\"users/1\",\"fields\":{}}\n],\"document_count\":2}",
                head + "{\"path\":\"products/b\",\"fields\":{\"x\":1,\"x\":2}}\n],\"document_count\":2}",
                head + "{\"path\":\"products/b\",\"fields\":{\"x\":" + "[{\"a\":".repeat(10_000)
                        + "\n],\"document_count\":2}",
                head + "{\"path\":\"products/b\",\"fields\":{\"x\":\"" + "x".repeat(50_000_000)
                        + "\"}}\n],\"document_count\":2}",
                head + "{\"path\":\"products/b\",\"fields\":{\"x\":\"\u00e9\"}}\n],\"document_count\":2}");
        for (String text : hostile) {
            Path file = Files.write(folder.resolve("hostile.json"), text.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> shop.restore(foreign(file), LoadMode.REPLACE, "products"))
                    .as(text.substring(0, Math.min(300, text.length())))
                    .isInstanceOf(PartDamaged.class);
        }
        assertThat(shop.texts()).isEqualTo(before);
        assertThat(shop.backend.check()).isEmpty();
    }

    @Test
    void a_restore_that_stopped_says_so_until_it_is_done_again() {
        for (int i = 0; i < 30; i++) {
            shop.put("many/" + i, "{\"n\":" + i + "}");
        }
        BackupReader backup = shop.backup();
        List<String> before = shop.texts();
        for (int i = 0; i < 30; i++) {
            shop.put("many/" + i, "{\"n\":0}");
        }
        try (Place broken = shop.through(new Refusing("BatchWrite"))) {
            assertThatThrownBy(() -> broken.restore(backup, LoadMode.REPLACE))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem).isInstanceOf(RestoreIncomplete.class);
                        assertThat(problem.next()).contains("again");
                    });
        }
        assertThat(shop.backend.check())
                .singleElement()
                .asString()
                .contains(backup.manifest().id().text());

        shop.restore(backup, LoadMode.REPLACE);

        assertThat(shop.texts()).isEqualTo(before);
        assertThat(shop.backend.check()).isEmpty();
    }

    @Test
    void a_backup_that_stopped_is_none() {
        try (Place broken = shop.through(new Refusing("RunQuery"))) {
            assertThatThrownBy(broken::backup).isInstanceOf(Problem.class);
        }
        assertThat(shop.catalog().list()).isEmpty();
    }

    private BackupReader foreign(Path file) {
        return ForeignBackup.open(file, shop.backend.identity(), Clock.systemUTC(), Keyring.none());
    }
}
