package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to be told of the commits of one database. Makes them visible too, so that nobody misses one or is told of it twice. */
final class Watchers {
    private final Timeline timeline;
    private final long room;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** @param room bytes of commits that may wait for a listener; all listeners hold the same versions */
    Watchers(Timeline timeline, long room) {
        this.timeline = timeline;
        this.room = room;
    }

    synchronized Subscription add(Consumer<Commit> listener, Runnable lost) {
        Subscription subscription = new Subscription(this, timeline.read(), room, listener, lost);
        subscriptions.add(subscription);
        return subscription;
    }

    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Between two commits, so that no subscription has been offered what is later, and each all that is not. */
    synchronized void mark(Subscription subscription, Consumer<Timestamp> reached) {
        subscription.offerMark(Micros.timestamp(timeline.read()), reached);
    }

    synchronized void settle(long time, List<Stored> versions) {
        if (subscriptions.isEmpty() || versions.isEmpty()) {
            timeline.settle(time);
            return;
        }
        Commit commit = new Commit(Micros.timestamp(time), Draft.changes(versions));
        timeline.settle(time);
        subscriptions.forEach(subscription -> subscription.offer(commit));
    }
}
