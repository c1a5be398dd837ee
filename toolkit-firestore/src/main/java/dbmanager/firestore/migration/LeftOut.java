package dbmanager.firestore.migration;

import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.List;

/** Documents that a sweep leaves as they are, because their change cannot be computed: why, of the first ones, and how many. Safe for several threads. */
final class LeftOut {
    private static final int SHOWN = 20;

    private final List<String> reasons = new ArrayList<>();
    private long number;

    static LeftOut of(List<String> reasons, long number) {
        LeftOut leftOut = new LeftOut();
        leftOut.add(reasons, number);
        return leftOut;
    }

    void add(DocumentFailed failure) {
        add(List.of(failure.getMessage()), 1);
    }

    void add(LeftOut other) {
        add(other.reasons(), other.number());
    }

    private synchronized void add(List<String> more, long moreOfThem) {
        number += moreOfThem;
        more.stream().limit(SHOWN - reasons.size()).forEach(reasons::add);
    }

    synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }

    synchronized long number() {
        return number;
    }

    synchronized List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        reasons.forEach(reason -> findings.add(new Finding("left out", reason)));
        if (number > reasons.size()) {
            findings.add(new Finding("left out", "and " + (number - reasons.size()) + " documents more"));
        }
        return findings;
    }
}
