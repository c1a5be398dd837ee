package dbmanager.emulator.embedded.server;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** How messages come in and go out. A request is parsed by what handles it, so that a broken one is refused and not a failure of the stream. */
final class Wire {
    /** Deeper than any document may be, so that {@code Limits} says what is too deep and not the parser. */
    private static final int DEPTH = 600;

    static final MethodDescriptor.Marshaller<byte[]> REQUEST = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            throw new UnsupportedOperationException("a server sends no requests");
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                int size = stream instanceof KnownLength ? stream.available() : 0;
                if (size == 0) {
                    return stream.readAllBytes();
                }
                byte[] bytes = new byte[size];
                int read = stream.readNBytes(bytes, 0, size);
                if (read < size) {
                    throw new IOException("a request ended after " + read + " of " + size + " bytes");
                }
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    static final MethodDescriptor.Marshaller<Answer> ANSWER = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Answer value) {
            return value.stream();
        }

        @Override
        public Answer parse(InputStream stream) {
            throw new UnsupportedOperationException("a server gets no answers");
        }
    };

    private Wire() {}

    /** @throws Refused when these bytes are no such message */
    static <Q> Q parse(Parser<Q> parser, byte[] bytes) {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(DEPTH);
        try {
            Q message = parser.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw Refused.invalid("Request message is not a valid protocol buffer: " + e.getMessage());
        }
    }
}
