package dbmanager.masking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that masked values are made with: the same value becomes the same one wherever it stands, and who does not have the secret cannot
 * try candidates out. For one thread.
 */
public final class MaskKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FRESH_BYTES = 32;

    private final Mac mac;

    private MaskKey(byte[] secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** One that nobody knows and that is not kept: what was masked with it can never be looked up again. */
    public static MaskKey fresh() {
        byte[] secret = new byte[FRESH_BYTES];
        new SecureRandom().nextBytes(secret);
        return new MaskKey(secret);
    }

    /**
     * One that somebody keeps, so that the same values come out each time.
     *
     * @param secret not empty
     */
    public static MaskKey of(String secret) {
        return new MaskKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * So many bytes that follow from the value and say nothing of it.
     *
     * @param purpose keeps what is made of one value for different ends apart
     */
    byte[] bytes(String purpose, byte[] value, int length) {
        ByteBuffer out = ByteBuffer.allocate(length);
        for (int block = 0; out.hasRemaining(); block++) {
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(block).flip());
            byte[] digest = mac.doFinal(value);
            out.put(digest, 0, Math.min(digest.length, out.remaining()));
        }
        return out.array();
    }

    byte[] bytes(String purpose, String value, int length) {
        return bytes(purpose, value.getBytes(StandardCharsets.UTF_8), length);
    }

    @Override
    public String toString() {
        return "***";
    }
}
