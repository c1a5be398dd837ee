package dbmanager.environment;

import java.util.Collection;
import java.util.Comparator;

/** The word that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** {@code did you mean "staging"? } with a space behind it, or nothing when no word is near. */
    static String suggest(String typed, Collection<String> words) {
        return words.stream()
                .filter(word -> distance(typed, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(typed, word)))
                .map(word -> "did you mean \"" + word + "\"? ")
                .orElse("");
    }

    /** Levenshtein's: how many letters to add, drop or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
