package dbmanager.migration;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** No way leads to the target that was asked for. */
public final class UnreachableTarget extends Problem {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private UnreachableTarget(String happened, String next) {
        super(Kind.USAGE, happened, "nothing was run", next);
    }

    static UnreachableTarget unknown(Target target, List<Version> known) {
        String newest = known.stream()
                .skip(Math.max(0, known.size() - SHOWN))
                .map(Version::toString)
                .collect(Collectors.joining(", "));
        return new UnreachableTarget(
                "no migration has version " + target,
                known.isEmpty()
                        ? "create one: `db-manager create-migration NAME`"
                        : "give one that `db-manager list-migrations` shows; the newest are " + newest);
    }

    static UnreachableTarget ambiguous(Target target, List<Version> candidates) {
        return new UnreachableTarget(
                target + " is the beginning of " + candidates.size() + " versions: "
                        + candidates.stream()
                                .limit(SHOWN)
                                .map(Version::toString)
                                .collect(Collectors.joining(", ")),
                "give more digits");
    }

    static UnreachableTarget tooFar(Target target, String available) {
        return new UnreachableTarget(
                "there are not enough migrations for " + target + ": " + available, "run `db-manager status`");
    }

    static UnreachableTarget wrongWay(Target target, Optional<Version> current, String command) {
        return new UnreachableTarget(
                "the way to " + target + " from "
                        + current.map(Version::toString).orElse("base") + " is the other one",
                "use `db-manager " + command + " " + target + "`");
    }
}
