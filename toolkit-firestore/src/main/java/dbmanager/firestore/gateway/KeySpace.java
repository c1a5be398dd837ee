package dbmanager.firestore.gateway;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where the order of names can be cut, when nothing is known of what lies between two names but that they are there. A cut need not be the name of
 * a document that exists. Pure.
 */
final class KeySpace {
    /** Before every other id. @see <a href="https://cloud.google.com/firestore/quotas#collections_documents_and_fields">Ids</a> */
    private static final String FIRST_ID = numeric(Long.MIN_VALUE);

    /** The text that follows another one directly is the same with this at its end; alone it is the first of all ids that have no number. */
    private static final String NEXT = "\0";

    private static final String NUMBER_OPENS = "__id";
    private static final String NUMBER_CLOSES = "__";

    /** Behind all ids of the usual letters and digits. */
    private static final String USUAL_END = "\u007f";

    private static final String END = Character.toString(Character.MAX_CODE_POINT);

    private KeySpace() {}

    /** The first name that a document in or below this collection can have. */
    static String beginOfCollection(String path) {
        return path + "/" + FIRST_ID;
    }

    /** The first name behind all that is in or below this collection. */
    static String behindCollection(String path) {
        return path + NEXT + "/" + FIRST_ID;
    }

    /** The first name behind this document and all that is below it. */
    static String behindDocument(String path) {
        int slash = path.lastIndexOf('/');
        Optional<Long> number = number(path.substring(slash + 1));
        if (number.isEmpty()) {
            return path + NEXT;
        }
        return path.substring(0, slash + 1) + (number.get() == Long.MAX_VALUE ? NEXT : numeric(number.get() + 1));
    }

    /**
     * A name behind {@code from} and before {@code to}, about half way in the order of texts. Where it turns out that nothing lies behind it, it
     * is the next {@code to}; after some such steps the cuts lie among what is there.
     *
     * @param from the name of a document
     * @param to empty for the end of all
     * @return empty when no other name fits between them
     */
    static Optional<String> between(String from, Optional<String> to) {
        String[] low = from.split("/", -1);
        String[] high = to.map(text -> text.split("/", -1)).orElse(new String[0]);
        StringBuilder path = new StringBuilder();
        boolean open = false; // whether all that begins with path lies before the end
        for (int i = 0; i <= low.length; i++) {
            boolean collection = i % 2 == 0;
            String a = i < low.length ? low[i] : "";
            Optional<String> b = open || i >= high.length ? Optional.empty() : Optional.of(high[i]);
            if (b.isEmpty() || !b.get().equals(a)) {
                Optional<String> middle = i == low.length && !collection ? Optional.empty() : middle(a, b);
                if (middle.isPresent()) {
                    return Optional.of(collection ? beginOfCollection(path + middle.get()) : path + middle.get());
                }
                if (i == low.length) {
                    return Optional.empty();
                }
                String behind = collection ? behindCollection(path + a) : behindDocument(path + a);
                if (b.isPresent() && !Optional.of(behind).equals(to)) {
                    return Optional.of(behind);
                }
                open = true;
            }
            path.append(a).append('/');
        }
        return Optional.empty();
    }

    /** An id behind {@code a} and before {@code b}; empty where it is simpler to cut behind {@code a} itself, or there is none. */
    private static Optional<String> middle(String a, Optional<String> b) {
        Optional<Long> low = number(a);
        Optional<Long> high = b.flatMap(KeySpace::number);
        if (low.isPresent()) {
            if (b.isPresent() && high.isEmpty() && !b.get().equals(NEXT)) {
                return Optional.of(NEXT); // numbers on one side, texts on the other
            }
            if (b.isEmpty()) {
                return Optional.of(NEXT);
            }
            long number = average(low.get(), high.orElse(Long.MAX_VALUE));
            return number > low.get() ? Optional.of(numeric(number)) : Optional.empty();
        }
        if (high.isPresent()) {
            return Optional.empty();
        }
        if (b.isEmpty()) {
            return a.compareTo(USUAL_END) < 0 ? Optional.of(USUAL_END) : text(a, END);
        }
        return text(a, b.get());
    }

    private static long average(long a, long b) {
        return (a & b) + ((a ^ b) >> 1);
    }

    private static Optional<String> text(String a, String b) {
        int[] low = a.codePoints().toArray();
        int[] high = b.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; ; i++) {
            int x = i < low.length ? low[i] : -1;
            int y = i < high.length ? high[i] : -1;
            if (x == y && x >= 0) {
                text.appendCodePoint(x);
                continue;
            }
            if (y < 0) {
                return Optional.empty(); // not in order
            }
            if (y - x > 1) {
                return checked(text.appendCodePoint(x + (y - x) / 2).toString(), a, b);
            }
            if (i + 1 < high.length) {
                return checked(text.appendCodePoint(y).toString(), a, b);
            }
            return x < 0 ? Optional.empty() : above(text, low, i, b);
        }
    }

    /** Of what begins with the same letters as {@code low}, up to the one at {@code at}. */
    private static Optional<String> above(StringBuilder text, int[] low, int at, String b) {
        String a = new String(low, 0, low.length);
        for (int i = at; i < low.length; i++) {
            text.appendCodePoint(low[i]);
            int x = i + 1 < low.length ? low[i + 1] : -1;
            int most = x < USUAL_END.codePointAt(0) ? USUAL_END.codePointAt(0) : Character.MAX_CODE_POINT;
            int middle = x + (most - x) / 2;
            if (middle > x) {
                return checked(text.appendCodePoint(middle).toString(), a, b);
            }
        }
        return Optional.empty();
    }

    /** As an id, if it can be one. */
    private static Optional<String> checked(String id, String a, String b) {
        String valid = id.replace('/', '0');
        int last = valid.codePointBefore(valid.length());
        if (last >= Character.MIN_SURROGATE && last <= Character.MAX_SURROGATE) {
            valid = valid.substring(0, valid.length() - Character.charCount(last)) + '\uE000';
        }
        boolean reserved = valid.equals(".") || valid.equals("..") || valid.matches("__.*__");
        return !reserved && compare(a, valid) < 0 && compare(valid, b) < 0 ? Optional.of(valid) : Optional.empty();
    }

    private static int compare(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static String numeric(long number) {
        return NUMBER_OPENS + number + NUMBER_CLOSES;
    }

    private static Optional<Long> number(String id) {
        if (!id.startsWith(NUMBER_OPENS) || !id.endsWith(NUMBER_CLOSES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.valueOf(id.substring(
                    NUMBER_OPENS.length(), Math.max(NUMBER_OPENS.length(), id.length() - NUMBER_CLOSES.length()))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
