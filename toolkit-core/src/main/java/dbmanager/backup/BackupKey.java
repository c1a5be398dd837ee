package dbmanager.backup;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that backups are encrypted with: 256 random bits. Written, it is one word, {@code db-manager-key-1:3f9a2b1c:<64 hexadecimal digits>}: what it
 * is, its id, the bits. The id is computed from the bits, so that a digit that was mistyped is found before anything is read.
 *
 * <p>It is never used itself. Three keys are derived from it by HKDF with SHA-256 (RFC 5869), without salt, each with a purpose of its own: the id, one
 * for parts, one for the small documents beside them. What is done with them is told in docs/encryption.md, for whoever has to do without this program.
 */
public final class BackupKey {
    private static final String KIND = "db-manager-key-1";
    private static final Pattern WORD = Pattern.compile(KIND + ":([0-9a-f]{8}):([0-9a-f]{64})");
    private static final Pattern COMMENT = Pattern.compile("#.*");
    private static final int BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final String MAC = "HmacSha256";

    /** Tink's parameters AES256_GCM_HKDF_4KB: each stream has a key of its own, each segment of 4096 bytes its tag, and the last one says that it is. */
    private static final int SEGMENT = 4096;

    private final byte[] bits;
    private final KeyId id;
    private final AesGcmHkdfStreaming parts;
    private final AesGcmJce documents;

    private BackupKey(byte[] bits) {
        this.bits = bits;
        try {
            this.id = new KeyId(HexFormat.of().formatHex(derive("id", ID_BYTES)));
            this.parts = new AesGcmHkdfStreaming(derive("parts", BYTES), MAC, BYTES, SEGMENT, 0);
            this.documents = new AesGcmJce(derive("documents", BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM and HMAC", e);
        }
    }

    private byte[] derive(String purpose, int bytes) throws GeneralSecurityException {
        byte[] info = ("db-manager backup key 1: " + purpose).getBytes(StandardCharsets.US_ASCII);
        return Hkdf.computeHkdf(MAC, bits, new byte[0], info, bytes);
    }

    public static BackupKey random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new BackupKey(bits);
    }

    /**
     * The keys in a text: words between white space, of which the last one is to write with. What follows a {@code #} on a line is left out.
     *
     * @param from where the text is from, for messages; a key is never in one
     * @throws BadKey when there is none, or a word is none
     */
    public static List<BackupKey> parse(String text, String from) {
        Map<KeyId, BackupKey> keys = new LinkedHashMap<>();
        List<String> words = text.lines()
                .map(line -> COMMENT.matcher(line).replaceAll(""))
                .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line.strip()))
                .filter(word -> !word.isEmpty())
                .toList();
        for (int i = 0; i < words.size(); i++) {
            BackupKey key = word(words.get(i), i + 1, from);
            keys.remove(key.id);
            keys.put(key.id, key);
        }
        if (keys.isEmpty()) {
            throw BadKey.none(from);
        }
        return new ArrayList<>(keys.values());
    }

    private static BackupKey word(String word, int position, String from) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            throw word.startsWith("db-manager-key-") && !word.startsWith(KIND + ":")
                    ? BadKey.newer(from, position)
                    : BadKey.malformed(from, position);
        }
        BackupKey key = new BackupKey(HexFormat.of().parseHex(matcher.group(2)));
        if (!key.id.text().equals(matcher.group(1))) {
            throw BadKey.mistyped(from, matcher.group(1));
        }
        return key;
    }

    public KeyId id() {
        return id;
    }

    /** The word that {@link #parse} reads. Only for whoever keeps the key. */
    public String reveal() {
        return KIND + ":" + id + ":" + HexFormat.of().formatHex(bits);
    }

    /** Encrypts what is written, for a part at a place such as {@code 20261121T020000Z-shop/shop.db.enc}: nothing else can stand in for it. */
    OutputStream encrypting(OutputStream out, String place) throws IOException {
        try {
            return parts.newEncryptingStream(out, utf8(place));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * Decrypts what is read. Each byte was encrypted at this place; but whether all of them are there is known only at the end. An
     * {@link IOException} says that the bytes are not those that were encrypted.
     */
    InputStream decrypting(InputStream in, String place) throws IOException {
        try {
            return parts.newDecryptingStream(in, utf8(place));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @param open what stands beside it to be read by everybody, and cannot be changed either */
    byte[] seal(byte[] document, byte[] open) {
        try {
            return documents.encrypt(document, open);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException when one of them is not what was sealed with this key */
    byte[] unseal(byte[] sealed, byte[] open) throws GeneralSecurityException {
        return documents.decrypt(sealed, open);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
