package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dbmanager.backup.BackupStore.Claim;
import dbmanager.backup.BackupStore.Stored;
import dbmanager.backup.BackupStore.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest {
    @TempDir
    Path folder;

    private Path root;
    private LocalStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("deep/backups");
        store = new LocalStore(root);
    }

    @Test
    void a_store_that_does_not_exist_is_empty_and_reading_does_not_create_it() {
        assertThat(store.folders()).isEmpty();
        assertThat(store.list("")).isEmpty();
        assertThat(store.list("a/")).isEmpty();
        assertThat(store.stat("a/b")).isEmpty();
        assertThat(store.localFile("a/b")).isEmpty();
        assertThat(store.isClaimed("a")).isFalse();
        assertThatThrownBy(() -> store.open("a/b")).isInstanceOf(StoreFailure.Absent.class);
        store.delete("a/b");
        store.deleteFolder("a");
        assertThat(root.getParent()).doesNotExist();
    }

    @Test
    void an_object_is_there_only_after_its_commit() throws IOException {
        try (Upload upload = store.create("a/b")) {
            upload.stream().write("text".getBytes(StandardCharsets.UTF_8));
            assertThat(store.stat("a/b")).isEmpty();
            assertThat(store.list("a/")).isEmpty();
            assertThat(store.folders()).containsExactly("a");
            upload.commit();
        }
        assertThat(read("a/b")).isEqualTo("text");
        assertThat(store.list(""))
                .extracting(Stored::key, Stored::name, Stored::bytes)
                .containsExactly(tuple("a/b", "b", 4L));
        assertThat(hidden()).isEmpty();
    }

    @Test
    void without_a_commit_nothing_stays() throws IOException {
        try (Upload upload = store.create("a/b")) {
            upload.stream().write(1);
        }
        assertThat(store.list("")).isEmpty();
        assertThat(hidden()).isEmpty();
    }

    @Test
    void a_program_may_make_the_file() throws IOException {
        try (Upload upload = store.create("a/b")) {
            assertThat(upload.file()).doesNotExist().hasParentRaw(root.resolve("a"));
            Files.writeString(upload.file(), "made");
            upload.commit();
        }
        assertThat(store.localFile("a/b").orElseThrow()).hasContent("made");
        assertThat(permissions(root.resolve("a/b"))).isEqualTo("rw-------");
    }

    @Test
    void only_this_user_may_look_into_it() throws IOException {
        put("a/b", "text");
        assertThat(permissions(root)).isEqualTo("rwx------");
        assertThat(permissions(root.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(root.resolve("a/b"))).isEqualTo("rw-------");
    }

    @Test
    void of_many_who_write_one_key_one_wins() throws Exception {
        int writers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Boolean>> puts = Stream.iterate(0, i -> i + 1)
                    .limit(writers)
                    .<Callable<Boolean>>map(i -> () -> tryPut("a/b", "writer " + i))
                    .toList();
            int winners = 0;
            for (Future<Boolean> put : threads.invokeAll(puts)) {
                winners += put.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
            assertThat(read("a/b")).startsWith("writer ");
            assertThat(hidden()).isEmpty();
        } finally {
            threads.shutdown();
        }
    }

    private boolean tryPut(String key, String text) {
        try {
            put(key, text);
            return true;
        } catch (StoreFailure e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/", "/a", "../a", "a/..", "a/../b", "a/b/c", "./a", "a/.claim", "a\\b/c", "c:/d", "a/b\0"
            })
    void a_key_stays_inside(String key) {
        assertThatThrownBy(() -> store.create(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThat(root).doesNotExist();
    }

    @Test
    void a_link_below_the_root_leads_nowhere() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        put("a/b", "text");
        Files.createSymbolicLink(root.resolve("way"), outside);
        Files.createSymbolicLink(root.resolve("a/link"), outside.resolve("secret"));

        assertThat(store.folders()).containsExactly("a");
        assertThat(store.list("way/")).isEmpty();
        assertThat(store.list("a/")).extracting(Stored::name).containsExactly("b");
        assertThatThrownBy(() -> store.open("way/secret")).isInstanceOf(StoreFailure.Absent.class);
        assertThatThrownBy(() -> store.open("a/link")).isInstanceOf(StoreFailure.Absent.class);
        assertThatThrownBy(() -> store.create("way/new")).isInstanceOf(StoreFailure.class);
        store.delete("way/secret");
        store.deleteFolder("a");
        store.deleteFolder("way");
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void a_claim_is_for_one_and_ends_with_its_closing() {
        LocalStore other = new LocalStore(folder.resolve("deep/../deep/backups"));
        Claim claim = store.claim("a").orElseThrow();
        assertThat(store.isClaimed("a")).isTrue();
        assertThat(other.isClaimed("a")).isTrue();
        assertThat(other.claim("a")).isEmpty();
        assertThat(other.claim("b").orElseThrow()).satisfies(Claim::close);
        claim.close();
        claim.close();
        assertThat(store.isClaimed("a")).isFalse();
        assertThat(store.folders()).isEmpty();
    }

    @Test
    void looking_whether_a_folder_is_claimed_does_not_end_the_claim_for_another_process() throws Exception {
        try (Claim claim = store.claim("a").orElseThrow()) {
            assertThat(store.isClaimed("a")).isTrue();
            assertThat(Crash.run("isClaimed", root.toString(), "a")).isEqualTo(Crash.YES);
        }
        assertThat(Crash.run("isClaimed", root.toString(), "a")).isEqualTo(Crash.NO);
    }

    @Test
    void a_claimed_folder_that_is_deleted_goes_with_its_claim() {
        Claim claim = store.claim("a").orElseThrow();
        put("a/b", "text");
        store.deleteFolder("a");
        assertThat(store.list("a/")).isEmpty();
        assertThat(store.isClaimed("a")).isTrue();
        claim.close();
        assertThat(store.folders()).isEmpty();
    }

    @Test
    void a_claim_after_which_nothing_can_be_tidied_up_ends() throws IOException {
        Files.createDirectories(root.resolve("a/.b.1.tmp/full"));

        assertThatThrownBy(() -> store.claim("a")).isInstanceOf(StoreFailure.class);

        assertThat(store.isClaimed("a")).isFalse();
        Files.delete(root.resolve("a/.b.1.tmp/full"));
        store.claim("a").orElseThrow().close();
    }

    @Test
    void a_mark_of_a_backup_is_not_swept_away_under_its_writer() throws IOException {
        put("a/manifest.json", "{}");
        Path dead = Files.createLink(root.resolve("a/.manifest.json.1.tmp"), root.resolve("a/manifest.json"));
        try (Upload mark = store.create("a/accepted.json")) {
            mark.stream().write("{}".getBytes(StandardCharsets.UTF_8));
            store.claim("a").orElseThrow().close();
            mark.commit();
        }

        assertThat(read("a/accepted.json")).isEqualTo("{}");
        assertThat(dead).doesNotExist();
    }

    @Test
    void a_root_that_is_no_folder_is_a_failure_and_not_an_empty_store() throws IOException {
        Files.createDirectories(root.getParent());
        Files.writeString(root, "no folder");
        assertThatThrownBy(store::folders).isInstanceOf(StoreFailure.class).hasMessageContaining("not a folder");
        assertThatThrownBy(() -> store.create("a/b")).isInstanceOf(StoreFailure.class);
    }

    private void put(String key, String text) {
        try (Upload upload = store.create(key)) {
            upload.stream().write(text.getBytes(StandardCharsets.UTF_8));
            upload.commit();
        } catch (IOException e) {
            throw StoreFailure.writing(key, e);
        }
    }

    private String read(String key) throws IOException {
        try (InputStream in = store.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Path> hidden() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
