package dbmanager.emulator.embedded.differential;

import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.embedded.differential.Difference.Pair;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The same steps on two servers. */
final class Comparison {
    private static final int SHORTENINGS = 60;
    /** More commits than a step has. */
    private static final int STEP = 1_000;

    private final Channel ours;
    private final Channel theirs;

    Comparison(Channel ours, Channel theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /**
     * A difference that was allowed.
     *
     * @param worded what was refused in other words, if that is what it was
     */
    record Met(Difference difference, Optional<Check> worded) {}

    /** @param step the last of those taken */
    private record Split(Step step, Outcome ours, Outcome theirs) {}

    /**
     * Takes so many generated steps, in a project of their own.
     *
     * @return the allowed differences, each as often as it was met
     * @throws AssertionError at any other, with the fewest steps that still lead to it
     */
    List<Met> sequence(long seed, int count) throws InterruptedException {
        List<Met> met = new ArrayList<>();
        BitSet all = new BitSet();
        all.set(0, count);
        Optional<Split> split = split(seed, all, met);
        if (split.isPresent()) {
            throw new AssertionError(told(seed, all));
        }
        return met;
    }

    /**
     * @param wanted which of the generated steps; of those that are left after it ends there is none
     */
    private Optional<Split> split(long seed, BitSet wanted, Collection<Met> met) throws InterruptedException {
        String database = "projects/" + FirestoreEmulator.project("differential") + "/databases/(default)";
        Generator generator = new Generator(seed, database);
        Session ourSession = new Session(ours, database);
        Session theirSession = new Session(theirs, database);
        for (int i = 0; i < wanted.length(); i++) {
            Step step = generator.next();
            if (!wanted.get(i)) {
                continue;
            }
            List<Outcome> ourOutcomes = ourSession.take(step);
            List<Outcome> theirOutcomes = theirSession.take(step);
            for (int j = 0; j < Math.min(ourOutcomes.size(), theirOutcomes.size()); j++) {
                Outcome our = ourOutcomes.get(j);
                Outcome their = theirOutcomes.get(j);
                if (our.isLike(their)) {
                    continue;
                }
                Optional<Difference> known = Difference.of(new Pair(our, their, theirOutcomes.subList(0, j)));
                if (known.isEmpty()) {
                    wanted.clear(i + 1, wanted.length());
                    return Optional.of(new Split(step, our, their));
                }
                met.add(new Met(
                        known.get(), known.get() == Difference.WORDING ? Check.ofOurs(our.text()) : Optional.empty()));
                if (our.isOk() || their.isOk()) {
                    ourSession.numberFrom((i + 1) * STEP);
                    theirSession.numberFrom((i + 1) * STEP);
                }
                if (our.isOk() != their.isOk() || known.get() == Difference.TIMES_OF_ONE_DOCUMENT) {
                    // what follows may depend on it
                    ourSession.forget(Written.by(step));
                    theirSession.forget(Written.by(step));
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private String told(long seed, BitSet failing) throws InterruptedException {
        BitSet fewest = fewest(seed, failing);
        Optional<Split> last = split(seed, (BitSet) fewest.clone(), new ArrayList<>());
        return "seed " + seed + ", steps " + fewest + " are enough:\n"
                + last.map(split -> "the last is " + split.step() + "\nasked: "
                                + split.ours().asked() + "\n--- embedded: " + split.ours() + "\n--- Google's: "
                                + split.theirs())
                        .orElse("but not always");
    }

    /** Leaves out what can be left out, in halves, quarters and so on, as long as the last step still fails. */
    private BitSet fewest(long seed, BitSet failing) throws InterruptedException {
        BitSet fewest = failing;
        int last = failing.length() - 1;
        int tries = 0;
        for (int size = Math.max(1, last / 2); size >= 1; size /= 2) {
            for (int at = 0; at < last && tries < SHORTENINGS; at += size) {
                BitSet shorter = (BitSet) fewest.clone();
                shorter.clear(at, Math.min(last, at + size));
                if (shorter.equals(fewest)) {
                    continue;
                }
                tries++;
                if (split(seed, shorter, new ArrayList<>()).isPresent() && shorter.length() == last + 1) {
                    fewest = shorter;
                }
            }
        }
        return fewest;
    }
}
