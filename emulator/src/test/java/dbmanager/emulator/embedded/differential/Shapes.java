package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.TargetChange;
import com.google.firestore.v1.TargetChange.TargetChangeType;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What requests are like, and answers without what differs. */
final class Shapes {
    /** Of the embedded server, on what is not there. */
    static final String NO_VERSION = "the stored version (0) does not match the required base version (a time)";

    /** What is told of a target that is told anew. */
    static final ListenResponse RESET = ListenResponse.newBuilder()
            .setTargetChange(TargetChange.newBuilder().setTargetChangeType(TargetChangeType.RESET))
            .build();

    private Shapes() {}

    static Optional<StructuredQuery> query(Message asked) {
        if (asked instanceof RunQueryRequest run) {
            return Optional.of(run.getStructuredQuery());
        } else if (asked instanceof RunAggregationQueryRequest run) {
            return Optional.of(run.getStructuredAggregationQuery().getStructuredQuery());
        } else if (asked instanceof Target target && target.hasQuery()) {
            return Optional.of(target.getQuery().getStructuredQuery());
        }
        return Optional.empty();
    }

    static String parent(Message asked) {
        if (asked instanceof RunQueryRequest run) {
            return run.getParent();
        } else if (asked instanceof RunAggregationQueryRequest run) {
            return run.getParent();
        } else if (asked instanceof Target target) {
            return target.getQuery().getParent();
        }
        return "";
    }

    static boolean isKindless(StructuredQuery query) {
        return query.getFrom(0).getCollectionId().isEmpty();
    }

    static boolean writesOneTwice(CommitRequest commit) {
        return commit.getWritesList().stream().map(Signs::name).distinct().count() < commit.getWritesCount();
    }

    /** Whether a transform takes an array out of an array, or puts one in. */
    static boolean hasArrayInTransform(Message asked) {
        List<Write> writes = asked instanceof CommitRequest commit
                ? commit.getWritesList()
                : asked instanceof BatchWriteRequest batch ? batch.getWritesList() : List.of();
        return writes.stream()
                .flatMap(write -> Stream.concat(
                        write.getUpdateTransformsList().stream(),
                        write.getTransform().getFieldTransformsList().stream()))
                .flatMap(Shapes::elements)
                .anyMatch(Value::hasArrayValue);
    }

    private static Stream<Value> elements(FieldTransform transform) {
        ArrayValue elements = transform.hasAppendMissingElements()
                ? transform.getAppendMissingElements()
                : transform.getRemoveAllFromArray();
        return elements.getValuesList().stream();
    }

    /** The same but for texts, each of which is worded otherwise, and for the version of what is missing. */
    static boolean areWordedOtherwise(BatchWriteResponse ours, BatchWriteResponse theirs) {
        if (!ours.getWriteResultsList().equals(theirs.getWriteResultsList())
                || ours.getStatusCount() != theirs.getStatusCount()) {
            return false;
        }
        for (int i = 0; i < ours.getStatusCount(); i++) {
            Status our = ours.getStatus(i);
            Status their = theirs.getStatus(i);
            String ourText = Outcome.withoutTimes(our.getMessage());
            String theirText = Outcome.withoutTimes(their.getMessage());
            boolean missing = ourText.equals(NO_VERSION)
                    && (their.getCode() == Code.OK_VALUE || isNotThere(their.getCode(), theirText));
            boolean same = our.getCode() == their.getCode()
                    && (ourText.equals(theirText)
                            || Check.ofOurs(ourText)
                                    .filter(check -> check.says(ourText, theirText))
                                    .isPresent());
            if (!same && !missing) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is Google's emulator saying that there is nothing to update. */
    static boolean isNotThere(int code, String text) {
        return code == Code.NOT_FOUND_VALUE && Check.ofTheirs(text).equals(Optional.of(Check.NOT_THERE));
    }

    static List<Message> withoutSkipped(Outcome outcome) {
        return outcome.answers().stream()
                .map(answer -> answer instanceof RunQueryResponse once
                        ? once.toBuilder().clearSkippedResults().build()
                        : answer)
                .toList();
    }

    /** Documents by their names and times alone; what was skipped is another matter. */
    static List<Message> withoutFields(Outcome outcome) {
        Rewriting rewriting = (field, value) -> value instanceof Document document
                ? document.toBuilder().clearFields().build()
                : value;
        return withoutSkipped(outcome).stream()
                .map(answer -> answer instanceof Document document
                        ? document.toBuilder().clearFields().build()
                        : rewriting.rewrite(answer))
                .toList();
    }

    static Message withoutPageToken(Message page) {
        return page.toBuilder()
                .clearField(page.getDescriptorForType().findFieldByName("next_page_token"))
                .build();
    }

    /** The same names; a mask that is forgotten, or an update time of what is missing, apart. */
    static boolean areAlikeButForMissing(ListDocumentsRequest asked, Outcome ours, Outcome theirs) {
        List<Document> our = documents(ours);
        List<Document> their = documents(theirs);
        if (our.size() != their.size()) {
            return false;
        }
        for (int i = 0; i < our.size(); i++) {
            Document.Builder known = their.get(i).toBuilder();
            if (!our.get(i).hasCreateTime() && !known.hasCreateTime()) {
                known.clearUpdateTime();
            }
            Document.Builder shown = our.get(i).toBuilder();
            if (asked.hasMask()) {
                known.clearFields();
                shown.clearFields();
            }
            if (!known.build().equals(shown.build())) {
                return false;
            }
        }
        return true;
    }

    private static List<Document> documents(Outcome list) {
        return list.answers().stream()
                .flatMap(page -> ((ListDocumentsResponse) page).getDocumentsList().stream())
                .toList();
    }

    /** Whether a target that held these documents holds the same after this. */
    static boolean isAsBefore(ListenResponse told, List<Message> before) {
        return switch (told.getResponseTypeCase()) {
            case DOCUMENT_CHANGE ->
                told.getDocumentChange().getTargetIdsCount() > 0
                        && before.contains(told.getDocumentChange().getDocument());
            case DOCUMENT_DELETE -> isMissing(told.getDocumentDelete().getDocument(), before);
            case DOCUMENT_REMOVE -> isMissing(told.getDocumentRemove().getDocument(), before);
            case TARGET_CHANGE, FILTER, RESPONSETYPE_NOT_SET -> false;
        };
    }

    private static boolean isMissing(String name, List<Message> before) {
        return before.stream().noneMatch(one -> ((Document) one).getName().equals(name));
    }
}
