package dbmanager.masking;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.Collection;
import java.util.List;

/** Rules and data do not go together. Found before the first row is written. */
public final class MaskRefused extends Problem {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 12;

    private MaskRefused(String happened, String next) {
        super(Kind.CONFIGURATION, happened, "no row was written", next);
    }

    static MaskRefused nothingOfThatName(MaskRule rule, Collection<String> known) {
        List<String> names = known.stream().sorted().limit(SHOWN).toList();
        return new MaskRefused(
                "the mask rule \"" + rule + "\" is about nothing that is in the backup",
                NearestName.suggest(rule.field(), known) + "correct or remove the rule; there is "
                        + String.join(", ", names) + (known.size() > names.size() ? " and more" : ""));
    }

    static MaskRefused unsuitable(MaskRule rule, String where, String what) {
        return new MaskRefused(
                "the mask rule \"" + rule + "\" does not suit " + where + ", which " + what,
                "give it another rule: remove, a fixed text in quotes, or keep");
    }
}
