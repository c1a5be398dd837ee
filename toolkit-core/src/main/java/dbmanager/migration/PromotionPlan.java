package dbmanager.migration;

import dbmanager.migration.Proof.Standing;
import dbmanager.migration.Proof.Verdict;
import dbmanager.migration.Timeline.Moment;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes from one database to another of the same project: of the migrations that one lacks, those that the other has proven, so that it ends on
 * the same line. Pure.
 *
 * @param current the newest version in force before
 * @param items one for each migration that is lacking, in the order of a plan; and one for each that the other has and this one can never have
 * @param plan those that are carried
 */
public record PromotionPlan(Optional<Version> current, List<Item> items, Plan plan) {
    public PromotionPlan {
        items = List.copyOf(items);
    }

    /** What becomes of one migration. */
    public enum Fate {
        CARRIED,
        /** It stays behind: the other database has not got that far. */
        LEFT_OUT,
        /** With it the two would not be on one line; then nothing is carried. */
        REFUSED
    }

    /** @param reason why it is not carried, for the reader; empty when it is */
    public record Item(MigrationKey migration, Fate fate, String reason) {}

    /** @throws BlockedTimeline when something applied here is changed, missing, failed or half rolled back */
    public static PromotionPlan of(Proof proof, Timeline here) {
        Line line = new Line(proof, here);
        List<Item> items = new ArrayList<>();
        here.waiting().map(line::judge).forEach(items::add);
        line.unknownHere().forEach(items::add);
        return new PromotionPlan(here.current(), items, Plan.upWith(of(Fate.CARRIED, items), here));
    }

    private static List<MigrationKey> of(Fate fate, List<Item> items) {
        return items.stream()
                .filter(item -> item.fate() == fate)
                .map(Item::migration)
                .toList();
    }

    /** What an earlier look at the same two would have carried, and the other one has no longer in force. */
    public Optional<MigrationKey> withdrawnSince(PromotionPlan earlier) {
        List<MigrationKey> carried = of(Fate.CARRIED, earlier.items);
        return of(Fate.LEFT_OUT, items).stream().filter(carried::contains).findFirst();
    }

    /** The newest version in force once the plan was carried out. */
    public Optional<Version> target() {
        return Stream.concat(
                        current.stream(), plan.steps().stream().flatMap(step -> step.migration().version().stream()))
                .max(Comparator.naturalOrder());
    }

    public List<Item> refused() {
        return items.stream().filter(item -> item.fate() == Fate.REFUSED).toList();
    }

    /** @throws NotPromotable when one of them is refused */
    public PromotionPlan orRefuse(String environment) {
        if (!refused().isEmpty()) {
            throw new NotPromotable(refused(), environment);
        }
        return this;
    }

    /** The one line on which both databases have to be. */
    private static final class Line {
        private final Proof proof;
        private final Timeline here;
        private final Map<MigrationKey, Integer> ranks = new HashMap<>();
        private final List<MigrationKey> proven;

        Line(Proof proof, Timeline here) {
            this.proof = proof;
            this.here = here;
            proof.history().inForce().forEach(entry -> ranks.put(entry.key(), entry.rank()));
            proven = here.waiting()
                    .filter(moment -> !moment.key().isRepeatable())
                    .map(moment -> proof.judge(moment.shipped().orElseThrow()))
                    .filter(verdict -> verdict.standing() == Standing.PROVEN)
                    .map(verdict -> verdict.migration().key())
                    .toList();
        }

        Item judge(Moment moment) {
            Verdict verdict = proof.judge(moment.shipped().orElseThrow());
            MigrationKey key = moment.key();
            return switch (verdict.standing()) {
                case CONTRADICTED -> refused(key, verdict.reason());
                case NOT_YET -> notYet(moment, verdict.reason());
                case PROVEN -> proven(moment);
            };
        }

        private Item notYet(Moment moment, String reason) {
            if (moment.isInterrupted(Direction.UP)) {
                return refused(moment.key(), reason + ", and here it began and did not end");
            }
            return proven.stream()
                    .filter(newer -> !moment.key().isRepeatable() && newer.compareTo(moment.key()) > 0)
                    .findFirst()
                    .map(newer -> refused(moment.key(), reason + ", but has the newer " + newer))
                    .orElseGet(() -> new Item(moment.key(), Fate.LEFT_OUT, reason));
        }

        private Item proven(Moment moment) {
            MigrationKey key = moment.key();
            if (moment.state() == State.OUT_OF_ORDER) {
                return refused(key, "out of order here: " + moment.reason());
            }
            return proven.stream()
                    .filter(newer ->
                            !key.isRepeatable() && newer.compareTo(key) > 0 && ranks.get(newer) < ranks.get(key))
                    .findFirst()
                    .map(newer -> refused(
                            key,
                            "out of order there: " + proof.environment() + " ran it after " + newer
                                    + ", here it would run before"))
                    .orElseGet(() -> new Item(key, Fate.CARRIED, ""));
        }

        /** What ran there before something that is carried, and of which there is no file here. */
        Stream<Item> unknownHere() {
            int last = proven.stream().mapToInt(ranks::get).max().orElse(0);
            return proof.history().inForce().stream()
                    .filter(entry -> !entry.key().isRepeatable() && !entry.baseline() && entry.rank() < last)
                    .filter(entry -> here.find(entry.key()).isEmpty())
                    .map(entry -> refused(
                            entry.key(), proof.environment() + " has it in force, and there is no file for it here"));
        }

        private static Item refused(MigrationKey key, String reason) {
            return new Item(key, Fate.REFUSED, reason);
        }
    }

    /** The two databases would not be on one line. */
    public static final class NotPromotable extends Problem {
        private static final long serialVersionUID = 1L;

        NotPromotable(List<Item> refused, String environment) {
            super(
                    Kind.CONFLICT,
                    refused.stream()
                            .map(item -> "migration " + item.migration() + " cannot be promoted: " + item.reason())
                            .collect(Collectors.joining("\n")),
                    "nothing was begun",
                    "bring " + environment + " in order (`db-manager status --env " + environment
                            + "`): run there, in the order of versions, exactly what the files say now; then promote again");
        }
    }
}
