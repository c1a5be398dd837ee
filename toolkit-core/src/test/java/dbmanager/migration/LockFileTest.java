package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {
    private static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Script ONE = Story.script("V1__a.sql", "one");
    private static final Script TWO = Story.script("undo/U1__a.sql", "two");

    @TempDir
    Path folder;

    @Test
    void no_file_seals_nothing() {
        assertThat(LockFile.read(folder)).isEqualTo(LockFile.empty());
        assertThat(LockFile.empty().seals(ONE)).isFalse();
        assertThat(LockFile.empty().contradicts(ONE)).isFalse();
    }

    @Test
    void a_sealed_script_may_not_change() {
        LockFile lock = LockFile.empty().with(List.of(ONE));
        assertThat(lock.seals(ONE)).isTrue();
        assertThat(lock.contradicts(ONE)).isFalse();
        assertThat(lock.contradicts(Story.script("V1__a.sql", "other"))).isTrue();
        assertThat(lock.contradicts(Story.script("V2__a.sql", "other"))).isFalse();
    }

    @Test
    void a_script_is_sealed_anew_or_let_go() {
        Script edited = Story.script("V1__a.sql", "other");
        LockFile lock = LockFile.empty().with(List.of(ONE, TWO));
        assertThat(lock.with(List.of(edited)).contradicts(edited)).isFalse();
        assertThat(lock.without(List.of(ONE)).seals(ONE)).isFalse();
        assertThat(lock.without(List.of(ONE)).seals(TWO)).isTrue();
        assertThat(lock.seals(ONE)).as("a value").isTrue();
    }

    @Test
    void what_is_written_is_read() {
        LockFile lock = LockFile.empty().with(List.of(TWO, ONE));
        lock.write(folder);
        assertThat(LockFile.read(folder)).isEqualTo(lock).hasSameHashCodeAs(lock);
    }

    @Test
    void lines_are_by_path_so_that_branches_merge() throws IOException {
        LockFile.empty().with(List.of(TWO, ONE)).write(folder);
        assertThat(Files.readAllLines(file()))
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("#"))
                .element(1)
                .asString()
                .isEqualTo(ONE.checksum().sha256() + "  V1__a.sql");
    }

    @Test
    void sha256sum_checks_it() throws Exception {
        Files.writeString(folder.resolve("V1__größe der tabelle.sql"), "SELECT 1;\n");
        Files.createDirectory(folder.resolve("undo"));
        Files.writeString(folder.resolve("V2__b.sql"), "SELECT 2;\n");
        Files.writeString(folder.resolve("undo").resolve("U2__b.sql"), "SELECT 3;\n");
        LockFile.empty()
                .with(new MigrationFolder(folder, Set.of("sql"))
                        .read().stream().flatMap(m -> m.scripts().stream()).toList())
                .write(folder);

        assertThat(sha256sum()).isZero();
        Files.writeString(folder.resolve("V2__b.sql"), "SELECT 4;\n");
        assertThat(sha256sum()).isNotZero();
    }

    private int sha256sum() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "no sha256sum on this machine");
        Process process = new ProcessBuilder("/usr/bin/sha256sum", "--strict", "-c", LockFile.NAME)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void writing_leaves_the_file_and_nothing_else() throws IOException {
        LockFile.empty().with(List.of(ONE)).write(folder);
        LockFile.empty().with(List.of(ONE, TWO)).write(folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void others_may_read_it_as_they_may_read_the_scripts() throws IOException {
        Path script = Files.writeString(folder.resolve("V1__a.sql"), "one");
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no permissions on this machine");
        LockFile.empty().with(List.of(ONE)).write(folder);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(Files.getPosixFilePermissions(script));
    }

    @Test
    void writing_the_same_does_not_touch_the_file() throws IOException {
        LockFile lock = LockFile.empty().with(List.of(ONE));
        lock.write(folder);
        FileTime then = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file(), then);
        lock.write(folder);
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(then);
    }

    @Test
    void nothing_to_seal_makes_no_file() {
        LockFile.empty().write(folder);
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_file_that_cannot_be_written_is_said() {
        assertThatThrownBy(() -> LockFile.empty().with(List.of(ONE)).write(folder.resolve("none")))
                .isInstanceOf(LockFile.NotWritten.class)
                .hasMessageContaining(LockFile.NAME);
    }

    @Test
    void a_checkout_on_windows_is_read() throws IOException {
        Files.writeString(file(), "# comment\r\n\r\n" + SHA256 + "  V1__a b.sql\r\n");
        assertThat(LockFile.read(folder).seals(Story.script("V1__a b.sql", ""))).isTrue();
    }

    @Test
    void a_line_for_a_script_that_is_gone_stays() throws IOException {
        Files.writeString(file(), SHA256 + "  V9__gone.sql\n");
        LockFile.read(folder).with(List.of(ONE)).write(folder);
        assertThat(LockFile.read(folder).seals(Story.script("V9__gone.sql", "")))
                .isTrue();
        assertThat(Timeline.of(Migrations.none(), History.empty(), LockFile.read(folder))
                        .moments())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<<<<<< HEAD",
                "=======",
                ">>>>>>> feature",
                SHA256,
                SHA256 + " V1__b.sql",
                SHA256 + "  ",
                "e3b0  V1__b.sql",
                "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855  V1__b.sql",
                SHA256 + "  V1__a.sql"
            })
    void a_damaged_line_is_named_by_its_number(String line) throws IOException {
        Files.writeString(file(), "# comment\n" + SHA256 + "  V1__a.sql\n" + line + "\n");
        assertThatThrownBy(() -> LockFile.read(folder))
                .isInstanceOf(LockFile.Damaged.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> LockFile.empty().with(List.of(ONE)).write(folder))
                .as("not overwritten")
                .isInstanceOf(LockFile.Damaged.class);
    }

    @Test
    void a_file_that_is_not_text_is_refused() throws IOException {
        Files.write(file(), new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> LockFile.read(folder)).isInstanceOf(UnreadableFolder.class);
    }

    private Path file() {
        return folder.resolve(LockFile.NAME);
    }
}
