package dbmanager.emulator.embedded.server;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One connection of HTTP/1.1. Requests that come before the answer to the last one wait, and no more is read meanwhile: neither what is asked nor what
 * is answered piles up. Its methods run in the channel's event loop.
 */
final class RestConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = System.getLogger(RestConnection.class.getName());

    private final Rest rest;
    private final ChannelGroup open;
    private final Deque<Rest.Asked> waiting = new ArrayDeque<>();
    private boolean busy;

    /** @param open the connections that must be closed when the server is */
    RestConnection(Rest rest, ChannelGroup open) {
        this.rest = rest;
        this.open = open;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        open.add(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        waiting.add(new Rest.Asked(
                request.method().name(),
                request.uri(),
                request.content().toString(StandardCharsets.UTF_8),
                request.content().readableBytes(),
                HttpUtil.isKeepAlive(request),
                request.decoderResult()));
        next(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        next(context);
        super.channelWritabilityChanged(context);
    }

    private void next(ChannelHandlerContext context) {
        if (!busy && !waiting.isEmpty() && context.channel().isWritable()) {
            begin(context);
        }
        var unused = context.channel().config().setAutoRead(!busy && waiting.isEmpty());
    }

    private void begin(ChannelHandlerContext context) {
        busy = true;
        rest.answer(
                waiting.remove(),
                context,
                () -> context.executor().execute(() -> {
                    busy = false;
                    next(context);
                }));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.DEBUG, "a connection broke", cause);
        var unused = context.close();
    }
}
