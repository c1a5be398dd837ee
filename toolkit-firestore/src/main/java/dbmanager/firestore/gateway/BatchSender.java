package dbmanager.firestore.gateway;

import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Sends batches of writes of different documents until each write has its answer. */
final class BatchSender {
    private final Wire wire;
    private final DatabaseName database;
    private final Ramp ramp;
    private final Runnable fence;
    private final Function<DocumentPath, Optional<Document>> look;

    BatchSender(
            Wire wire,
            DatabaseName database,
            Ramp ramp,
            Runnable fence,
            Function<DocumentPath, Optional<Document>> look) {
        this.wire = wire;
        this.database = database;
        this.ramp = ramp;
        this.fence = fence;
        this.look = look;
    }

    /** What became of the writes of a batch; the numbers and the rejected ones add up to it. */
    record Outcome(
            long written, long uncertain, long unwritten, List<Rejected> rejected, Optional<RuntimeException> failure) {
        static Outcome unknown(int writes) {
            return new Outcome(
                    0, writes, 0, List.of(), Optional.of(new IllegalStateException("a thread that writes died")));
        }
    }

    Outcome send(List<Write> writes, BooleanSupplier mayGoOn) {
        Attempt attempt = new Attempt(writes, mayGoOn);
        try {
            attempt.run();
            return attempt.outcome(Optional.empty());
        } catch (RuntimeException e) {
            return attempt.outcome(Optional.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return attempt.outcome(Optional.of(new Interrupted(Diagnosis.SOME_WRITTEN)));
        }
    }

    static String name(Write write) {
        return switch (write.getOperationCase()) {
            case UPDATE -> write.getUpdate().getName();
            case DELETE -> write.getDelete();
            case TRANSFORM -> write.getTransform().getDocument();
            case OPERATION_NOT_SET -> throw new IllegalArgumentException("a write that writes nothing");
        };
    }

    private final class Attempt {
        private final BooleanSupplier mayGoOn;
        private final List<Rejected> rejected = new ArrayList<>();
        private final Backoff backoff = wire.backoff();
        private List<Write> left;
        private long written;
        /** Some of what is left may have been written by a request whose answer was lost. */
        private boolean doubtful;

        Attempt(List<Write> writes, BooleanSupplier mayGoOn) {
            this.left = writes;
            this.mayGoOn = mayGoOn;
        }

        Outcome outcome(Optional<RuntimeException> failure) {
            int rest = left.size();
            return new Outcome(written, doubtful ? rest : 0, doubtful ? 0 : rest, rejected, failure);
        }

        void run() throws InterruptedException {
            while (!left.isEmpty() && mayGoOn.getAsBoolean()) {
                hold(ramp.reserve(left.size(), wire.timing().nanos()));
                synchronized (fence) {
                    fence.run();
                }
                Departure departure = new Departure();
                try {
                    settle(ask(departure));
                } catch (StatusRuntimeException e) {
                    failed(e, departure.happened());
                }
            }
        }

        private void hold(long nanos) throws InterruptedException {
            if (nanos > 0) {
                wire.timing().sleep(Duration.ofNanos(nanos));
            }
        }

        private BatchWriteResponse ask(Departure departure) {
            CallOptions options = Wire.options().withStreamTracerFactory(departure);
            BatchWriteRequest request = BatchWriteRequest.newBuilder()
                    .setDatabase(database.toString())
                    .addAllWrites(left)
                    .build();
            return ClientCalls.blockingUnaryCall(wire.channel(), Rpc.BatchWrite.METHOD, options, request);
        }

        private void settle(BatchWriteResponse response) throws InterruptedException {
            wire.answered();
            List<Write> again = new ArrayList<>();
            List<Rejected> passing = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                Write write = left.get(i);
                Status status = Status.fromCodeValue(response.getStatus(i).getCode())
                        .withDescription(response.getStatus(i).getMessage());
                if (status.isOk() || (doubtful && isCreated(write, status))) {
                    written++;
                    backoff.progress();
                } else if (Backoff.passes(status)) {
                    again.add(write);
                    passing.add(rejected(write, status));
                } else {
                    rejected.add(rejected(write, status));
                }
            }
            boolean some = again.size() < left.size();
            left = again;
            doubtful = false; // each has its own answer now
            if (!again.isEmpty() && !wire.pause(backoff)) {
                giveUp(passing, some);
            }
        }

        /** The creation that is refused now may be our own. */
        private boolean isCreated(Write write, Status status) {
            return status.getCode() == Status.Code.ALREADY_EXISTS
                    && write.hasUpdate()
                    && !write.hasUpdateMask()
                    && look.apply(DocumentPath.of(write.getUpdate().getName()))
                            .filter(there -> Fields.same(
                                    there.getFieldsMap(), write.getUpdate().getFieldsMap()))
                            .isPresent();
        }

        /** Where others got through it is these documents; else it is the server. */
        private void giveUp(List<Rejected> passing, boolean some) {
            if (!some) {
                Status status = Status.fromCode(
                                Status.Code.valueOf(passing.get(0).status()))
                        .withDescription(passing.get(0).message());
                throw wire.diagnosis().of(status.asRuntimeException(), Diagnosis.SOME_WRITTEN);
            }
            rejected.addAll(passing);
            left = List.of();
        }

        private void failed(StatusRuntimeException failure, boolean departed) throws InterruptedException {
            Status status = failure.getStatus();
            if (isTooLarge(status) || isRefused(failure)) {
                apart(status);
                return;
            }
            doubtful |= departed;
            if (!Backoff.passes(status) || !wire.pause(backoff)) {
                throw wire.diagnosis().of(failure, Diagnosis.SOME_WRITTEN);
            }
        }

        private boolean isTooLarge(Status status) {
            return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                    && String.valueOf(status.getDescription())
                            .toLowerCase(Locale.ROOT)
                            .contains("message exceeds maximum size");
        }

        private boolean isRefused(StatusRuntimeException failure) {
            return wire.diagnosis().known(failure, Diagnosis.SOME_WRITTEN).isEmpty();
        }

        /** A request that is refused as a whole does nothing: halved, until the write is alone that is to blame. */
        private void apart(Status status) throws InterruptedException {
            if (left.size() == 1) {
                rejected.add(rejected(left.get(0), status));
                left = List.of();
                return;
            }
            boolean before = doubtful;
            List<Write> rest = left.subList(left.size() / 2, left.size());
            left = left.subList(0, left.size() / 2);
            try {
                run();
            } finally {
                List<Write> both = new ArrayList<>(left);
                both.addAll(rest);
                left = both;
                doubtful |= before;
            }
        }

        private Rejected rejected(Write write, Status status) {
            return new Rejected(DocumentPath.of(name(write)), status.getCode().name(), Diagnosis.why(status));
        }
    }
}
