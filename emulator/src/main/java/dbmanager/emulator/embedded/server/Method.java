package dbmanager.emulator.embedded.server;

import com.google.protobuf.Message;
import dbmanager.emulator.embedded.Faults.Fate;
import java.util.Iterator;

/**
 * One of Firestore's methods that gets one request.
 *
 * @param name {@code RunQuery}
 * @param request the empty one
 * @param answer the empty one
 * @param streams whether there may be another number of answers than one
 */
record Method<Q extends Message>(String name, Q request, Message answer, boolean streams, Work<Q> work) {
    /** What it does. */
    @FunctionalInterface
    interface Work<Q> {
        /**
         * The answers, made as they are read. What changes the database has changed it when this returns.
         *
         * @throws dbmanager.emulator.embedded.model.Refused here or while they are read
         */
        Iterator<Answer> answers(Q request, Fate fate);
    }

    @SuppressWarnings("unchecked")
    Q parse(byte[] bytes) {
        return (Q) Wire.parse(request.getParserForType(), bytes);
    }

    Iterator<Answer> answers(Q request, Fate fate) {
        return work.answers(request, fate);
    }
}
