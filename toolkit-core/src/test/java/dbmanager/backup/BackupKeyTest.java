package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupKeyTest {
    @TempDir
    private Path folder;

    @Test
    void a_key_is_one_word_that_says_what_it_is_and_is_read_again() {
        BackupKey key = BackupKey.random(new SecureRandom());

        assertThat(key.reveal()).matches("db-manager-key-1:[0-9a-f]{8}:[0-9a-f]{64}");
        assertThat(Keys.key(key.reveal()).reveal()).isEqualTo(key.reveal());
        assertThat(key).hasToString("key " + key.id());
        assertThat(Keys.key(Keys.FIRST).id()).hasToString("92e41e93");
    }

    @Test
    void a_mistyped_digit_is_found_whichever_it_is() {
        int digits = "db-manager-key-1:".length();
        for (int i = digits; i < Keys.FIRST.length(); i++) {
            if (Keys.FIRST.charAt(i) != ':') {
                StringBuilder mistyped = new StringBuilder(Keys.FIRST);
                mistyped.setCharAt(i, mistyped.charAt(i) == '5' ? '6' : '5');
                assertThatThrownBy(() -> Keys.key(mistyped.toString()))
                        .isInstanceOf(BadKey.class)
                        .hasMessageNotContaining(mistyped.substring(digits + 9));
            }
        }
    }

    @Test
    void a_text_may_hold_several_with_comments_and_the_last_one_writes() {
        String text = "# of 2026\n" + Keys.SECOND + "   # read only\n\n" + Keys.FIRST + "\n";

        Keyring keys = Keyring.of(() -> BackupKey.parse(text, "the file"));

        assertThat(keys.ids()).extracting(KeyId::text).containsExactly("15495d48", "92e41e93");
        assertThat(keys.newest().orElseThrow().id()).hasToString("92e41e93");
    }

    @Test
    void what_is_no_key_is_refused_and_not_repeated() {
        for (String none : List.of("", "# nothing\n", "hunter2", Keys.FIRST + "0", Keys.FIRST.substring(1))) {
            assertThatThrownBy(() -> BackupKey.parse(none, "the file"))
                    .isInstanceOf(BadKey.class)
                    .hasMessageStartingWith("the file has")
                    .hasMessageNotContaining("hunter2")
                    .hasMessageNotContaining("0102030405");
        }
        assertThatThrownBy(() -> Keys.key("db-manager-key-2:x"))
                .isInstanceOfSatisfying(BadKey.class, e -> assertThat(e.next()).contains("update db-manager"));
    }

    @Test
    void where_keys_are_kept_is_asked_once_and_only_when_one_is_needed() {
        AtomicInteger asked = new AtomicInteger();
        Keyring keys = Keyring.of(() -> {
            asked.incrementAndGet();
            return List.of(Keys.key(Keys.FIRST));
        });

        assertThat(keys.isEmpty()).isFalse();
        assertThat(asked).hasValue(0);
        keys.newest();
        keys.ids();
        assertThat(asked).hasValue(1);
    }

    @Test
    void where_keys_are_kept_is_asked_once_also_when_they_cannot_be_had() {
        AtomicInteger asked = new AtomicInteger();
        Keyring keys = Keyring.of(() -> {
            asked.incrementAndGet();
            throw BadKey.none("the command");
        });

        assertThatThrownBy(keys::newest).isInstanceOf(BadKey.class);
        assertThatThrownBy(keys::ids).isInstanceOf(BadKey.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void two_who_add_a_key_at_once_do_not_lose_one() throws Exception {
        Path file = folder.resolve("backup.key");
        KeyFile.create(file, BackupKey.random(new SecureRandom()));
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<BackupKey>> all = Collections.nCopies(writers, () -> add(file));
            List<String> added = new ArrayList<>();
            for (Future<BackupKey> one : threads.invokeAll(all)) {
                added.add(one.get().reveal());
            }
            assertThat(Files.readAllLines(file)).containsAll(added).hasSize(1 + writers);
        } finally {
            threads.shutdown();
        }
    }

    private static BackupKey add(Path file) {
        BackupKey key = BackupKey.random(new SecureRandom());
        while (true) {
            try {
                KeyFile.add(file, key);
                return key;
            } catch (KeyFile.NotWritten another) {
                assertThat(another.kind()).isEqualTo(Problem.Kind.LOCKED);
            }
        }
    }

    @Test
    void what_was_killed_while_it_added_a_key_is_named() throws IOException {
        Path file = folder.resolve("backup.key");
        KeyFile.create(file, Keys.key(Keys.FIRST));
        Path left = Files.createFile(folder.resolve(".backup.key.adding")).toRealPath();

        assertThatThrownBy(() -> KeyFile.add(file, Keys.key(Keys.SECOND)))
                .isInstanceOfSatisfying(
                        KeyFile.NotWritten.class,
                        refused -> assertThat(refused.next()).contains("remove " + left));
        assertThat(file).hasContent(Keys.FIRST);

        Files.delete(left);
        KeyFile.add(file, Keys.key(Keys.SECOND));
        assertThat(file).hasContent(Keys.FIRST + "\n" + Keys.SECOND);
    }

    @Test
    void a_key_file_that_others_may_read_stays_so() throws IOException {
        Path file = folder.resolve("backup.key");
        KeyFile.create(file, Keys.key(Keys.FIRST));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

        KeyFile.add(file, Keys.key(Keys.SECOND));

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("r--r-----"));
    }

    @Test
    void a_key_file_is_private_is_never_replaced_and_takes_newer_keys() throws IOException {
        Path file = folder.resolve("keys/backup.key");
        KeyFile.create(file, Keys.key(Keys.FIRST));

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> KeyFile.create(file, Keys.key(Keys.SECOND))).isInstanceOf(KeyFile.NotWritten.class);
        assertThat(file).hasContent(Keys.FIRST);

        assertThat(KeyFile.add(file, Keys.key(Keys.SECOND)))
                .extracting(KeyId::text)
                .containsExactly("92e41e93");
        assertThat(file).hasContent(Keys.FIRST + "\n" + Keys.SECOND);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(folder.resolve("keys")).isDirectoryNotContaining("glob:**/.*");
    }

    /** As docs/encryption.md tells it, and with nothing but the JDK. */
    @Test
    void whoever_follows_the_document_decrypts_a_part_without_this_program() throws Exception {
        String place = "20261121T020000Z-shop/shop.db.enc";
        for (int length : new int[] {0, 1, 4040, 4041, 10_000}) {
            byte[] plain = "rows ".repeat(length / 5 + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            try (OutputStream out = Keys.key(Keys.FIRST).encrypting(stored, place)) {
                out.write(plain);
            }

            assertThat(decrypt(stored.toByteArray(), place)).isEqualTo(plain);
        }
    }

    private static byte[] decrypt(byte[] stored, String place) throws GeneralSecurityException {
        byte[] bits = HexFormat.of().parseHex(Keys.FIRST.substring(Keys.FIRST.length() - 64));
        byte[] base = hkdf(bits, new byte[32], "db-manager backup key 1: parts");
        byte[] secret = hkdf(base, Arrays.copyOfRange(stored, 1, 33), place);
        byte[] prefix = Arrays.copyOfRange(stored, 33, 40);
        assertThat(stored[0]).isEqualTo((byte) 40);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int from = 40;
        for (int n = 0; from < stored.length; n++) {
            int to = Math.min(stored.length, (n + 1) * 4096);
            byte[] nonce = ByteBuffer.allocate(12)
                    .put(prefix)
                    .putInt(n)
                    .put((byte) (to == stored.length ? 1 : 0))
                    .array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, nonce));
            plain.writeBytes(cipher.doFinal(stored, from, to - from));
            from = to;
        }
        return plain.toByteArray();
    }

    /** RFC 5869 for 32 bytes, which are one block. */
    private static byte[] hkdf(byte[] key, byte[] salt, String info) throws GeneralSecurityException {
        byte[] extracted = hmac(salt, key);
        byte[] block = Arrays.copyOf(info.getBytes(StandardCharsets.UTF_8), info.length() + 1);
        block[info.length()] = 1;
        return hmac(extracted, block);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    @Test
    void a_part_that_another_program_encrypted_by_the_document_is_read() throws IOException {
        try (InputStream golden = BackupKeyTest.class.getResourceAsStream("shop-v2.db.enc");
                InputStream plain = Keys.key(Keys.FIRST).decrypting(golden, "20261121T020000Z-shop/shop.db.enc")) {
            assertThat(plain.readAllBytes()).isEqualTo("rows ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_key_is_added_to_a_file_that_is_there_and_to_no_other() {
        Path none = folder.resolve("none.key");

        assertThatThrownBy(() -> KeyFile.add(none, Keys.key(Keys.FIRST)))
                .isInstanceOfSatisfying(KeyFile.NotWritten.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
                    assertThat(refusal.next()).contains("db-manager key new --file " + none);
                });
        assertThat(folder).isEmptyDirectory();
    }
}
