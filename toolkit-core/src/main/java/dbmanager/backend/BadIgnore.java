package dbmanager.backend;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.List;

/** A comment in a script asks lint to ignore something, and does not say what or why. */
public final class BadIgnore extends Problem {
    private static final long serialVersionUID = 1L;

    private BadIgnore(String where, String why, String next) {
        super(Kind.CONFIGURATION, where + ": " + why, "nothing was judged", next);
    }

    /** @param where script and line */
    public static BadIgnore withoutReason(String where, String rule) {
        return new BadIgnore(
                where,
                "a comment asks to ignore " + (rule.isEmpty() ? "a rule" : rule) + ", and does not say why",
                "write -- lint: ignore " + (rule.isEmpty() ? "RULE" : rule) + " REASON");
    }

    public static BadIgnore unknown(String where, String rule, List<String> known) {
        return new BadIgnore(
                where,
                "there is no rule " + rule,
                NearestName.suggest(rule, known) + "the rules are " + String.join(", ", known));
    }
}
