package dbmanager.emulator.embedded.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Faults.Fate;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.DecoderResult;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers HTTP requests: {@link Method}s in JSON, and what Google's emulator has besides. */
final class Rest {
    private static final Pattern WIPE = Pattern.compile("/emulator/v1/projects/([^/]+)/databases/([^/]+)/documents");
    /** Of an answer to HEAD the codec sends no body. */
    private static final Set<String> HEALTH = Set.of("GET", "HEAD");

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";
    /** Of a streamed answer, between two waits for the network. */
    private static final int CHUNK = 64 * 1024;

    private final Map<String, Method<?>> methods;
    private final BiConsumer<String, String> wipe;
    private final Limits limits;
    private final Faults faults;
    private final InstantSource clock;
    private final Executor executor;
    private final ScheduledExecutorService timer;

    /** @param wipe empties a database, of a project and a name */
    Rest(
            List<Method<?>> methods,
            BiConsumer<String, String> wipe,
            Limits limits,
            Faults faults,
            InstantSource clock,
            Executor executor,
            ScheduledExecutorService timer) {
        this.methods = methods.stream().collect(Collectors.toMap(Method::name, Function.identity()));
        this.wipe = wipe;
        this.limits = limits;
        this.faults = faults;
        this.clock = clock;
        this.executor = executor;
        this.timer = timer;
    }

    /**
     * A request as it came.
     *
     * @param decoded whether all of it was HTTP; else it may be a part of what was meant
     */
    record Asked(String verb, String uri, String body, int size, boolean lasting, DecoderResult decoded) {
        boolean keepAlive() {
            return lasting && decoded.isSuccess();
        }
    }

    /**
     * Answers it some time; then {@code done} runs.
     *
     * @param channel of the handler that has read it: what is behind that belongs to gRPC and would keep the answer for itself
     */
    void answer(Asked asked, ChannelHandlerContext channel, Runnable done) {
        executor.execute(() -> {
            try {
                begin(asked, channel, done);
            } catch (RuntimeException | StackOverflowError e) {
                refuse(asked, channel, Calls.status(e));
                done.run();
            }
        });
    }

    private void begin(Asked asked, ChannelHandlerContext channel, Runnable done) {
        if (asked.decoded().isFailure()) {
            throw Refused.invalid(
                    "The request is not HTTP: " + asked.decoded().cause().getMessage());
        }
        QueryStringDecoder uri = decoded(asked.uri());
        Matcher wiped = WIPE.matcher(uri.path());
        if (uri.path().equals("/") && HEALTH.contains(asked.verb())) {
            whole(asked, channel, Status.Code.OK, TEXT, "Ok\n");
            done.run();
        } else if (wiped.matches() && asked.verb().equals("DELETE")) {
            wipe.accept(wiped.group(1), wiped.group(2));
            whole(asked, channel, Status.Code.OK, JSON, "{\n}\n");
            done.run();
        } else {
            limits.request(asked.size());
            Route route = Route.of(asked.verb(), uri.path());
            call(route, methods.get(route.method()), asked, uri, channel, done);
        }
    }

    private static QueryStringDecoder decoded(String uri) {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri);
            decoder.path();
            decoder.parameters();
            return decoder;
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The URL is not encoded right: " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private <Q extends Message> void call(
            Route route,
            Method<Q> method,
            Asked asked,
            QueryStringDecoder uri,
            ChannelHandlerContext channel,
            Runnable done) {
        Q request = (Q) route.fill(method.request(), uri, asked.body());
        Fate fate = faults.of(
                method.name(), () -> Requests.documents(request), () -> Requests.cost(request), clock.instant());
        Runnable work = () -> {
            try {
                if (!strikes(fate.fault(), 0, asked, channel)) {
                    answer(method, method.answers(request, fate), fate.fault(), asked, channel);
                }
            } catch (RuntimeException | StackOverflowError e) {
                refuse(asked, channel, Calls.status(e));
            } finally {
                done.run();
            }
        };
        if (fate.latencyMillis() > 0) {
            var unused = timer.schedule(() -> executor.execute(work), fate.latencyMillis(), TimeUnit.MILLISECONDS);
        } else {
            work.run();
        }
    }

    private static boolean strikes(Optional<Fault> fault, long sent, Asked asked, ChannelHandlerContext channel) {
        if (fault.filter(of -> of.after() == sent).isEmpty()) {
            return false;
        }
        switch (fault.get().kind()) {
            case STATUS -> refuse(asked, channel, fault.get().status());
            case RESET -> Calls.reset(channel.channel());
            case LOST, SILENT -> {
                return false;
            }
        }
        return true;
    }

    private <Q extends Message> void answer(
            Method<Q> method,
            Iterator<Answer> answers,
            Optional<Fault> fault,
            Asked asked,
            ChannelHandlerContext channel) {
        if (fault.filter(of -> of.kind() == Fault.Kind.LOST).isPresent()) {
            Calls.reset(channel.channel());
        } else if (fault.filter(of -> of.kind() == Fault.Kind.SILENT).isPresent()) {
            return;
        } else if (method.streams()) {
            stream(method, answers, fault, asked, channel);
        } else {
            whole(asked, channel, Status.Code.OK, JSON, json(method, answers.next()) + "\n");
        }
    }

    private static String json(Method<?> method, Answer answer) {
        try {
            return Json.print(method.answer().getParserForType().parseFrom(answer.bytes()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an answer of " + method.name() + " is none", e);
        }
    }

    /** An array, as it comes. What goes wrong before its first element is an answer of its own; after that it is the last element. */
    private static void stream(
            Method<?> method,
            Iterator<Answer> answers,
            Optional<Fault> fault,
            Asked asked,
            ChannelHandlerContext channel) {
        StringBuilder chunk = new StringBuilder("[");
        boolean any = answers.hasNext();
        if (any) {
            chunk.append(json(method, answers.next()));
        }
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, JSON);
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        HttpUtil.setKeepAlive(head, asked.keepAlive());
        var unused = channel.write(head);
        try {
            for (long sent = 1; any && answers.hasNext(); sent++) {
                if (fault.filter(of -> of.kind() == Fault.Kind.RESET).isPresent()
                        && fault.get().after() == sent) {
                    Calls.reset(channel.channel());
                    return;
                }
                if (fault.filter(of -> of.kind() == Fault.Kind.STATUS).isPresent()
                        && fault.get().after() == sent) {
                    throw fault.get().status().asRuntimeException();
                }
                chunk.append(",\n").append(json(method, answers.next()));
                if (chunk.length() > CHUNK) {
                    if (!flushed(channel, chunk)) {
                        return;
                    }
                    chunk.setLength(0);
                }
            }
        } catch (RuntimeException e) {
            chunk.append(",\n").append(Json.error(Calls.status(e)));
        }
        flushed(channel, chunk.append("]\n"));
        finish(asked, channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    /** Waits until the network has taken it, so that no more than a chunk of an answer is ever held; false when nobody reads any more. */
    private static boolean flushed(ChannelHandlerContext channel, CharSequence text) {
        return channel.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)))
                .awaitUninterruptibly()
                .isSuccess();
    }

    private static void refuse(Asked asked, ChannelHandlerContext channel, Status status) {
        whole(asked, channel, status.getCode(), JSON, Json.error(status));
    }

    private static void whole(Asked asked, ChannelHandlerContext channel, Status.Code code, String type, String text) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(Json.http(code)),
                Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, asked.keepAlive());
        finish(asked, channel.writeAndFlush(response));
    }

    private static void finish(Asked asked, ChannelFuture written) {
        if (!asked.keepAlive()) {
            var unused = written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
