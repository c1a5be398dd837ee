package dbmanager.operation;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that look like something and are nobody's. The same seed makes the same ones. */
final class MadeUp {
    private static final String[] FIRST = {
        "Alva", "Bero", "Cilla", "Dario", "Edda", "Falk", "Gesa", "Hanno", "Ilka", "Jaro"
    };
    private static final String[] LAST = {
        "Abend", "Birke", "Colm", "Dorn", "Eibe", "Flint", "Grau", "Hain", "Ilex", "Kolm"
    };
    private static final String[] WORDS = {
        "amber", "brook", "cedar", "delta", "ember", "fern", "grove", "harbor", "iris", "juniper", "kelp", "linden"
    };
    private static final Pattern LENGTH = Pattern.compile("[a-z ]*char[a-z ]*\\((\\d+)\\)");
    private static final int DAYS = 365;
    private static final int SMALL = 1000;

    private final Random random;

    MadeUp(long seed) {
        this.random = new Random(seed);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean rarely() {
        return random.nextInt(10) == 0;
    }

    /**
     * @param name of the column, which says what its texts should look like
     * @param number of the row, which tells values apart that must be different
     */
    Object value(String name, String declared, boolean unique, long number) {
        String type = declared.toLowerCase(Locale.ROOT);
        if (type.contains("bool")) {
            return random.nextBoolean();
        }
        if (type.contains("int") && !type.contains("interval") && !type.contains("point")) {
            return unique ? number : (Long) (long) (1 + random.nextInt(SMALL));
        }
        if (type.matches("(numeric|decimal|real|float|double|money).*")) {
            return unique ? (Object) (double) number : (Object) (random.nextInt(100 * SMALL) / 100.0);
        }
        if (type.startsWith("uuid")) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        if (type.startsWith("json")) {
            return "{}";
        }
        if (type.matches("(bytea|blob).*")) {
            byte[] bytes = new byte[8];
            random.nextBytes(bytes);
            return bytes;
        }
        if (type.startsWith("timestamp") || type.startsWith("datetime")) {
            return day() + " 12:00:00" + (type.contains("with time zone") ? "+00" : "");
        }
        if (type.startsWith("date")) {
            return day();
        }
        return type.startsWith("time") ? "12:00:00" : cut(text(name.toLowerCase(Locale.ROOT), unique, number), type);
    }

    private String day() {
        return LocalDate.ofYearDay(2025, 1 + random.nextInt(DAYS)).toString();
    }

    /** The number at the end is what must not be cut off. */
    private static String cut(String text, String type) {
        Matcher length = LENGTH.matcher(type);
        int longest = length.matches() ? Integer.parseInt(length.group(1)) : Integer.MAX_VALUE;
        return text.length() <= longest ? text : text.substring(text.length() - longest);
    }

    private String text(String name, boolean unique, long number) {
        if (name.contains("mail")) {
            return pick(FIRST).toLowerCase(Locale.ROOT) + number + "@example.com";
        }
        if (name.contains("phone") || name.contains("mobile")) {
            return "+1 555 01%07d".formatted(number);
        }
        String end = unique ? " " + number : "";
        if (name.contains("name")) {
            return pick(FIRST) + " " + pick(LAST) + end;
        }
        return pick(WORDS) + " " + pick(WORDS) + end;
    }

    private String pick(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
