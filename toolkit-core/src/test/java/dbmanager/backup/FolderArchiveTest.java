package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.FolderArchive.Packed;
import dbmanager.backup.FolderArchive.Restoration;
import dbmanager.backup.FolderArchive.Swap;
import dbmanager.backup.InterruptedRestore.Stage;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderArchiveTest {
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    private Path images;
    private Path target;
    private BackupCatalog catalog;

    @BeforeEach
    void fill() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        target = folder.resolve("app/uploads");
        catalog = Samples.catalog(new LocalStore(folder.resolve("backups")), TestClock.at("2026-11-21T02:00:00Z"));
        write(images, "b.png", "b");
        write(images, "products/ảnh 1.png", "one".repeat(1000));
        write(images, "products/a/empty", "");
        Files.createDirectory(images.resolve("none"));
        Files.setLastModifiedTime(images.resolve("b.png"), FileTime.from(THEN));
    }

    @Test
    void a_folder_comes_back_as_it_was() throws IOException {
        Backup backup = pack(images);
        Part part = backup.manifest().orElseThrow().parts().get(0);
        assertThat(part.contents()).containsExactly(Map.entry("uploads", 3L));
        assertThat(FolderArchive.inspect(catalog.open(backup), part)).isEmpty();
        restore(backup, false);
        assertThat(tree(target)).isEqualTo(tree(images));
        assertThat(target.resolve("none")).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(target.resolve("b.png")).toInstant())
                .isEqualTo(THEN);
        assertThat(target.getParent())
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @Test
    void replacing_leaves_nothing_of_the_old_and_merging_keeps_the_rest() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        write(target, "other.png", "other");
        restore(backup, true);
        assertThat(tree(target))
                .containsEntry("b.png", "b")
                .containsEntry("other.png", "other")
                .hasSize(4);
        restore(backup, false);
        assertThat(tree(target)).isEqualTo(tree(images));
        assertThat(target.getParent())
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_restored_belongs_to_whom_it_belonged_before(boolean merge) throws IOException {
        assumeTrue(Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null, "no owners here");
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        Files.setPosixFilePermissions(target.resolve("b.png"), PosixFilePermissions.fromString("rw-rw----"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-x---"));
        Optional<UserPrincipal> nobody = nobody();
        if (nobody.isPresent()) {
            Files.setOwner(target, nobody.get());
            Files.setOwner(target.resolve("b.png"), nobody.get());
        }

        restore(backup, merge);

        assertThat(permissions("b.png")).isEqualTo("rw-rw----");
        assertThat(permissions("products")).isEqualTo("rwxr-x---");
        assertThat(permissions("products/ảnh 1.png")).isEqualTo("rw-r-----");
        assertThat(permissions("")).isEqualTo("rwxr-x---");
        if (nobody.isPresent()) {
            for (String name : List.of("", "b.png", "products", "products/a/empty")) {
                assertThat(Files.getOwner(target.resolve(name))).as(name).isEqualTo(nobody.get());
            }
        }
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(name)));
    }

    /** Another user, where this one may give files away. */
    private Optional<UserPrincipal> nobody() throws IOException {
        Path probe = Files.createFile(folder.resolve("probe"));
        try {
            UserPrincipal nobody =
                    probe.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(probe, nobody);
            return Optional.of(nobody);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void an_old_folder_with_what_no_archive_holds_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        Files.createSymbolicLink(target.resolve("latest.png"), Path.of("mine.png"));
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            Path old = restoration.swap(held()).get(0);
            assertThat(old.resolve("latest.png")).isSymbolicLink();
        }
        assertThat(target.resolve("mine.png")).doesNotExist();
    }

    @Test
    void an_old_folder_that_no_backup_holds_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            Path old = restoration.swap(HeldFiles.none()).get(0);
            assertThat(old.resolve("mine.png")).hasContent("mine");
        }
    }

    @Test
    void an_old_folder_to_which_a_file_came_after_it_was_backed_up_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            HeldFiles held = held();
            write(target, "uploads/late.png", "uploaded meanwhile");
            Path old = restoration.swap(held).get(0);
            assertThat(old.resolve("uploads/late.png")).hasContent("uploaded meanwhile");
        }
        assertThat(tree(target)).isEqualTo(tree(images));
    }

    @Test
    void an_old_folder_in_which_a_file_changed_after_it_was_backed_up_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        Files.setLastModifiedTime(target.resolve("mine.png"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            HeldFiles held = held();
            write(target, "mine.png", "MINE");
            Path old = restoration.swap(held).get(0);
            assertThat(old.resolve("mine.png")).hasContent("MINE");
        }
    }

    @Test
    void a_file_that_changed_after_it_was_backed_up_is_kept_aside_by_a_merge() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        try (Restoration restoration = stage(backup, Swap.MERGE)) {
            HeldFiles held = held();
            write(target, "b.png", "newer still");
            assertThat(restoration.swap(held))
                    .singleElement()
                    .satisfies(aside ->
                            assertThat(aside).hasParent(target.toRealPath()).hasContent("newer still"));
        }
        assertThat(tree(target)).containsAllEntriesOf(tree(images));
    }

    @Test
    void a_folder_that_a_killed_restore_left_away_is_put_in_its_place() throws IOException {
        write(left("replacing"), "b.png", "new");
        write(left("replaced"), "b.png", "old");
        assertThat(stages()).containsExactly(Stage.READY, Stage.REPLACED);
        assertThat(findings()).contains("is away").contains("look whether you miss anything");
        assertThat(InterruptedRestore.finish(target)).isPresent();
        assertThat(tree(target)).containsExactly(Map.entry("b.png", "new"));
        assertThat(stages()).containsExactly(Stage.REPLACED);
        assertThat(InterruptedRestore.finish(target)).isEmpty();
    }

    @Test
    void a_folder_that_somebody_made_anew_meanwhile_is_left_alone() throws IOException {
        write(left("replacing"), "b.png", "new");
        write(target, "c.png", "uploaded since");
        assertThat(InterruptedRestore.finish(target)).isEmpty();
        assertThat(tree(target)).containsExactly(Map.entry("c.png", "uploaded since"));
        assertThat(findings()).contains("may hold the old files", "run `db-manager restore` again");
    }

    @Test
    void of_two_new_folders_none_is_guessed() throws IOException {
        write(left("replacing"), "b.png", "one");
        write(left("replacing"), "b.png", "other");
        assertThat(InterruptedRestore.finish(target)).isEmpty();
        assertThat(target).doesNotExist();
    }

    @Test
    void the_next_restore_removes_what_it_makes_anew_and_keeps_what_was_set_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        write(left("restoring"), "b.png", "half");
        write(left("replacing"), "b.png", "new");
        write(left("replaced"), "b.png", "old");
        assertThat(stages()).containsExactly(Stage.UNPACKED, Stage.READY, Stage.REPLACED);
        restore(backup, false);
        assertThat(tree(target)).isEqualTo(tree(images));
        assertThat(stages()).containsExactly(Stage.REPLACED);
    }

    @Test
    void what_was_set_aside_on_purpose_or_is_being_restored_is_no_leftover() throws IOException {
        write(target, "b.png", "b");
        Backup backup = pack(images);
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            assertThat(stages()).isEmpty();
            assertThat(restoration.swap(HeldFiles.none())).isNotEmpty();
        }
        assertThat(stages()).isEmpty();
    }

    private List<Stage> stages() {
        return InterruptedRestore.beside(target).stream()
                .map(InterruptedRestore::stage)
                .toList();
    }

    private String findings() {
        return InterruptedRestore.beside(target).stream()
                .map(restore -> restore.finding().toString())
                .collect(Collectors.joining("\n"));
    }

    /** A folder as a process leaves it that is gone. */
    private Path left(String how) throws IOException {
        String owner = "99999999-" + UUID.randomUUID();
        return Files.createDirectories(target.resolveSibling("." + target.getFileName() + "." + how + "-" + owner));
    }

    @Test
    void until_the_swap_the_target_is_untouched() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            assertThat(restoration.files()).isEqualTo(3);
        }
        assertThat(tree(target)).containsExactly(Map.entry("b.png", "newer"));
    }

    @Test
    void links_are_not_followed_but_told_of() throws IOException {
        Files.createSymbolicLink(images.resolve("passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(images.resolve("etc"), Path.of("/etc"));
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            Packed packed = FolderArchive.pack(writer, "files-1.zip", "uploads", images);
            assertThat(packed.skipped())
                    .hasSize(2)
                    .allMatch(finding -> finding.what().startsWith("is a link"));
            assertThat(packed.part().records()).isEqualTo(3);
        }
    }

    @Test
    void a_folder_that_does_not_exist_is_packed_as_an_empty_one() throws IOException {
        Backup backup = pack(folder.resolve("nowhere"));
        assertThat(backup.manifest().orElseThrow().records()).isZero();
        restore(backup, false);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void a_name_that_a_restore_would_refuse_is_not_packed() throws IOException {
        write(images, "a\\b.png", "b");
        assertThatThrownBy(() -> pack(images)).isInstanceOf(FolderFailure.class).hasMessageContaining("backslash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "/etc/x",
                "C:/x",
                "c:x",
                "a\\..\\x",
                "a\0b",
                "./x",
                "a//b",
                "..",
                "a/.",
                "a/./b"
            })
    void a_hostile_name_is_refused_before_anything_is_written(String name) throws IOException {
        assertRefused(zip(Map.of("good.png", "good", name, "bad")), name.replace('\0', '?'));
    }

    @Test
    void a_name_or_path_without_end_is_refused() throws IOException {
        assertRefused(zip(Map.of("x".repeat(256), "")), "longer than 255");
        assertRefused(zip(Map.of("x/".repeat(2500) + "x", "")), "longer than 4096");
    }

    @Test
    void a_link_is_refused() throws IOException {
        assertRefused(central(zip(Map.of("link", "/etc")), 38, 0120777 << 16), "symbolic link");
        assertRefused(central(zip(Map.of("disk", "")), 38, 0060666 << 16), "neither a file nor a folder");
    }

    @Test
    void what_is_encrypted_or_packed_in_another_way_is_refused() throws IOException {
        byte[] zip = zip(Map.of("x", "text"));
        assertRefused(shortAt(zip, 8, 1), "encrypted");
        assertRefused(shortAt(zip, 10, 99), "method 99");
    }

    @Test
    void two_entries_of_one_name_are_refused() throws IOException {
        byte[] zip = zip(new TreeMap<>(Map.of("a", "1", "b", "2")));
        assertRefused(replace(zip, "b", "a"), "same name");
        assertRefused(zip(new TreeMap<>(Map.of("a", "1", "a/b", "2"))), "which is a file");
        assertRefused(zip(new TreeMap<>(Map.of("a/b", "1", "a", "2"))), "a");
    }

    @Test
    void names_that_differ_in_case_only_are_refused_where_they_would_be_one_file() {
        EntryNames careless = new EntryNames(false);
        assertThat(careless.add("a/B.png")).isEmpty();
        assertThat(careless.add("A/b.PNG")).isPresent();
        EntryNames exact = new EntryNames(true);
        assertThat(exact.add("a/B.png")).isEmpty();
        assertThat(exact.add("A/b.PNG")).isEmpty();
    }

    @Test
    void a_bomb_is_refused_unpacked() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("bomb"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                zip.write(zeros);
            }
        }
        assertRefused(bytes.toByteArray(), "like a bomb");
    }

    @Test
    void an_entry_that_lies_about_its_size_is_stopped_there() throws IOException {
        byte[] zip = zip(Map.of("x", "text".repeat(1000)));
        assertRefused(central(zip, 24, 10), "more bytes than it says");
        assertRefused(central(zip, 24, 100_000), "not those that were packed");
        assertRefused(central(zip, 16, 7), "not those that were packed");
        assertRefused(central(zip, 20, 1 << 30), "overlaps");
        assertRefused(central(zip, 42, 5), "overlaps|contradict");
    }

    @Test
    void a_large_file_that_packs_well_comes_back() throws IOException {
        Files.write(images.resolve("zeros"), new byte[65 << 20]);
        Backup backup = pack(images);
        restore(backup, false);
        assertThat(target.resolve("zeros")).hasSize(65 << 20);
    }

    @Test
    void a_cut_archive_is_refused_wherever_it_is_cut() throws IOException {
        byte[] zip = zip(Map.of("x", "text", "y/z", "more"));
        for (int length = 0; length < zip.length; length += 7) {
            assertRefused(Arrays.copyOf(zip, length), "");
        }
    }

    @Test
    void merging_does_not_go_through_a_link_in_the_target() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Backup backup = pack(images);
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("products"), outside);
        assertThatThrownBy(() -> restore(backup, true))
                .isInstanceOf(FolderFailure.class)
                .hasMessageContaining("in the way");
        assertThat(outside).isEmptyDirectory();
        assertThat(target.resolve("b.png")).doesNotExist();
    }

    @Test
    void merging_does_not_replace_a_link_which_no_backup_holds() throws IOException {
        Backup backup = pack(images);
        write(target, "real.png", "mine");
        Files.createSymbolicLink(target.resolve("b.png"), Path.of("real.png"));
        assertThatThrownBy(() -> stage(backup, Swap.MERGE))
                .isInstanceOf(FolderFailure.class)
                .hasMessageContaining("b.png is in the way");
        assertThat(target.resolve("b.png")).isSymbolicLink();
        assertThat(target.resolve("products")).doesNotExist();
        assertThat(target.getParent())
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @Test
    void a_changed_part_is_refused_by_its_hash() throws IOException {
        Backup backup = pack(images);
        Path file = folder.resolve("backups").resolve(backup.id().text()).resolve("files-1.zip");
        byte[] bytes = Files.readAllBytes(file);
        bytes[40] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> stage(backup, Swap.REPLACE)).isInstanceOf(PartDamaged.class);
    }

    private Backup pack(Path from) {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            FolderArchive.pack(writer, "files-1.zip", "uploads", from);
            writer.describe(Samples.AT_BASE, Optional.empty());
            writer.commit();
        }
        return catalog.list().get(0);
    }

    private Backup given(byte[] zip) throws IOException {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            try (BackupWriter.PartWriter part =
                    writer.part("files-1.zip", Kind.FILES, Compression.NONE, Optional.of("uploads"))) {
                part.stream().write(zip);
                part.commit(Map.of());
            }
            writer.describe(Samples.AT_BASE, Optional.empty());
            writer.commit();
        }
        return catalog.list().get(0);
    }

    private Restoration stage(Backup backup, Swap how) {
        return FolderArchive.stage(
                catalog.open(backup), backup.manifest().orElseThrow().parts().get(0), target, how);
    }

    /** All that the target holds now, as a backup would. */
    private HeldFiles held() {
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "before restore", List.of())) {
            return FolderArchive.pack(writer, "files-1.zip", "uploads", target).held();
        }
    }

    private void restore(Backup backup, boolean merge) {
        try (Restoration restoration = stage(backup, merge ? Swap.MERGE : Swap.REPLACE)) {
            assertThat(restoration.swap(held())).isEmpty();
        }
    }

    private void assertRefused(byte[] zip, String why) throws IOException {
        Backup backup = given(zip);
        assertThatThrownBy(() -> stage(backup, Swap.REPLACE))
                .isInstanceOf(HostileArchive.class)
                .hasMessageContaining("files-1.zip")
                .satisfies(e -> assertThat(Stream.of(why.split("\\|"))).anyMatch(e.getMessage()::contains));
        assertThat(target).doesNotExist();
        assertThat(folder.resolve("app")).isEmptyDirectory();
        assertThat(FolderArchive.inspect(
                        catalog.open(backup),
                        backup.manifest().orElseThrow().parts().get(0)))
                .hasSize(1);
        catalog.remove(backup.id());
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static int firstCentral(byte[] zip) {
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.getInt(zip.length - 6);
    }

    private static byte[] edit(byte[] zip, Consumer<ByteBuffer> edit) {
        byte[] copy = zip.clone();
        edit.accept(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
        return copy;
    }

    /** Changes a field of the first entry in the directory. */
    private static byte[] central(byte[] zip, int field, int value) {
        return edit(zip, buffer -> buffer.putInt(firstCentral(zip) + field, value));
    }

    private static byte[] shortAt(byte[] zip, int field, int value) {
        return edit(zip, buffer -> buffer.putShort(firstCentral(zip) + field, (short) value));
    }

    private static byte[] replace(byte[] zip, String from, String to) {
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tree.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return tree;
    }
}
