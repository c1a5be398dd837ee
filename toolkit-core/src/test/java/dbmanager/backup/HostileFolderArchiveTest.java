package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.FolderArchive.Swap;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that somebody else has made, or damaged. */
class HostileFolderArchiveTest extends PackedImages {
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
    void a_cut_archive_is_refused_wherever_it_is_cut() throws IOException {
        byte[] zip = zip(Map.of("x", "text", "y/z", "more"));
        for (int length = 0; length < zip.length; length += 7) {
            assertRefused(Arrays.copyOf(zip, length), "");
        }
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
}
