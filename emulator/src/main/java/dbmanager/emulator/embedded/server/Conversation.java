package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.Faults.Fate;
import io.grpc.ServerCall;

/** One of Firestore's methods that gets and sends as it goes: Write and Listen. */
interface Conversation {
    String name();

    /** A call has come. */
    ServerCall.Listener<byte[]> start(ServerCall<byte[], Answer> call, Fate fate);
}
