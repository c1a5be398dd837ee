package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one server calls its commits, transactions and pages, and the signs for them that requests and compared answers hold. Times of commits are
 * numbered as they come up, so that answers are alike when the same documents are of the same commits.
 */
final class Signs {
    /** In a request: the transaction that began last. */
    static final ByteString TRANSACTION = ByteString.copyFromUtf8("the last transaction");
    /** In a request: the page after the last one. */
    static final String NEXT_PAGE = "the next page";
    /** In a request: the document that was last created without an id. */
    static final String GENERATED = "generated";

    private static final ByteString NONE = ByteString.copyFromUtf8("no transaction");
    private static final Timestamp SOME_TIME = time(-1);
    /** 2026: no time of {@link Pool} is between this and the next. */
    private static final long RECENT = 1_767_225_600L;

    private static final long FAR = 7_258_118_400L;
    /** What no precondition that is met asks for. */
    private static final Timestamp LONG_AGO = time(1_000_000_000L);

    private final List<Timestamp> commits = new ArrayList<>();
    private int next;
    private final Map<Timestamp, Integer> numbers = new HashMap<>();
    private final Map<String, Timestamp> updated = new HashMap<>();
    private Optional<ByteString> transaction = Optional.empty();
    private Optional<String> page = Optional.empty();
    private String generated = GENERATED;
    /** All of them: reads at a past time find those that are deleted. */
    private final Set<String> everGenerated = new HashSet<>();

    private static Timestamp time(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    /** What a request says of the transaction that it is in; nothing where there is no word for one. */
    static ByteString of(String transaction) {
        return transaction.isEmpty() ? ByteString.EMPTY : TRANSACTION;
    }

    /** As a read time: that of a commit; 0 is the newest. */
    static Timestamp commit(int back) {
        return time(-1 - back);
    }

    /** In a precondition: when its document was changed last. */
    static Precondition unchanged() {
        return Precondition.newBuilder().setUpdateTime(commit(0)).build();
    }

    /** Whether there is a page that {@link #NEXT_PAGE} means. */
    boolean hasNextPage() {
        return page.isPresent();
    }

    /** As this server understands it. */
    Message resolve(Message request) {
        Rewriting rewriting = (field, value) -> {
            if (value instanceof Write write) {
                return write.hasCurrentDocument()
                        ? write.toBuilder()
                                .setCurrentDocument(resolve(write.getCurrentDocument(), name(write)))
                                .build()
                        : write;
            }
            return switch (field.getName()) {
                case "transaction", "retry_transaction" -> value.equals(TRANSACTION) ? transaction.orElse(NONE) : value;
                case "page_token" -> value.equals(NEXT_PAGE) ? page.orElse("") : value;
                case "read_time" -> resolve((Timestamp) value);
                case "name" -> ((String) value).replace(GENERATED, generated);
                default -> value;
            };
        };
        Message resolved = rewriting.rewrite(request);
        if (resolved instanceof DeleteDocumentRequest delete && delete.hasCurrentDocument()) {
            return delete.toBuilder()
                    .setCurrentDocument(resolve(delete.getCurrentDocument(), delete.getName()))
                    .build();
        } else if (resolved instanceof UpdateDocumentRequest update && update.hasCurrentDocument()) {
            return update.toBuilder()
                    .setCurrentDocument(resolve(
                            update.getCurrentDocument(), update.getDocument().getName()))
                    .build();
        }
        return resolved;
    }

    private Timestamp resolve(Timestamp sign) {
        if (sign.getSeconds() >= 0) {
            return sign;
        }
        int number = commits.size() + Math.toIntExact(sign.getSeconds());
        return number < 0 ? LONG_AGO : commits.get(number);
    }

    private Precondition resolve(Precondition sign, String name) {
        return sign.hasUpdateTime() && sign.getUpdateTime().getSeconds() < 0
                ? Precondition.newBuilder()
                        .setUpdateTime(updated.getOrDefault(name, LONG_AGO))
                        .build()
                : sign;
    }

    static String name(Write write) {
        return switch (write.getOperationCase()) {
            case UPDATE -> write.getUpdate().getName();
            case DELETE -> write.getDelete();
            case TRANSFORM -> write.getTransform().getDocument();
            case OPERATION_NOT_SET -> "";
        };
    }

    /** With signs in place of what only this server knows; from here on they mean that. */
    List<Message> read(Message request, List<Message> answers) {
        List<Message> read = new ArrayList<>();
        for (Message answer : ordered(answers)) {
            if (answer instanceof BatchWriteResponse batch) {
                numberAsOne(batch.getWriteResultsList());
            }
            if (answer instanceof Document created
                    && request instanceof CreateDocumentRequest create
                    && create.getDocumentId().isEmpty()) {
                generated = id(created.getName());
                everGenerated.add(generated);
            }
            if (answer instanceof CommitResponse committed && request instanceof CommitRequest commit) {
                remember(commit.getWritesList(), committed.getWriteResultsList());
            } else if (answer instanceof BatchWriteResponse batch && request instanceof BatchWriteRequest written) {
                remember(written.getWritesList(), batch.getWriteResultsList());
            }
            read.add(sign(answer));
        }
        if (answers.stream().noneMatch(answer -> hasPage(answer))) {
            page = Optional.empty();
        }
        return read;
    }

    private static String id(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static boolean hasPage(Message answer) {
        FieldDescriptor token = answer.getDescriptorForType().findFieldByName("next_page_token");
        return token != null && !answer.getField(token).equals("");
    }

    /** Batches of documents come in any order. */
    private static List<Message> ordered(List<Message> answers) {
        if (answers.stream().anyMatch(BatchGetDocumentsResponse.class::isInstance)) {
            List<Message> ordered = new ArrayList<>(answers);
            ordered.sort(Comparator.comparing(answer -> {
                BatchGetDocumentsResponse one = (BatchGetDocumentsResponse) answer;
                return one.hasFound() ? one.getFound().getName() : one.getMissing();
            }));
            return ordered;
        }
        return answers;
    }

    /**
     * A batch of writes is not atomic: each may have a time of its own. So none of them is a moment to read at where one is not told, as that of a deletion
     * is not: it may come before or after.
     */
    private void numberAsOne(List<WriteResult> results) {
        Optional<Timestamp> newest = Optional.empty();
        for (WriteResult result : results) {
            Timestamp time = result.getUpdateTime();
            if (result.hasUpdateTime() && numbers.putIfAbsent(time, next) == null) {
                newest = newest.filter(other -> Timestamps.compare(other, time) > 0)
                        .or(() -> Optional.of(time));
            }
        }
        if (newest.isPresent()) {
            if (results.stream().allMatch(WriteResult::hasUpdateTime)) {
                commits.add(newest.get());
            }
            next++;
        }
    }

    private void remember(List<Write> writes, List<WriteResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).hasUpdateTime()) {
                updated.put(name(writes.get(i)), results.get(i).getUpdateTime());
            }
        }
    }

    /** A text with the sign in place of generated ids. */
    String sign(String text) {
        String signed = text;
        for (String id : everGenerated) {
            signed = signed.replace(id, GENERATED);
        }
        return signed;
    }

    Message sign(Message answer) {
        Rewriting rewriting = (field, value) -> {
            if (value instanceof Document document && document.hasUpdateTime()) {
                updated.put(document.getName(), document.getUpdateTime());
            }
            return switch (field.getName()) {
                case "create_time", "update_time", "commit_time" -> number((Timestamp) value);
                case "read_time" -> SOME_TIME;
                case "timestamp_value" -> isRecent((Timestamp) value) ? SOME_TIME : value;
                case "transaction" -> {
                    transaction = Optional.of((ByteString) value);
                    yield TRANSACTION;
                }
                case "next_page_token" -> {
                    page = Optional.of((String) value);
                    yield NEXT_PAGE;
                }
                case "name" -> {
                    String id = id((String) value);
                    yield everGenerated.contains(id) ? ((String) value).replace(id, GENERATED) : value;
                }
                default -> value;
            };
        };
        if (answer instanceof Document document && document.hasUpdateTime()) {
            updated.put(document.getName(), document.getUpdateTime());
        }
        return rewriting.rewrite(known(answer));
    }

    /** Google's emulator sends fields that the published API does not have. */
    private static Message known(Message answer) {
        return answer.toBuilder()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build();
    }

    /** Goes on with this number, after commits that only one of the servers has made. */
    void numberFrom(int number) {
        commits.clear();
        next = number;
    }

    private static boolean isRecent(Timestamp time) {
        return time.getSeconds() >= RECENT && time.getSeconds() < FAR;
    }

    private Timestamp number(Timestamp time) {
        Integer number = numbers.get(time);
        if (number == null) {
            number = next++;
            numbers.put(time, number);
            commits.add(time);
        }
        return time(number);
    }
}
