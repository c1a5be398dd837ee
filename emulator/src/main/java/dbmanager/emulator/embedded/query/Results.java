package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.ExecutionStats;
import com.google.firestore.v1.PlanSummary;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.Iterator;

/** What a query finds, found as it is read. Not for several threads at once. */
public final class Results implements Iterator<Result> {
    private final Iterator<Result> results;
    private final Tally tally;
    private long returned;

    /** What running the query has cost so far. */
    static final class Tally {
        private long scanned;
        private int skipped;

        void scan() {
            scanned++;
        }

        void skip() {
            skipped++;
        }
    }

    Results(Iterator<Result> results, Tally tally) {
        this.results = results;
        this.tally = tally;
    }

    @Override
    public boolean hasNext() {
        return results.hasNext();
    }

    @Override
    public Result next() {
        Result result = results.next();
        returned++;
        return result;
    }

    /** How many the offset of the query left out; all of them are known once the first result is. */
    public int skipped() {
        return tally.skipped;
    }

    /** What it has cost up to now: for explain, once all is read. */
    public ExecutionStats stats(java.time.Duration took) {
        return ExecutionStats.newBuilder()
                .setResultsReturned(returned)
                .setExecutionDuration(
                        Duration.newBuilder().setSeconds(took.getSeconds()).setNanos(took.getNano()))
                .setReadOperations(Math.max(1, returned + tally.skipped))
                .setDebugStats(Struct.newBuilder()
                        .putFields("index_entries_scanned", text(tally.scanned))
                        .putFields("documents_scanned", text(tally.scanned)))
                .build();
    }

    private static Value text(long number) {
        return Value.newBuilder().setStringValue(Long.toString(number)).build();
    }

    static PlanSummary summary(Source source, Plan plan) {
        return PlanSummary.newBuilder()
                .addIndexesUsed(Struct.newBuilder()
                        .putFields(
                                "query_scope",
                                Value.newBuilder()
                                        .setStringValue(source.deep() ? "Collection group" : "Collection")
                                        .build())
                        .putFields(
                                "properties",
                                Value.newBuilder()
                                        .setStringValue(plan.access().index())
                                        .build()))
                .build();
    }
}
