package dbmanager.exchange;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The shortest decimal that gives the same double back, and of several the nearest: the algorithm of Raffaello Giulietti, "The
 * Schubfach way to render doubles" (2020), whose names and sections are used below. {@link Double#toString} does the same since Java 19
 * (<a href="https://bugs.openjdk.org/browse/JDK-4511638">JDK-4511638</a>), but wants two digits where one is enough.
 */
final class ShortestDecimal {
    private static final int PRECISION = 53;
    private static final int Q_MIN = -1074;
    private static final int K_MIN = -324;
    private static final int K_MAX = 292;
    private static final long HIDDEN_BIT = 1L << (PRECISION - 1);
    private static final long LOW_63 = Long.MAX_VALUE;

    /** The powers of ten of section 9.8.3, in 126 bits each: g = g1 2^63 + g0. */
    private static final long[] G1 = new long[K_MAX - K_MIN + 1];

    private static final long[] G0 = new long[K_MAX - K_MIN + 1];

    static {
        for (int k = K_MIN; k <= K_MAX; k++) {
            int r = floorLog2Pow10(-k) - 125;
            BigInteger power = BigInteger.TEN.pow(Math.abs(k));
            BigInteger floor =
                    k <= 0 ? power.shiftRight(r) : BigInteger.ONE.shiftLeft(-r).divide(power);
            BigInteger g = floor.add(BigInteger.ONE);
            G1[k - K_MIN] = g.shiftRight(63).longValueExact();
            G0[k - K_MIN] = g.longValue() & LOW_63;
        }
    }

    private ShortestDecimal() {}

    /** @param number finite, and not zero */
    static BigDecimal of(double number) {
        long bits = Double.doubleToRawLongBits(number);
        int exponent = (int) (bits >>> (PRECISION - 1)) & 0x7ff;
        long fraction = bits & (HIDDEN_BIT - 1);
        BigDecimal decimal = exponent == 0 ? of(Q_MIN, fraction) : of(Q_MIN - 1 + exponent, fraction | HIDDEN_BIT);
        return bits < 0 ? decimal.negate() : decimal;
    }

    /** Of c 2^q. */
    private static BigDecimal of(int q, long c) {
        int odd = (int) c & 1;
        boolean regular = c != HIDDEN_BIT || q == Q_MIN; // else the double below is only half as far away
        long cb = c << 2;
        long cbl = cb - (regular ? 2 : 1);
        int k = regular ? floorLog10Pow2(q) : floorLog10ThreeQuartersPow2(q);
        int h = q + floorLog2Pow10(-k) + 2;
        long vb = roundToOdd(k, cb << h);
        long vbl = roundToOdd(k, cbl << h);
        long vbr = roundToOdd(k, (cb + 2) << h);

        long s = vb >> 2;
        if (s >= 10) {
            long shorter = s / 10 * 10;
            boolean belowIsIn = vbl + odd <= shorter << 2;
            boolean aboveIsIn = ((shorter + 10) << 2) + odd <= vbr;
            if (belowIsIn != aboveIsIn) {
                return decimal(belowIsIn ? shorter : shorter + 10, k);
            }
        }
        boolean belowIsIn = vbl + odd <= s << 2;
        boolean aboveIsIn = ((s + 1) << 2) + odd <= vbr;
        if (belowIsIn != aboveIsIn) {
            return decimal(belowIsIn ? s : s + 1, k);
        }
        long aboveMiddle = vb - ((2 * s + 1) << 1);
        boolean below = aboveMiddle < 0 || (aboveMiddle == 0 && (s & 1) == 0);
        return decimal(below ? s : s + 1, k);
    }

    private static BigDecimal decimal(long digits, int exponent) {
        long shortest = digits;
        int scale = -exponent;
        while (shortest % 10 == 0) {
            shortest /= 10;
            scale--;
        }
        return BigDecimal.valueOf(shortest, scale);
    }

    /** g cp 2^-127, its last bit set when something was cut off: section 9.9. */
    private static long roundToOdd(int k, long cp) {
        long g1 = G1[k - K_MIN];
        long x1 = Math.multiplyHigh(G0[k - K_MIN], cp);
        long y0 = g1 * cp;
        long y1 = Math.multiplyHigh(g1, cp);
        long z = (y0 >>> 1) + x1;
        long w = y1 + (z >>> 63);
        return w | (((z & LOW_63) + LOW_63) >>> 63);
    }

    private static int floorLog10Pow2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int floorLog10ThreeQuartersPow2(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2Pow10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }
}
