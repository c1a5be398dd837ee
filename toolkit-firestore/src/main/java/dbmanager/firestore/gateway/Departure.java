package dbmanager.firestore.gateway;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Whether anything of a call went out on the wire. Where nothing did, the server has not done it. */
final class Departure extends ClientStreamTracer.Factory {
    private volatile boolean left;

    boolean happened() {
        return left;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundHeaders() {
                left = true;
            }
        };
    }
}
