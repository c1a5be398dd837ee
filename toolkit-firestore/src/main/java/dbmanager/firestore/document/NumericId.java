package dbmanager.firestore.document;

/** Ids of the form {@code __id7__}: numbers that Datastore gave, which are any of 64 bits but 0. They come before all other ids, in the order of their numbers. */
final class NumericId {
    static final String PREFIX = "__id";
    private static final String SUFFIX = "__";
    private static final int LONGEST = PREFIX.length() + "-9223372036854775808".length() + SUFFIX.length();

    private NumericId() {}

    static boolean is(String text, int from, int to) {
        int digits = from + PREFIX.length();
        int end = to - SUFFIX.length();
        if (digits >= end || to - from > LONGEST || !text.startsWith(PREFIX, from) || !text.startsWith(SUFFIX, end)) {
            return false;
        }
        try {
            long number = Long.parseLong(text, digits, end, 10);
            return number != 0 && Long.toString(number).contentEquals(text.subSequence(digits, end));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Compares two paths that are the same up to {@code differ}, in the segment that begins at {@code from}. */
    static int compare(String a, String b, int from, int differ) {
        int endOfA = end(a, differ);
        int endOfB = end(b, differ);
        boolean numeric = is(a, from, endOfA);
        if (numeric != is(b, from, endOfB)) {
            return numeric ? -1 : 1;
        }
        int byNumber = numeric ? Long.compare(number(a, from, endOfA), number(b, from, endOfB)) : 0;
        return byNumber != 0 ? byNumber : DocumentPath.rank(a, differ) - DocumentPath.rank(b, differ);
    }

    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    private static long number(String text, int from, int to) {
        return Long.parseLong(text, from + PREFIX.length(), to - SUFFIX.length(), 10);
    }
}
