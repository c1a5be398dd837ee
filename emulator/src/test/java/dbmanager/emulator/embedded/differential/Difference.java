package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Target;
import com.google.firestore.v1.TargetChange.TargetChangeType;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the embedded server is meant to answer otherwise than Google's emulator, and why. */
enum Difference {
    /** Production's texts are those that people search for; of two faults in one request either may be named. */
    WORDING {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.code() == theirs.code() && withoutTexts(ours).equals(withoutTexts(theirs));
        }
    },
    /** Which of two faults of a request is named is not documented; these are found earlier or later by Google's emulator. */
    OTHER_FAULT_FIRST {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return !ours.isOk()
                    && !theirs.isOk()
                    && (theirs.text().equals("The requested 'read_time' is too old.")
                            || Stream.of(ours, theirs)
                                    .anyMatch(one ->
                                            one.text().equals("Firestore does not support descending key scans")));
        }
    },
    /** A document that is missing was not last changed at the time of a precondition; Google's emulator says FAILED_PRECONDITION too, but for one it remembers NOT_FOUND. */
    MISSING_AT_A_TIME {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.code() == Code.FAILED_PRECONDITION
                    && ours.text().startsWith("the stored version (0)")
                    && theirs.code() == Code.NOT_FOUND;
        }
    },
    /** "The writes to apply", in order, says the API; Google's emulator refuses some that are to one document. */
    WRITES_OF_ONE_DOCUMENT {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            if (ours.code() == Code.FAILED_PRECONDITION && theirs.isOk()) {
                return ours.asked() instanceof CommitRequest commit && writesOneTwice(commit);
            }
            return theirs.code() == Code.INVALID_ARGUMENT
                    && (theirs.text().startsWith("Cannot collapse mutations")
                            || theirs.text().endsWith("an entity in the same request."));
        }
    },
    /** An update time is that "after applying the write", says the API; Google's emulator gives that after the last write of a document to all. */
    TIMES_OF_ONE_DOCUMENT {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof CommitRequest asked
                    && ours.isOk()
                    && theirs.isOk()
                    && withoutTimes(asked, ours).equals(withoutTimes(asked, theirs));
        }
    },
    /** A commit that was refused has not ended its transaction; for Google's emulator it has, sometimes. */
    TRANSACTION_AFTER_A_REFUSAL {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.text().equals("Transaction is invalid or closed.");
        }
    },
    /** The results that an offset skipped are counted; Google's emulator counts none where none is left, and documents of other collections too. */
    SKIPPED_RESULTS {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof RunQueryRequest asked
                    && asked.getStructuredQuery().getOffset() > 0
                    && ours.isOk()
                    && theirs.isOk()
                    && withoutSkipped(ours).equals(withoutSkipped(theirs));
        }
    },
    /** A target may be reset and told whole; Google's emulator does so at each change of one with a negation. What it holds then is compared. */
    RESET_OF_A_TARGET {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof Target
                    && ours.isOk()
                    && theirs.answers().stream()
                            .anyMatch(answer -> answer instanceof ListenResponse one
                                    && one.getTargetChange().getTargetChangeType() == TargetChangeType.RESET);
        }
    },
    /** A write that changes nothing is no change; Google's emulator tells listeners of it. */
    NO_CHANGE_TOLD {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof Target
                    && ours.isOk()
                    && theirs.isOk()
                    && theirs.answers().containsAll(ours.answers());
        }
    },
    /** A query of all collections is listened to as any other; Google's emulator does not tell of changes of one. */
    KINDLESS_TARGET {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof Target
                    && ours.isOk()
                    && theirs.isOk()
                    && query(ours)
                            .filter(query -> query.getFrom(0).getCollectionId().isEmpty())
                            .isPresent();
        }
    },
    /** A query is checked in the same way wherever it is asked; Google's emulator checks less when it is listened to. */
    UNCHECKED_TARGET {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof Target
                    && ours.code() == Code.INVALID_ARGUMENT
                    && (theirs.isOk() || theirs.code() == Code.FAILED_PRECONDITION);
        }
    },
    /** A projection that has the summed fields does not change a sum; Google's emulator refuses some, by a rule that is not documented. */
    PROJECTED_AGGREGATION {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.text().equals("Cannot apply property masks when aggregation fields are present.");
        }
    },
    /** Which documents a limit leaves to an aggregation is not documented: here the first in the order of the query, there in that of the summed fields. */
    AGGREGATION_WITH_A_LIMIT {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return ours.asked() instanceof RunAggregationQueryRequest
                    && ours.isOk()
                    && theirs.isOk()
                    && query(ours)
                            .filter(query -> query.hasLimit() || query.getOffset() > 0)
                            .isPresent();
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
    /** With {@code show_missing} Google's emulator forgets mask and read time, and gives a document that was deleted an update time. */
    SHOW_MISSING {
        @Override
        boolean explains(Outcome ours, Outcome theirs) {
            return theirs.isOk()
                    && ours.asked() instanceof ListDocumentsRequest list
                    && list.getShowMissing()
                    && (list.hasReadTime() || names(ours).equals(names(theirs)));
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
            return !theirs.isOk()
                    && query(ours)
                            .filter(query -> query.getFromCount() == 1
                                    && query.getFrom(0).getAllDescendants())
                            .isPresent()
                    && !parent(ours).endsWith("/documents");
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

    private static List<String> names(Outcome list) {
        return list.answers().stream()
                .flatMap(page -> ((ListDocumentsResponse) page).getDocumentsList().stream())
                .map(Document::getName)
                .toList();
    }

    private static Message withoutPageToken(Message page) {
        return page.toBuilder()
                .clearField(page.getDescriptorForType().findFieldByName("next_page_token"))
                .build();
    }

    private static List<Message> withoutSkipped(Outcome outcome) {
        return outcome.answers().stream()
                .map(answer -> answer instanceof RunQueryResponse once
                        ? once.toBuilder().clearSkippedResults().build()
                        : answer)
                .toList();
    }

    private static String parent(Outcome outcome) {
        if (outcome.asked() instanceof RunQueryRequest run) {
            return run.getParent();
        } else if (outcome.asked() instanceof RunAggregationQueryRequest run) {
            return run.getParent();
        } else if (outcome.asked() instanceof Target target) {
            return target.getQuery().getParent();
        }
        return "";
    }

    private static boolean writesOneTwice(CommitRequest commit) {
        return commit.getWritesList().stream().map(Signs::name).distinct().count() < commit.getWritesCount();
    }

    /** Without those of documents that are written more than once. */
    private static CommitResponse withoutTimes(CommitRequest asked, Outcome outcome) {
        CommitResponse.Builder result = ((CommitResponse) outcome.answers().get(0)).toBuilder();
        List<String> names = asked.getWritesList().stream().map(Signs::name).toList();
        for (int i = 0; i < names.size(); i++) {
            if (Collections.frequency(names, names.get(i)) > 1) {
                result.getWriteResultsBuilder(i).clearUpdateTime();
            }
        }
        return result.build();
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
