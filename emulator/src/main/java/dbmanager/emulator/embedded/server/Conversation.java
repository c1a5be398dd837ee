package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.Fault;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Optional;

/** One of Firestore's methods that gets and sends as it goes: Write and Listen. */
record Conversation(String name, Part part) {
    /** The server's part in one call. gRPC calls the methods of what it gives one after the other. */
    @FunctionalInterface
    interface Part {
        ServerCall.Listener<byte[]> of(ServerCall<byte[], Answer> call, Optional<Fault> fault);
    }

    /** A call has come. The next message is asked for when one has been handled. */
    ServerCall.Listener<byte[]> start(ServerCall<byte[], Answer> call, Optional<Fault> fault) {
        call.sendHeaders(new Metadata());
        call.request(1);
        return part.of(call, fault);
    }
}
