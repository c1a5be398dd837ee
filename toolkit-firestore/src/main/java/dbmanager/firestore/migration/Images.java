package dbmanager.firestore.migration;

import com.github.luben.zstd.Zstd;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Fetched;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.gateway.UnknownOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a run keeps of the documents that it changes, as they were before. Each commit of a run holds one chunk of images, and so each chunk is
 * there exactly when the changes are.
 *
 * <pre>
 * _migrations/{rank}/before/{step}-{lane}-{sequence}            header: how far, how many; the images too while they are few
 * _migrations/{rank}/before/{step}-{lane}-{sequence}/part/{n}   the images, compressed, where they do not fit into the header
 * </pre>
 */
final class Images {
    /** Firestore's limit is 1 MiB for a document with its name and all. */
    private static final int PART = 900 << 10;

    private static final int INLINE = 16 << 10;
    private static final int LEVEL = 1;
    private static final int MOST_CLAIMS = 10;

    /** A header that was created only so that nobody else can create it. */
    private static final String SEALED = "sealed";

    private final Gateway gateway;
    private final String collection;

    Images(Gateway gateway, DocumentPath run) {
        this.gateway = gateway;
        this.collection = run.text() + "/before";
    }

    /** Where a chunk belongs: the step, the lane of it, and the number of the commit there; all from 0. */
    record Id(int step, int lane, int sequence) {
        static Id parse(String text) {
            String[] numbers = text.split("-");
            return new Id(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
        }

        Id first() {
            return new Id(step, lane, 0);
        }

        Id next() {
            return new Id(step, lane, sequence + 1);
        }

        @Override
        public String toString() {
            return "%04d-%04d-%08d".formatted(step, lane, sequence);
        }
    }

    /**
     * @param after how many sweeps had begun; the commits of a run are in the order of this, then sweeps before instructions, then the sequence
     * @param from the work of this commit begins behind this position
     * @param last and ends with this one
     * @param attempt tells two commits of the same place apart
     * @param images how many documents
     * @param reads whether something that was read is kept with them
     * @param leftOut documents in between that have no turn
     * @param created when the server applied the commit; the update time of every document in it
     * @param undone whether the images have been put back
     * @param left documents that were not put back, because somebody changed them since
     * @param source the document itself
     */
    record Header(
            Id id,
            int after,
            String from,
            String last,
            String attempt,
            long images,
            boolean reads,
            LeftOut leftOut,
            int parts,
            int bytes,
            Optional<ByteString> inline,
            Instant created,
            boolean undone,
            List<String> left,
            Document source) {

        boolean sealed() {
            return attempt.equals(SEALED);
        }
    }

    /** The writes that keep a chunk; refused by the server when this place is taken. */
    List<Write> keep(Id id, int after, String from, String last, String attempt, Chunk chunk, LeftOut leftOut) {
        byte[] raw = chunk.encode();
        byte[] compressed = Zstd.compress(raw, LEVEL);
        boolean inline = compressed.length <= INLINE;
        int parts = inline ? 0 : (compressed.length + PART - 1) / PART;
        Map<String, Value> header = new LinkedHashMap<>();
        header.put("after", number(after));
        header.put("from", text(from));
        header.put("last", text(last));
        header.put("attempt", text(attempt));
        header.put("images", number(chunk.images().size()));
        header.put("reads", number(chunk.reads().size()));
        header.put("parts", number(parts));
        header.put("bytes", number(raw.length));
        if (leftOut.number() > 0) {
            header.put("left_out", new SessionValues(gateway.database()).to(leftOut.reasons()));
            header.put("left_out_number", number(leftOut.number()));
        }
        if (inline) {
            header.put("data", bytes(ByteString.copyFrom(compressed)));
        }
        List<Write> writes = new ArrayList<>();
        writes.add(create(path(id), header));
        for (int i = 0; i < parts; i++) {
            int start = i * PART;
            ByteString data = ByteString.copyFrom(compressed, start, Math.min(PART, compressed.length - start));
            writes.add(create(part(id, i), Map.of("data", bytes(data))));
        }
        return writes;
    }

    /**
     * Takes the next place of each lane, so that a commit which is still on its way from an earlier runner is refused. Only then is it certain
     * that what the headers say is all that was done.
     *
     * @param lanes by any of their places
     * @param sealed whether for good: then nobody goes on there
     */
    void claim(List<Id> lanes, boolean sealed, Runnable fence) {
        String attempt = sealed ? SEALED : UUID.randomUUID().toString();
        for (int attempts = 1; ; attempts++) {
            Map<Id, Header> newest = new HashMap<>();
            try (Stream<Header> headers = headers()) {
                headers.forEach(header -> newest.put(header.id().first(), header));
            }
            List<Write> writes = new ArrayList<>();
            for (Id lane : lanes) {
                Optional<Header> last = Optional.ofNullable(newest.get(lane.first()));
                boolean there =
                        last.filter(header -> header.attempt().equals(attempt)).isPresent();
                if (!there) {
                    Id next = last.map(header -> header.id().next()).orElse(lane.first());
                    String done = last.map(Header::last).orElse("");
                    writes.add(create(
                            path(next), Map.of("from", text(done), "last", text(done), "attempt", text(attempt))));
                }
            }
            if (writes.isEmpty()) {
                return;
            }
            fence.run();
            try {
                gateway.commit(writes);
                return;
            } catch (CommitRejected | UnknownOutcome e) {
                if (attempts == MOST_CLAIMS) {
                    throw e;
                }
                Pause.after(attempts);
            }
        }
    }

    private Write create(DocumentPath path, Map<String, Value> fields) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(path.in(gateway.database()))
                        .putAllFields(fields))
                .setCurrentDocument(Precondition.newBuilder().setExists(false))
                .build();
    }

    Optional<Header> header(Id id) {
        return gateway.get(path(id)).map(Images::header);
    }

    /** All headers of the run, by step, range and sequence. The caller closes it. */
    Stream<Header> headers() {
        return gateway.scan(new Scope.Collection(collection), Range.all(), Optional.empty())
                .map(Images::header);
    }

    /** @throws ImagesDamaged when a part is missing or is not what was kept */
    Chunk open(Header header) {
        ByteString compressed = header.inline().orElseGet(() -> joined(header));
        try {
            byte[] raw = Zstd.decompress(compressed.toByteArray(), header.bytes());
            return Chunk.decode(raw);
        } catch (RuntimeException e) {
            throw new ImagesDamaged(path(header.id()), e.getMessage(), e);
        }
    }

    private ByteString joined(Header header) {
        List<DocumentPath> paths = new ArrayList<>();
        for (int i = 0; i < header.parts(); i++) {
            paths.add(part(header.id(), i));
        }
        ByteString all = ByteString.EMPTY;
        for (Fetched fetched : gateway.fetch(paths, Optional.empty())) {
            Document part =
                    fetched.document().orElseThrow(() -> new ImagesDamaged(fetched.path(), "it is not there", null));
            all = all.concat(part.getFieldsOrThrow("data").getBytesValue());
        }
        return all;
    }

    /** Notes that the images have been put back; refused by the server when the header is not as it was read. */
    Write markUndone(Header header, List<String> left) {
        return Write.newBuilder()
                .setUpdate(header.source().toBuilder()
                        .clearCreateTime()
                        .clearUpdateTime()
                        .putFields(
                                "undone",
                                Value.newBuilder().setBooleanValue(true).build())
                        .putFields("left", new SessionValues(gateway.database()).to(left)))
                .setCurrentDocument(
                        Precondition.newBuilder().setUpdateTime(header.source().getUpdateTime()))
                .build();
    }

    /** The writes that drop a chunk. */
    List<Write> drop(Header header) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < header.parts(); i++) {
            writes.add(delete(part(header.id(), i)));
        }
        writes.add(delete(path(header.id())));
        return writes;
    }

    private Write delete(DocumentPath path) {
        return Write.newBuilder().setDelete(path.in(gateway.database())).build();
    }

    private DocumentPath path(Id id) {
        return new DocumentPath(collection + "/" + id);
    }

    private DocumentPath part(Id id, int number) {
        return new DocumentPath(path(id) + "/part/" + number);
    }

    private static Header header(Document document) {
        Map<String, Value> fields = document.getFieldsMap();
        Value none = Value.getDefaultInstance();
        return new Header(
                Id.parse(DocumentPath.of(document.getName()).id()),
                (int) fields.getOrDefault("after", none).getIntegerValue(),
                fields.getOrDefault("from", none).getStringValue(),
                fields.getOrDefault("last", none).getStringValue(),
                fields.getOrDefault("attempt", none).getStringValue(),
                fields.getOrDefault("images", none).getIntegerValue(),
                fields.getOrDefault("reads", none).getIntegerValue() > 0,
                LeftOut.of(
                        texts(fields.getOrDefault("left_out", none)),
                        fields.getOrDefault("left_out_number", none).getIntegerValue()),
                (int) fields.getOrDefault("parts", none).getIntegerValue(),
                (int) fields.getOrDefault("bytes", none).getIntegerValue(),
                Optional.ofNullable(fields.get("data")).map(Value::getBytesValue),
                SessionValues.instant(document.getCreateTime()),
                fields.getOrDefault("undone", none).getBooleanValue(),
                texts(fields.getOrDefault("left", none)),
                document);
    }

    private static List<String> texts(Value list) {
        return list.getArrayValue().getValuesList().stream()
                .map(Value::getStringValue)
                .toList();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    private static Value bytes(ByteString bytes) {
        return Value.newBuilder().setBytesValue(bytes).build();
    }
}
