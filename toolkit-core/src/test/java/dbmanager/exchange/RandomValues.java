package dbmanager.exchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values of every kind that a row can hold, with a liking for the awkward ones; the same for the same seed. */
final class RandomValues {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "Tea",
            "a,b",
            "\"",
            "line\nline",
            "\r\n",
            "tab\t",
            "\u0000",
            "Ünï",
            "日本",
            "🍵",
            "base64:",
            "\\base64:x",
            "\\\\base64:",
            "$exact:1",
            "\\$exact:",
            "NULL",
            "null",
            "$map",
            "\u2028",
            "\ufeff",
            "{\"$bytes\":1}",
            "'",
            "\\",
            "1",
            "-0.0");
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1.5,
        0.1,
        19.99,
        Double.parseDouble("2e23"),
        2e-3,
        1e15,
        1e300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        9007199254740994.0,
        123456789012345680.0
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 53,
        (1L << 53) + 1,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L
    };

    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    /** A value of a column of this type; null now and then. */
    Object of(String type) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        return switch (type) {
            case "INTEGER" -> random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
            case "REAL" -> real();
            case "NUMERIC" -> new BigDecimal(new BigInteger(random.nextInt(90), random), random.nextInt(40) - 10);
            case "BOOLEAN" -> random.nextBoolean();
            case "TEXT" -> text();
            case "BLOB" -> bytes();
            case "JSON" -> tree(3);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private double real() {
        return switch (random.nextInt(3)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> random.nextInt(1_000_000) / 100.0;
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()))
                + (random.nextBoolean() ? "" : TEXTS.get(random.nextInt(TEXTS.size())));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** At the top a list or a map, as a JSON column has; within it anything. */
    private Object tree(int depth) {
        int size = random.nextInt(4);
        if (random.nextBoolean()) {
            return IntStream.range(0, size).mapToObj(i -> leaf(depth)).toList();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        Stream.generate(this::text).limit(size).forEach(key -> map.put(key, leaf(depth)));
        return map;
    }

    private Object leaf(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 6)) {
            case 0 -> of("INTEGER") instanceof Long number ? number : 7L;
            case 1 -> real();
            case 2 -> text();
            case 3 -> bytes();
            case 4 -> random.nextBoolean();
            default -> tree(depth - 1);
        };
    }
}
