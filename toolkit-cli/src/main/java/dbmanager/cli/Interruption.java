package dbmanager.cli;

import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What becomes of this process when a signal (SIGINT, SIGTERM, SIGHUP) ends it: it says what it interrupts, tidies up, and ends with 130. */
final class Interruption {
    /** For a reader of our output that reads no more, or a disk that hangs: Ctrl-C must end the process all the same. */
    private static final long PATIENCE_SECONDS = 5;

    private static final long LAST_WORDS_SECONDS = 1;

    private final CountDownLatch over = new CountDownLatch(1);

    private Interruption() {}

    static Interruption await() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::ending, "interruption"));
        return interruption;
    }

    /** From now on an end of the process is the normal one. */
    void over() {
        over.countDown();
    }

    private void ending() {
        if (over.getCount() == 0) {
            return;
        }
        Thread tidying = new Thread(this::tidy, "tidying");
        tidying.setDaemon(true);
        tidying.start();
        try {
            tidying.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Problem.Kind.INTERRUPTED.exitCode());
    }

    private void tidy() {
        boolean interrupted = UnderWay.interruptAll();
        Temporary.removeAll();
        if (!interrupted) {
            awaitLastWords();
        }
    }

    /** The work is done, or not begun; what is left to print and to record takes a moment. */
    @SuppressWarnings("ReturnValueIgnored") // over or not, the process ends
    private void awaitLastWords() {
        try {
            over.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
