package dbmanager.firestore.migration;

import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.UnknownOutcome;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Commits, one after the other. Each changes its documents and keeps their images under a header that nobody else can
 * create: so each is applied once, however often it has to be sent and whoever else may be sending it.
 */
final class Lane {
    /** Attempts at one commit; with their pauses, about a minute. */
    private static final int MOST_ATTEMPTS = 20;

    /** From this attempt on the turns are committed apart, so that one contended document holds up no other. */
    private static final int APART = 3;

    /** Bytes of a request: 4 MiB is what Google's emulator takes, 10 MiB what Firestore takes; less what surrounds the writes. */
    private static final int MOST_BYTES_EMULATOR = (4 << 20) - (64 << 10);

    private static final int MOST_BYTES = (10 << 20) - (64 << 10);

    private final Site site;
    private Images.Id next;
    private String position;
    private List<Leaving> leaving = List.of();
    private int after;

    /**
     * What the lanes of a step have in common.
     *
     * @param fence throws when the lock is no longer certain
     */
    record Site(Gateway gateway, Planner planner, Images images, Runnable fence, Footprints footprints, Tally tally) {}

    /** @param last the newest header of the lane, where there is one */
    Lane(Site site, Images.Id first, Optional<Images.Header> last) {
        this.site = site;
        this.next = last.map(header -> header.id().next()).orElse(first);
        this.after = first.step();
        this.position = last.map(Images.Header::last).orElse("");
    }

    /** What is committed next comes after so many sweeps; without this, it is part of the lane's own. */
    void comesAfter(int sweeps) {
        after = sweeps;
    }

    /**
     * What is committed next begins behind this position; without this, where the last commit ended.
     *
     * @param leaving what stands before the turns that come, in their order; to be kept with the commits that reach so far
     */
    void beginBehind(String from, List<Leaving> leaving) {
        this.position = from;
        this.leaving = leaving;
    }

    /**
     * Applies the turns, all at once unless somebody changes their documents all the time.
     *
     * @param reads what was read on their account, to be kept with them
     * @throws Overtaken when somebody else goes on with this run
     * @throws SamePlace when a document was written by this step already
     */
    void commit(List<Turn> turns, List<Chunk.Read> reads) {
        if (turns.isEmpty()) {
            return;
        }
        String attempt = UUID.randomUUID().toString();
        List<Turn> rest = turns;
        for (int attempts = 1; !rest.isEmpty(); attempts++) {
            site.footprints.refuse(rest);
            List<Write> writes = writes(rest, reads, attempt);
            if (!fits(writes)) {
                halves(rest, reads);
                return;
            }
            Optional<Problem> failure = send(rest, last(rest), writes, attempt);
            if (failure.isEmpty()) {
                return;
            }
            if (attempts == MOST_ATTEMPTS) {
                throw failure.get() instanceof UnknownOutcome ? failure.get() : new Contended(rest, failure.get());
            }
            if (failure.get() instanceof CommitRejected refusal) {
                // Nothing of it was applied, nor will be: what is sent next is something else.
                attempt = UUID.randomUUID().toString();
                if (!refusal.precondition()) {
                    halves(refusable(rest, refusal), reads);
                    return;
                }
                List<Ask> asks = rest.stream().map(Turn::ask).toList();
                rest = site.footprints.between(() -> site.planner.plan(asks));
                if (attempts >= APART && rest.size() > 1) {
                    halves(rest, reads);
                    return;
                }
            }
            Pause.after(attempts);
        }
        if (!reads.isEmpty()) {
            note(last(turns), reads);
        }
    }

    /** Keeps what was read, though nothing was written on its account yet. */
    void note(String last, List<Chunk.Read> reads) {
        String attempt = UUID.randomUUID().toString();
        List<Write> writes =
                site.images.keep(next, after, position, last, attempt, new Chunk(List.of(), reads), leftOut(last));
        for (int attempts = 1; ; attempts++) {
            Optional<Problem> failure = send(List.of(), last, writes, attempt);
            if (failure.isEmpty()) {
                return;
            }
            if (attempts == MOST_ATTEMPTS || failure.get() instanceof CommitRejected) {
                throw failure.get();
            }
            Pause.after(attempts);
        }
    }

    /** One attempt. @return why nothing is known to have been applied */
    private Optional<Problem> send(List<Turn> turns, String last, List<Write> writes, String attempt) {
        return site.footprints.during(() -> sent(turns, last, writes, attempt));
    }

    private Optional<Problem> sent(List<Turn> turns, String last, List<Write> writes, String attempt) {
        site.fence.run();
        Problem failure;
        try {
            applied(turns, last, site.gateway.commit(writes));
            return Optional.empty();
        } catch (UnknownOutcome | CommitRejected e) {
            failure = e;
        }
        Optional<Images.Header> there = site.images.header(next);
        if (there.isEmpty()) {
            return Optional.of(failure);
        }
        if (!there.get().attempt().equals(attempt)) {
            throw there.get().sealed() ? new TakenBack(next) : new Overtaken(next);
        }
        applied(turns, last, there.get().created());
        return Optional.empty();
    }

    private void applied(List<Turn> turns, String last, Instant at) {
        site.footprints.add(at);
        site.tally.changed(
                turns.stream().mapToLong(turn -> turn.touches().size()).sum());
        position = last;
        leaving = leaving.stream().filter(each -> !each.isUpTo(last)).toList();
        next = next.next();
    }

    private void halves(List<Turn> turns, List<Chunk.Read> reads) {
        if (turns.size() == 1) {
            throw new TooMuchAtOnce(turns.get(0));
        }
        commit(turns.subList(0, turns.size() / 2), reads);
        commit(turns.subList(turns.size() / 2, turns.size()), List.of());
    }

    /** More than one may be too much together, or the refused one is among them; of one alone the server's word stands. */
    private static List<Turn> refusable(List<Turn> turns, CommitRejected refusal) {
        if (turns.size() == 1) {
            throw refusal;
        }
        return turns;
    }

    private boolean fits(List<Write> writes) {
        long bytes = writes.stream().mapToLong(Write::getSerializedSize).sum();
        return bytes <= (site.gateway.emulator() ? MOST_BYTES_EMULATOR : MOST_BYTES);
    }

    private List<Write> writes(List<Turn> turns, List<Chunk.Read> reads, String attempt) {
        List<Write> writes = new ArrayList<>();
        List<Chunk.Image> images = new ArrayList<>();
        for (Turn turn : turns) {
            for (Touch touch : turn.touches()) {
                writes.add(touch.write(site.gateway.database()));
                images.add(Chunk.Image.of(touch));
            }
        }
        String last = last(turns);
        writes.addAll(site.images.keep(next, after, position, last, attempt, new Chunk(images, reads), leftOut(last)));
        return writes;
    }

    /** Whether a commit was made that reaches so far. */
    boolean keeps(Leaving behindTheBeginning) {
        return !leaving.contains(behindTheBeginning);
    }

    private LeftOut leftOut(String last) {
        LeftOut leftOut = new LeftOut();
        leaving.stream().filter(each -> each.isUpTo(last)).forEach(each -> leftOut.add(each.documents()));
        return leftOut;
    }

    private static String last(List<Turn> turns) {
        return turns.get(turns.size() - 1).ask().position();
    }
}
