package dbmanager.emulator.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A client that knows only protos: what it sends and gets is what is on the wire. */
public final class Stub {
    /** For answers that nobody looks at. */
    static final Parser<Empty> ANY = Empty.parser();

    private Stub() {}

    public static <A extends MessageLite> MethodDescriptor<MessageLite, A> method(
            String name, MethodType type, Parser<A> answers) {
        return MethodDescriptor.newBuilder(
                        new MethodDescriptor.Marshaller<MessageLite>() {
                            @Override
                            public InputStream stream(MessageLite value) {
                                return new ByteArrayInputStream(value.toByteArray());
                            }

                            @Override
                            public MessageLite parse(InputStream stream) {
                                throw new UnsupportedOperationException();
                            }
                        },
                        new MethodDescriptor.Marshaller<A>() {
                            @Override
                            public InputStream stream(A value) {
                                throw new UnsupportedOperationException();
                            }

                            @Override
                            public A parse(InputStream stream) {
                                try {
                                    return answers.parseFrom(stream.readAllBytes());
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                        })
                .setType(type)
                .setFullMethodName("google.firestore.v1.Firestore/" + name)
                .build();
    }
}
