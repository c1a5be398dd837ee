package dbmanager.cli;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Work that a signal may end. Whoever comes first, the work with its end or the signal, decides what is told of it; so it is never told twice, nor as
 * done and interrupted.
 */
final class UnderWay {
    private static final Set<UnderWay> ALL = ConcurrentHashMap.newKeySet();

    /** Set once, when the process ends. */
    private static volatile boolean ending;

    private final Runnable whenInterrupted;
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

    private enum Fate {
        OPEN,
        ENDED,
        INTERRUPTED
    }

    private UnderWay(Runnable whenInterrupted) {
        this.whenInterrupted = whenInterrupted;
    }

    /**
     * Does not return once the process ends.
     *
     * @param whenInterrupted tells that the work was interrupted; called by the thread that ends the process, while the work may go on
     */
    static UnderWay begin(Runnable whenInterrupted) {
        UnderWay work = new UnderWay(whenInterrupted);
        ALL.add(work);
        while (ending) {
            LockSupport.park();
        }
        return work;
    }

    /** The work is done, well or not; its outcome may be told now. Does not return when it was interrupted: the process ends. May be called twice. */
    void end() {
        fate.compareAndSet(Fate.OPEN, Fate.ENDED);
        while (fate.get() == Fate.INTERRUPTED) {
            LockSupport.park();
        }
        ALL.remove(this);
    }

    /** Interrupts all that has not ended. @return whether there was anything */
    static boolean interruptAll() {
        ending = true;
        boolean any = false;
        for (UnderWay work : ALL) {
            if (work.fate.compareAndSet(Fate.OPEN, Fate.INTERRUPTED)) {
                any = true;
                work.whenInterrupted.run();
            }
        }
        return any;
    }
}
