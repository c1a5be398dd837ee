package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import dbmanager.firestore.document.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images that one commit keeps, and what a migration in Java read since its commit before.
 *
 * @param reads in the order in which they were asked for
 */
record Chunk(List<Image> images, List<Read> reads) {
    private static final int FORMAT = 1;

    /** Of an entry of a map, see <a href="https://protobuf.dev/programming-guides/encoding/#maps">Encoding, maps</a>. */
    private static final int KEY = 1;

    private static final int VALUE = 2;

    /**
     * A document before and after.
     *
     * @param before its fields, unless it did not exist
     * @param after the fingerprint of its fields, unless it was deleted
     */
    record Image(DocumentPath path, Optional<Map<String, Value>> before, Optional<Fingerprint> after) {
        static Image of(Touch touch) {
            return new Image(
                    touch.path(),
                    touch.before().map(Document::getFieldsMap),
                    touch.after().map(Fields::fingerprint));
        }
    }

    /** @param call the number of the call, from 1 */
    record Read(long call, Optional<Map<String, Value>> fields) {}

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt32NoTag(FORMAT);
            out.writeUInt32NoTag(images.size());
            for (Image image : images) {
                out.writeStringNoTag(image.path().text());
                write(image.before(), out);
                out.writeBoolNoTag(image.after().isPresent());
                if (image.after().isPresent()) {
                    out.writeBytesNoTag(image.after().get().bytes());
                }
            }
            out.writeUInt32NoTag(reads.size());
            for (Read read : reads) {
                out.writeUInt64NoTag(read.call());
                write(read.fields(), out);
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A {@link Document} of these fields as it writes itself, without making one. */
    private static void write(Optional<Map<String, Value>> fields, CodedOutputStream out) throws IOException {
        out.writeBoolNoTag(fields.isPresent());
        if (fields.isEmpty()) {
            return;
        }
        int bytes = 0;
        for (Map.Entry<String, Value> field : fields.get().entrySet()) {
            int entry = entrySize(field);
            bytes += CodedOutputStream.computeTagSize(Document.FIELDS_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt32SizeNoTag(entry)
                    + entry;
        }
        out.writeUInt32NoTag(bytes);
        for (Map.Entry<String, Value> field : fields.get().entrySet()) {
            out.writeTag(Document.FIELDS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(entrySize(field));
            out.writeString(KEY, field.getKey());
            out.writeMessage(VALUE, field.getValue());
        }
    }

    private static int entrySize(Map.Entry<String, Value> field) {
        return CodedOutputStream.computeStringSize(KEY, field.getKey())
                + CodedOutputStream.computeMessageSize(VALUE, field.getValue());
    }

    static Chunk decode(byte[] raw) {
        CodedInputStream in = CodedInputStream.newInstance(raw);
        try {
            int format = in.readUInt32();
            if (format != FORMAT) {
                throw new IllegalArgumentException("its format is " + format + ", which a later version writes");
            }
            List<Image> images = new ArrayList<>();
            for (int left = in.readUInt32(); left > 0; left--) {
                DocumentPath path = new DocumentPath(in.readString());
                Optional<Map<String, Value>> before = fields(in);
                Optional<Fingerprint> after =
                        in.readBool() ? Optional.of(new Fingerprint(in.readBytes())) : Optional.empty();
                images.add(new Image(path, before, after));
            }
            List<Read> reads = new ArrayList<>();
            for (int left = in.readUInt32(); left > 0; left--) {
                reads.add(new Read(in.readUInt64(), fields(in)));
            }
            return new Chunk(List.copyOf(images), List.copyOf(reads));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Map<String, Value>> fields(CodedInputStream in) throws IOException {
        return in.readBool()
                ? Optional.of(Document.parseFrom(in.readByteArray()).getFieldsMap())
                : Optional.empty();
    }
}
