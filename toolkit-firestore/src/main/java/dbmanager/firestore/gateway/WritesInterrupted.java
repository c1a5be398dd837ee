package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** Writing single documents came to an end before all were written. */
public final class WritesInterrupted extends Problem {
    private static final long serialVersionUID = 1L;

    private final transient Written written;
    private final long uncertain;
    private final long unwritten;

    WritesInterrupted(DatabaseName database, Written written, long uncertain, long unwritten, RuntimeException cause) {
        super(
                cause instanceof Problem problem ? problem.kind() : Kind.UNEXPECTED,
                "writing to " + database + " stopped: " + cause.getMessage(),
                written.documents() + " documents are written, "
                        + written.rejected() + " rejected, " + unwritten
                        + " taken on are not written"
                        + (uncertain == 0 ? "" : ", and of " + uncertain + " it is not known"),
                cause instanceof Problem problem ? problem.next() : "report this as a bug",
                cause);
        this.written = written;
        this.uncertain = uncertain;
        this.unwritten = unwritten;
    }

    /** What the server has answered for. */
    public Written written() {
        return written;
    }

    /** Documents that were sent and whose answer was lost. */
    public long uncertain() {
        return uncertain;
    }

    /** Documents that {@link Outflow#put} took and that are certainly not written. */
    public long unwritten() {
        return unwritten;
    }
}
