package dbmanager.firestore.gateway;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes documents one by one, in batches. */
public final class Outflow implements AutoCloseable {
    static final int COUNT = 500;
    static final int BYTES = 3_500_000;

    private final Wire wire;
    private final String database;
    private final Runnable fence;
    private final Map<String, Write> batch = new LinkedHashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private long bytes;
    private long documents;

    Outflow(Wire wire, String database, Runnable fence) {
        this.wire = wire;
        this.database = database;
        this.fence = fence;
    }

    public void put(Write write) {
        String name = name(write);
        int size = write.getSerializedSize();
        if (batch.size() == COUNT || bytes + size > BYTES || batch.containsKey(name)) {
            flush();
        }
        batch.put(name, write);
        bytes += size;
    }

    private static String name(Write write) {
        return write.hasUpdate() ? write.getUpdate().getName() : write.getDelete();
    }

    private void flush() {
        Backoff backoff = wire.backoff();
        List<Write> rest = new ArrayList<>(batch.values());
        batch.clear();
        bytes = 0;
        while (!rest.isEmpty()) {
            fence.run();
            try {
                BatchWriteResponse response = ClientCalls.blockingUnaryCall(
                        wire.channel(),
                        Rpc.BatchWrite.METHOD,
                        Wire.options(),
                        BatchWriteRequest.newBuilder()
                                .setDatabase(database)
                                .addAllWrites(rest)
                                .build());
                List<Write> again = new ArrayList<>();
                for (int i = 0; i < rest.size(); i++) {
                    Status status = Status.fromCodeValue(response.getStatus(i).getCode());
                    if (status.isOk()) {
                        documents++;
                    } else if (Backoff.passes(status)) {
                        again.add(rest.get(i));
                    } else {
                        rejected.add(new Rejected(
                                DocumentPath.of(name(rest.get(i))),
                                status.getCode().name(),
                                response.getStatus(i).getMessage()));
                    }
                }
                if (!again.isEmpty() && !wire.again(backoff)) {
                    throw new IllegalStateException();
                }
                rest = again;
            } catch (StatusRuntimeException e) {
                if (!Backoff.passes(e.getStatus()) || !wire.again(backoff)) {
                    throw wire.diagnosis().of(e, "");
                }
            }
        }
    }

    public Written finish() {
        if (!batch.isEmpty()) {
            flush();
        }
        return new Written(documents, List.copyOf(rejected));
    }

    @Override
    public void close() {}
}
