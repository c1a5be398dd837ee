package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.FolderArchive.Packed;
import dbmanager.backup.FolderArchive.Restoration;
import dbmanager.backup.FolderArchive.Swap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderArchiveTest extends PackedImages {
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
    void a_folder_that_cannot_be_looked_at_is_not_taken_for_an_empty_one() throws IOException {
        Path round = Files.createSymbolicLink(folder.resolve("round"), folder.resolve("round"));

        assertThatThrownBy(() -> pack(round))
                .isInstanceOf(FolderFailure.class)
                .hasMessageContaining("cannot read " + round);

        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_is_told_of() throws IOException {
        Path unmounted = Files.createSymbolicLink(folder.resolve("unmounted"), folder.resolve("nowhere"));
        try (BackupWriter writer = catalog.begin(Samples.SHOP, "production", "requested", List.of())) {
            assertThat(FolderArchive.pack(writer, "files-1.zip", "uploads", unmounted)
                            .skipped())
                    .singleElement()
                    .asString()
                    .contains(unmounted.toString(), "leads nowhere");
        }
    }

    @Test
    void a_name_that_a_restore_would_refuse_is_not_packed() throws IOException {
        write(images, "a\\b.png", "b");
        assertThatThrownBy(() -> pack(images)).isInstanceOf(FolderFailure.class).hasMessageContaining("backslash");
    }

    @Test
    void a_large_file_that_packs_well_comes_back() throws IOException {
        Files.write(images.resolve("zeros"), new byte[65 << 20]);
        Backup backup = pack(images);
        restore(backup, false);
        assertThat(target.resolve("zeros")).hasSize(65 << 20);
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
}
