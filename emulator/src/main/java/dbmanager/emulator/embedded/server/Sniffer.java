package dbmanager.emulator.embedded.server;

import io.grpc.Attributes;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.flow.FlowControlHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Lets gRPC and HTTP/1.1 share a port: gRPC's connections begin with the preface of HTTP/2, others with the name of a method. The first bytes decide,
 * before anything else looks at the connection.
 */
final class Sniffer implements InternalProtocolNegotiator.ProtocolNegotiator {
    /** The connection of a call, so that a fault can break it. */
    static final Attributes.Key<Channel> CONNECTION = Attributes.Key.create("connection");

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<ChannelHandler> rest;
    private final int largestBody;

    /** @param rest handles the requests of one connection */
    Sniffer(Supplier<ChannelHandler> rest, int largestBody) {
        this.rest = rest;
        this.largestBody = largestBody;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return InternalProtocolNegotiators.waitUntilActiveHandler(new FirstBytes(grpc), grpc.getNegotiationLogger());
    }

    @Override
    public void close() {}

    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final GrpcHttp2ConnectionHandler grpc;
        private ProtocolNegotiationEvent active = InternalProtocolNegotiationEvent.getDefault();
        private ByteBuf read = Unpooled.EMPTY_BUFFER;

        FirstBytes(GrpcHttp2ConnectionHandler grpc) {
            this.grpc = grpc;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof ProtocolNegotiationEvent negotiated) {
                active = negotiated;
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            read = Unpooled.wrappedBuffer(read, (ByteBuf) message);
            int compared = Math.min(read.readableBytes(), PREFACE.length);
            for (int i = 0; i < compared; i++) {
                if (read.getByte(read.readerIndex() + i) != PREFACE[i]) {
                    toRest(context);
                    return;
                }
            }
            if (compared == PREFACE.length) {
                toGrpc(context);
            }
        }

        private void toGrpc(ChannelHandlerContext context) {
            ByteBuf first = taken();
            Attributes attributes = InternalProtocolNegotiationEvent.getAttributes(active).toBuilder()
                    .set(CONNECTION, context.channel())
                    .build();
            context.pipeline().replace(context.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
            context.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(active, attributes));
            context.fireChannelRead(first);
        }

        private void toRest(ChannelHandlerContext context) {
            ByteBuf first = taken();
            ChannelPipeline pipeline = context.pipeline();
            pipeline.replace(context.name(), "http", new HttpServerCodec());
            // what was read at once is given on one by one, or the next request begins before reading can be stopped
            pipeline.addAfter("http", "flow", new FlowControlHandler());
            pipeline.addAfter("flow", "whole", new HttpObjectAggregator(largestBody));
            pipeline.addAfter("whole", "rest", rest.get());
            context.fireChannelRead(first);
        }

        private ByteBuf taken() {
            ByteBuf first = read;
            read = Unpooled.EMPTY_BUFFER;
            return first;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            read.release();
        }
    }
}
