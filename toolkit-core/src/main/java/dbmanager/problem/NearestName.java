package dbmanager.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class NearestName {
    private NearestName() {}

    public static Optional<String> of(String wanted, Collection<String> known) {
        int tolerated = Math.min(3, (wanted.length() + 2) / 3);
        return known.stream()
                .filter(name -> Math.abs(name.length() - wanted.length()) <= tolerated)
                .filter(name -> distance(wanted, name) <= tolerated)
                .min(Comparator.comparingInt(name -> distance(wanted, name)));
    }

    /** {@code did you mean "staging"? } with a space behind it, or nothing when no name is near. */
    public static String suggest(String wanted, Collection<String> known) {
        return of(wanted, known).map(name -> "did you mean \"" + name + "\"? ").orElse("");
    }

    /** How many letters to add, drop, change or swap with their neighbour; upper and lower case are the same. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = Math.max(i, j);
                if (i > 0 && j > 0) {
                    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                    cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                    if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                        cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                    }
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
