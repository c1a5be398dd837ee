package dbmanager.masking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * One way in which a rule may mean a column, or something behind it.
 *
 * @param rest the names on the way from here; empty when what is meant is here, and all behind it
 * @param levels of collections between the one that the rule names and the one that the value is in
 */
record Route(MaskRule rule, List<String> rest, int levels) {
    /** Of several rules that one counts that says most exactly what it means; sorting is stable, so among equals the first. */
    private static final Comparator<Route> MOST_EXACT_FIRST = Comparator.comparingInt(Route::levels)
            .thenComparing(route -> route.rule.wildcards())
            .thenComparing(route -> -route.rule.parts().size());

    Route {
        rest = List.copyOf(rest);
    }

    boolean isHere() {
        return rest.isEmpty();
    }

    /** The ways of all rules to a column, the most exact first. Names may have dots in them, so a rule may be read in several ways. */
    static List<Route> to(String collection, String column, boolean open, List<MaskRule> rules) {
        List<Route> found = new ArrayList<>();
        for (MaskRule rule : rules) {
            List<String> parts = rule.parts();
            for (int cut = 1; cut < parts.size(); cut++) {
                OptionalInt levels = levelsAbove(String.join(".", parts.subList(0, cut)), collection, open);
                if (levels.isPresent()) {
                    found.addAll(of(rule, parts.subList(cut, parts.size()), column, open, levels.getAsInt()));
                }
            }
        }
        found.sort(MOST_EXACT_FIRST);
        return found;
    }

    private static List<Route> of(MaskRule rule, List<String> path, String column, boolean open, int levels) {
        List<Route> found = new ArrayList<>();
        for (int end = 1; end <= path.size(); end++) {
            boolean reachable = open || end == path.size();
            if (reachable && MaskRule.matches(String.join(".", path.subList(0, end)), column)) {
                found.add(new Route(rule, path.subList(end, path.size()), levels));
            }
        }
        return found;
    }

    /** How far above a collection the one is that a pattern means; empty when it means none on the way. */
    private static OptionalInt levelsAbove(String pattern, String collection, boolean open) {
        String here = collection;
        for (int levels = 0; ; levels++) {
            if (MaskRule.matches(pattern, here)) {
                return OptionalInt.of(levels);
            }
            int above = here.lastIndexOf('/');
            if (!open || above < 0) {
                return OptionalInt.empty();
            }
            here = here.substring(0, above);
        }
    }

    /** Those of these that go on to a name; what is here is also there. */
    static List<Route> on(List<Route> routes, String name) {
        List<Route> on = new ArrayList<>();
        for (Route route : routes) {
            if (route.isHere()) {
                on.add(route);
            } else if (MaskRule.matches(route.rest.get(0), name)) {
                on.add(new Route(route.rule, route.rest.subList(1, route.rest.size()), route.levels));
            }
        }
        return on;
    }
}
