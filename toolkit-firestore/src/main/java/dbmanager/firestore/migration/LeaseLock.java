package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Fetched;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.UnknownOutcome;
import dbmanager.migration.MigrationLock;
import dbmanager.problem.Problem;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The lock, as the document {@code _db_manager/lease}. Whoever has it renews it all the time; a lease that was not renewed for its term is over,
 * by the server's clock: the document's own update time against the time of the read. The holder counts the term from before it sent the
 * renewal, so it stops before the server lets anybody else in.
 */
public final class LeaseLock implements MigrationLock {
    /** How long others wait for somebody who was killed. */
    public static final Duration TERM = Duration.ofSeconds(30);

    /** The document, while somebody has the lock. */
    public static final DocumentPath PATH = new DocumentPath(Bookkeeping.OWN + "/lease");

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int RENEWALS_A_TERM = 4;
    private static final System.Logger LOG = System.getLogger(LeaseLock.class.getName());

    private final Gateway gateway;
    private final SessionValues values;
    private final Map<String, Object> fields;
    private final Duration term;
    private final Thread renewal;
    private long renewals;
    private Optional<Document> ours = Optional.empty();
    private volatile long heldUntilNanos;
    private volatile boolean over;

    private LeaseLock(Gateway gateway, String owner, Duration term) {
        this.gateway = gateway;
        this.values = new SessionValues(gateway.database());
        this.term = term;
        this.fields = Map.of(
                "owner", owner,
                "token", UUID.randomUUID().toString(),
                "since", gateway.now(),
                "term_ms", term.toMillis());
        this.renewal = new Thread(this::renewAll, "db-manager lease");
        this.renewal.setDaemon(true);
    }

    /**
     * @param owner for whoever has to wait
     * @param wait how long to try; zero for one attempt
     * @throws MigrationLock.Held naming the owner, when the time is over
     */
    public static LeaseLock take(Gateway gateway, String owner, Duration wait) {
        return take(gateway, owner, wait, TERM);
    }

    static LeaseLock take(Gateway gateway, String owner, Duration wait, Duration term) {
        LeaseLock lock = new LeaseLock(gateway, owner, term);
        long began = System.nanoTime();
        while (!lock.tryTake()) {
            long left = wait.toNanos() - (System.nanoTime() - began);
            if (left <= 0) {
                throw lock.held();
            }
            Pause.of(Duration.ofNanos(Math.min(left, POLL.toNanos())));
        }
        lock.renewal.start();
        return lock;
    }

    /** Whether somebody has the lock now; writes nothing. */
    public static Optional<Held> heldByAnother(Gateway gateway) {
        SessionValues values = new SessionValues(gateway.database());
        Fetched there = fetch(gateway);
        return there.document()
                .filter(lease -> !isOver(values.fromFields(lease.getFieldsMap()), lease, there.readTime()))
                .map(lease -> held(gateway, values, lease));
    }

    private static Held held(Gateway gateway, SessionValues values, Document lease) {
        Map<String, Object> fields = values.fromFields(lease.getFieldsMap());
        return new Held(gateway.database().toString(), fields.get("owner") + " since " + fields.get("since"));
    }

    private boolean tryTake() {
        Fetched there = fetch();
        if (there.document().isPresent() && !isOver(there.document().get(), there.readTime())) {
            return false;
        }
        return write(there.document());
    }

    private Fetched fetch() {
        return fetch(gateway);
    }

    private static Fetched fetch(Gateway gateway) {
        return gateway.fetch(List.of(PATH), Optional.empty()).get(0);
    }

    private boolean isOver(Document lease, Instant now) {
        return isOver(values.fromFields(lease.getFieldsMap()), lease, now);
    }

    private static boolean isOver(Map<String, Object> there, Document lease, Instant now) {
        Duration itsTerm = there.get("term_ms") instanceof Long millis ? Duration.ofMillis(millis) : TERM;
        return now.isAfter(SessionValues.instant(lease.getUpdateTime()).plus(itsTerm));
    }

    /** Takes the place of what is there. @return false when that is no longer there */
    private synchronized boolean write(Optional<Document> instead) {
        long sent = System.nanoTime();
        Map<String, Object> now = new LinkedHashMap<>(fields);
        now.put("renewals", ++renewals); // what changes nothing would not move the update time
        try {
            gateway.commit(List.of(Write.newBuilder()
                    .setUpdate(Document.newBuilder()
                            .setName(PATH.in(gateway.database()))
                            .putAllFields(values.toFields(now)))
                    .setCurrentDocument(Touch.asRead(instead))
                    .build()));
        } catch (UnknownOutcome e) {
            LOG.log(Level.DEBUG, "lease: {0}", e.getMessage());
        } catch (CommitRejected e) {
            if (!e.precondition()) {
                throw e;
            }
        }
        ours = fetch().document().filter(this::isOurs);
        boolean taken = ours.filter(lease -> lease.getFieldsOrThrow("renewals").getIntegerValue() == renewals)
                .isPresent();
        if (taken) {
            heldUntilNanos = sent + term.toNanos();
        }
        return taken;
    }

    private boolean isOurs(Document lease) {
        return fields.get("token")
                .equals(values.fromFields(lease.getFieldsMap()).get("token"));
    }

    private void renewAll() {
        while (!over) {
            try {
                Thread.sleep(term.toMillis() / RENEWALS_A_TERM);
                if (!over && !write(ours) && ours.isEmpty()) {
                    over = true;
                }
            } catch (InterruptedException e) {
                return;
            } catch (Problem e) {
                LOG.log(Level.DEBUG, "the lease could not be renewed yet: {0}", e.getMessage());
            }
        }
    }

    @Override
    public void ensureHeld() {
        if (over || System.nanoTime() - heldUntilNanos >= 0) {
            String why = over
                    ? "somebody else may have taken it"
                    : "it was not renewed for " + term.toSeconds()
                            + " s, because the server does not answer or this process stood still";
            over = true;
            throw new Lost(gateway.database().toString(), why);
        }
    }

    private Held held() {
        return fetch().document()
                .map(lease -> held(gateway, values, lease))
                .orElseGet(() -> new Held(gateway.database().toString(), ""));
    }

    @Override
    public void close() {
        if (over && !renewal.isAlive()) {
            return;
        }
        over = true;
        renewal.interrupt();
        try {
            renewal.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        release();
    }

    /** A renewal that was interrupted may have come through, so it is read again. A lease that cannot be given back ends by itself. */
    private synchronized void release() {
        try {
            ours = fetch().document().filter(this::isOurs);
            if (ours.isPresent()) {
                gateway.commit(List.of(Write.newBuilder()
                        .setDelete(PATH.in(gateway.database()))
                        .setCurrentDocument(Touch.asRead(ours))
                        .build()));
                ours = Optional.empty();
            }
        } catch (Problem e) {
            LOG.log(Level.WARNING, "the lock ends by itself in {0} s: {1}", term.toSeconds(), e.getMessage());
        }
    }
}
