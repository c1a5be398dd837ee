package dbmanager.emulator.embedded.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A message on its way out, as bytes; a stored document in it is the bytes that are kept, neither parsed nor copied. */
final class Answer {
    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final ByteString body;
    private final byte[] tail;

    private Answer(byte[] head, ByteString body, byte[] tail) {
        this.head = head;
        this.body = body;
        this.tail = tail;
    }

    static Answer of(MessageLite message) {
        return of(message.toByteString());
    }

    /** @param message as it goes over the wire */
    static Answer of(ByteString message) {
        return new Answer(NOTHING, message, NOTHING);
    }

    /**
     * A message in a message.
     *
     * @param field of the outer message, below 16
     * @param tail the other fields of the outer message
     */
    static Answer around(int field, ByteString inner, byte[] tail) {
        byte[] head = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(inner.size())];
        write(field, inner.size(), head, 0);
        return new Answer(head, inner, tail);
    }

    /** The same, one deeper: a message in a message in a message. */
    static Answer around(int outerField, int field, ByteString inner, byte[] tail) {
        int middle = 1 + CodedOutputStream.computeUInt32SizeNoTag(inner.size()) + inner.size() + tail.length;
        int outer = 1 + CodedOutputStream.computeUInt32SizeNoTag(middle);
        byte[] head = new byte[outer + 1 + CodedOutputStream.computeUInt32SizeNoTag(inner.size())];
        write(outerField, middle, head, 0);
        write(field, inner.size(), head, outer);
        return new Answer(head, inner, tail);
    }

    private static void write(int field, int length, byte[] target, int offset) {
        CodedOutputStream out = CodedOutputStream.newInstance(target, offset, target.length - offset);
        try {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return head.length + body.size() + tail.length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(head);
        body.writeTo(out);
        out.write(tail);
    }

    byte[] bytes() {
        byte[] bytes = new byte[size()];
        copy(0, bytes, 0, bytes.length);
        return bytes;
    }

    InputStream stream() {
        return new Stream(this);
    }

    /** Bytes from {@code start} on; who asks knows that there are so many. */
    private void copy(int start, byte[] target, int offset, int length) {
        int at = start;
        int to = offset;
        int end = start + length;
        int bodyEnd = head.length + body.size();
        if (at < head.length && at < end) {
            int part = Math.min(end, head.length) - at;
            System.arraycopy(head, at, target, to, part);
            at += part;
            to += part;
        }
        if (at < bodyEnd && at < end) {
            int part = Math.min(end, bodyEnd) - at;
            body.substring(at - head.length, at - head.length + part).copyTo(target, to);
            at += part;
            to += part;
        }
        if (at < end) {
            System.arraycopy(tail, at - bodyEnd, target, to, end - at);
        }
    }

    /** gRPC drains it into its own buffers; in the same process the client reads it. */
    private static final class Stream extends InputStream implements KnownLength, Drainable {
        private final Answer answer;
        private int at;

        Stream(Answer answer) {
            this.answer = answer;
        }

        @Override
        public int available() {
            return answer.size() - at;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int part = Math.min(length, available());
            if (part == 0) {
                return -1;
            }
            answer.copy(at, target, offset, part);
            at += part;
            return part;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int drained = available();
            if (at == 0) {
                answer.writeTo(target);
            } else {
                target.write(readAllBytes());
            }
            at = answer.size();
            return drained;
        }
    }
}
