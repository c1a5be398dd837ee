package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.ListenRequest;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.Database;
import dbmanager.emulator.embedded.store.Databases;
import dbmanager.emulator.embedded.store.Subscription;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A call of the Listen method: requests are put in line with the commits that they came between. The next one is taken when the answers to the last
 * are on their way.
 */
final class ListenStream extends ServerCall.Listener<byte[]> {
    /** A client that hears nothing for two minutes believes that the connection is dead. */
    private static final int HEARTBEAT_SECONDS = 30;

    private final ServerCall<byte[], Answer> call;
    private final Outlet outlet;
    private final Databases databases;
    private final Limits limits;
    private final ScheduledExecutorService timer;
    private Optional<DatabaseName> database = Optional.empty();
    private Optional<Listening> listening = Optional.empty();
    private Optional<Subscription> subscription = Optional.empty();
    private Optional<ScheduledFuture<?>> heartbeat = Optional.empty();

    ListenStream(
            ServerCall<byte[], Answer> call,
            Optional<Fault> fault,
            Databases databases,
            Limits limits,
            ScheduledExecutorService timer) {
        this.call = call;
        this.outlet = new Outlet(call, fault);
        this.databases = databases;
        this.limits = limits;
        this.timer = timer;
    }

    @Override
    public void onMessage(byte[] message) {
        try {
            limits.request(message.length);
            ListenRequest request = Wire.parse(ListenRequest.parser(), message);
            if (database.isEmpty()) {
                begin(DatabaseName.parse(request.getDatabase()));
            } else if (!request.getDatabase().isEmpty()
                    && !DatabaseName.parse(request.getDatabase()).equals(database.get())) {
                throw Refused.invalid("A listen stream is of one database, which is " + database.get() + ".");
            }
            Listening state = listening.orElseThrow();
            subscription.orElseThrow().mark(time -> {
                outlet.run(() -> state.handle(request, time));
                call.request(1);
            });
        } catch (RuntimeException | StackOverflowError e) {
            end(Calls.status(e));
        }
    }

    private void begin(DatabaseName name) {
        Database opened = databases.open(name.project(), name.database());
        Listening state = new Listening(name, opened, outlet);
        database = Optional.of(name);
        listening = Optional.of(state);
        Subscription watching = opened.watch(
                commit -> outlet.run(() -> state.after(commit)),
                () -> outlet.close(Status.UNAVAILABLE.withDescription("The client reads too slowly.")));
        subscription = Optional.of(watching);
        heartbeat = Optional.of(timer.scheduleWithFixedDelay(
                () -> watching.mark(time -> outlet.run(() -> state.beat(time))),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS));
    }

    @Override
    public void onReady() {
        outlet.wake();
    }

    @Override
    public void onHalfClose() {
        end(Status.OK);
    }

    @Override
    public void onCancel() {
        outlet.abandon();
        release();
    }

    @Override
    public void onComplete() {
        release();
    }

    private void end(Status status) {
        outlet.close(status);
        release();
    }

    private void release() {
        subscription.ifPresent(Subscription::close);
        heartbeat.ifPresent(beats -> beats.cancel(false));
    }
}
