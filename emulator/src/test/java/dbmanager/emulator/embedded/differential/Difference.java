package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Target;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the embedded server is meant to answer otherwise than Google's emulator, and why. */
enum Difference {
    /** Production's texts are those that people search for; of two faults in one request either may be named. */
    WORDING {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.code() == theirs.code() && withoutTexts(ours).equals(withoutTexts(theirs));
        }
    },
    /** Of a read time that is too old and another fault, Google's emulator names the read time, production's order is not documented. */
    OLD_READ_TIME_FIRST {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return !ours.isOk() && theirs.text().equals("The requested 'read_time' is too old.");
        }
    },
    /** "The writes to apply", in order, says the API; Google's emulator refuses some that are to one document. */
    WRITES_OF_ONE_DOCUMENT {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.code() == Code.INVALID_ARGUMENT
                    && (theirs.text().startsWith("Cannot collapse mutations")
                            || theirs.text().endsWith("an entity in the same request."));
        }
    },
    /** A page token says that there is more; Google's emulator gives one with every full page, also the last. */
    TOKEN_OF_THE_LAST_PAGE {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return (ours.asked() instanceof ListCollectionIdsRequest || ours.asked() instanceof ListDocumentsRequest)
                    && ours.isOk()
                    && theirs.isOk()
                    && ours.answers()
                            .equals(theirs.answers().stream()
                                    .map(Difference::withoutPageToken)
                                    .toList());
        }
    },
    /** A mask and a read time hold for every list of documents; Google's emulator forgets both with {@code show_missing}. */
    SHOW_MISSING_FORGETS {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.isOk()
                    && ours.asked() instanceof ListDocumentsRequest list
                    && (list.hasMask() || list.hasReadTime())
                    && list.getShowMissing();
        }
    },
    /** A number of documents is not negative; Google's emulator then takes its own. */
    NEGATIVE_PAGE_SIZE {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.text().equals("Page size must be nonnegative.") && theirs.isOk();
        }
    },
    /** "The fields to return. If empty, all fields are returned", says the API; Google's emulator then returns none. */
    EMPTY_PROJECTION {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return query(ours)
                    .filter(query -> query.hasSelect() && query.getSelect().getFieldsCount() == 0)
                    .isPresent();
        }
    },
    /** "When true, selects all descendant collections" of the parent, says the API; Google's emulator takes the root only. */
    GROUP_BELOW_A_DOCUMENT {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.text().equals("collection group queries are only allowed at the root parent");
        }
    },
    /** UNKNOWN without a text is what a client gets of a bug in Google's emulator. */
    BUG_OF_THE_EMULATOR {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.code() == Code.UNKNOWN && theirs.text().isEmpty();
        }
    },
    /** A transaction that has ended cannot be rolled back; Google's emulator says OK. */
    ROLLBACK_OF_WHAT_HAS_ENDED {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof RollbackRequest && !ours.isOk() && theirs.isOk();
        }
    },
    /** An array in an array is no value of the Standard edition; Google's emulator takes one from a transform. */
    ARRAY_IN_ARRAY {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.text().equals("Cannot convert an array value in an array value.");
        }
    };

    abstract boolean explains(Outcome ours, Outcome theirs);

    static Optional<Difference> between(Outcome ours, Outcome theirs) {
        return Arrays.stream(values())
                .filter(difference -> difference.explains(ours, theirs))
                .findFirst();
    }

    private static Message withoutPageToken(Message page) {
        return page.toBuilder()
                .clearField(page.getDescriptorForType().findFieldByName("next_page_token"))
                .build();
    }

    private static Optional<StructuredQuery> query(Outcome outcome) {
        if (outcome.asked() instanceof RunQueryRequest run) {
            return Optional.of(run.getStructuredQuery());
        } else if (outcome.asked() instanceof RunAggregationQueryRequest run) {
            return Optional.of(run.getStructuredAggregationQuery().getStructuredQuery());
        } else if (outcome.asked() instanceof Target target && target.hasQuery()) {
            return Optional.of(target.getQuery().getStructuredQuery());
        }
        return Optional.empty();
    }

    private static List<Message> withoutTexts(Outcome outcome) {
        return outcome.answers().stream()
                .map(answer -> {
                    if (answer instanceof BatchWriteResponse batch) {
                        BatchWriteResponse.Builder codes = batch.toBuilder().clearStatus();
                        batch.getStatusList()
                                .forEach(status ->
                                        codes.addStatus(Status.newBuilder().setCode(status.getCode())));
                        return (Message) codes.build();
                    }
                    return answer;
                })
                .toList();
    }
}
