package dbmanager.masking;

import java.math.BigInteger;

/**
 * Exchanges symbols of an alphabet for others, so that different texts of one length stay different: a Feistel network over two halves, in the shape of
 * FF1 (<a href="https://doi.org/10.6028/NIST.SP.800-38G">NIST SP 800-38G</a>, algorithm 7) with an HMAC as its round function. It is a way of
 * telling values apart, not a cipher that anybody wants to decrypt.
 */
final class Shuffle {
    private static final int ROUNDS = 10;
    private static final int ROUND_BYTES = 32;

    private final MaskKey key;
    private final String purpose;
    private final BigInteger radix;

    Shuffle(MaskKey key, String purpose, int radix) {
        this.key = key;
        this.purpose = purpose;
        this.radix = BigInteger.valueOf(radix);
    }

    /** @param symbols each from 0 to the radix; not changed */
    int[] of(int[] symbols) {
        int left = symbols.length / 2;
        int right = symbols.length - left;
        BigInteger a = number(symbols, 0, left);
        BigInteger b = number(symbols, left, symbols.length);
        for (int round = 0; round < ROUNDS; round++) {
            int length = round % 2 == 0 ? left : right;
            BigInteger sum = a.add(scrambled(b, round, symbols.length)).mod(radix.pow(length));
            a = b;
            b = sum;
        }
        int[] shuffled = new int[symbols.length];
        write(a, shuffled, 0, left);
        write(b, shuffled, left, symbols.length);
        return shuffled;
    }

    private BigInteger scrambled(BigInteger half, int round, int length) {
        return new BigInteger(1, key.bytes(purpose + " " + length + " " + round, half.toByteArray(), ROUND_BYTES));
    }

    private BigInteger number(int[] symbols, int from, int to) {
        BigInteger number = BigInteger.ZERO;
        for (int i = from; i < to; i++) {
            number = number.multiply(radix).add(BigInteger.valueOf(symbols[i]));
        }
        return number;
    }

    private void write(BigInteger number, int[] symbols, int from, int to) {
        BigInteger rest = number;
        for (int i = to - 1; i >= from; i--) {
            BigInteger[] parts = rest.divideAndRemainder(radix);
            symbols[i] = parts[1].intValue();
            rest = parts[0];
        }
    }
}
