package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.AggregationResult;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListenResponse;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunAggregationQueryResponse;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.StructuredAggregationQuery.Aggregation;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Target;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the embedded server is meant to answer otherwise than Google's emulator, and why. Each is of one shape of request and one pair of answers. */
enum Difference {
    /** What is missing has no version; Google's emulator takes the time of its deletion for one, or, now and then, says NOT_FOUND. */
    VERSION_OF_WHAT_IS_MISSING {
        @Override
        boolean explains(Pair pair) {
            boolean otherVersion = pair.theirsSays(
                    Code.FAILED_PRECONDITION,
                    "the stored version (a time) does not match the required base version (a time)");
            boolean missing = Shapes.isNotThere(
                    pair.theirs().code().value(), pair.theirs().text());
            return pair.ours().code() == Code.FAILED_PRECONDITION
                    && pair.ours().text().equals(Shapes.NO_VERSION)
                    && (otherVersion || missing || pair.theirs().isOk());
        }
    },
    /** The same fault in other words: production's are those that people search for. {@link Check} has both. */
    WORDING {
        @Override
        boolean explains(Pair pair) {
            return pair.areRefused()
                    && pair.ours().code() == pair.theirs().code()
                    && Check.ofOurs(pair.ours().text())
                            .filter(check -> check.isWordedOtherwise()
                                    && check.says(
                                            pair.ours().text(), pair.theirs().text()))
                            .isPresent();
        }
    },
    /** Writes of a batch that fail for themselves do so in other words too. */
    WORDING_IN_A_BATCH {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof BatchWriteRequest
                    && pair.areOk()
                    && pair.ours().answers().get(0) instanceof BatchWriteResponse our
                    && pair.theirs().answers().get(0) instanceof BatchWriteResponse their
                    && Shapes.areWordedOtherwise(our, their);
        }
    },
    /** Of two faults either may be named: nobody says in which order they are looked for. {@link Check} has the order of Google's emulator. */
    OTHER_FAULT_FIRST {
        @Override
        boolean explains(Pair pair) {
            Optional<Check> our = Check.ofOurs(pair.ours().text());
            Optional<Check> their = Check.ofTheirs(pair.theirs().text());
            return pair.areRefused()
                    && our.isPresent()
                    && their.isPresent()
                    && their.get().mayComeBefore(our.get());
        }
    },
    /** "The writes to apply", in order, says the API; Google's emulator refuses some that are to one document. */
    WRITES_OF_ONE_DOCUMENT {
        @Override
        boolean explains(Pair pair) {
            if (!(pair.asked() instanceof CommitRequest commit && Shapes.writesOneTwice(commit))) {
                return false;
            }
            boolean collapsed = pair.ours().code() == Code.FAILED_PRECONDITION
                    && pair.theirs().isOk();
            return collapsed
                    || (pair.theirs().code() == Code.INVALID_ARGUMENT
                            && COLLAPSE.matcher(pair.theirs().text()).matches());
        }
    },
    /** An update time is that "after applying the write", says the API; Google's emulator gives that after the last write of a document to all. */
    TIMES_OF_ONE_DOCUMENT {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof CommitRequest asked
                    && pair.areOk()
                    && Shapes.writesOneTwice(asked)
                    && withoutTimes(asked, pair.ours()).equals(withoutTimes(asked, pair.theirs()));
        }
    },
    /** A commit that was refused has not ended its transaction; for Google's emulator it has, sometimes. */
    TRANSACTION_AFTER_A_REFUSAL {
        @Override
        boolean explains(Pair pair) {
            return pair.theirsSays(Code.INVALID_ARGUMENT, "Transaction is invalid or closed.")
                    && pair.earlier().stream().anyMatch(one -> one.asked() instanceof CommitRequest && !one.isOk());
        }
    },
    /** The results that an offset skipped are counted; Google's emulator counts none where none is left, and documents of other collections too. */
    SKIPPED_RESULTS {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunQueryRequest asked
                    && asked.getStructuredQuery().getOffset() > 0
                    && pair.areOk()
                    && Shapes.withoutSkipped(pair.ours()).equals(Shapes.withoutSkipped(pair.theirs()));
        }
    },
    /** A target may be reset and told whole; Google's emulator does so at some changes of a query. What it holds then is compared. */
    RESET_OF_A_TARGET {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof Target target
                    && target.hasQuery()
                    && pair.areOk()
                    && pair.theirs().answers().contains(Shapes.RESET);
        }
    },
    /** A write that changes nothing is no change; Google's emulator tells listeners of it. */
    NO_CHANGE_TOLD {
        @Override
        boolean explains(Pair pair) {
            if (!(pair.asked() instanceof Target)
                    || !pair.areOk()
                    || !pair.theirs().answers().containsAll(pair.ours().answers())) {
                return false;
            }
            List<Message> more = new ArrayList<>(pair.theirs().answers());
            more.removeAll(pair.ours().answers());
            List<Message> before = pair.earlier().stream()
                    .filter(one -> one.asked() instanceof Target)
                    .reduce((first, last) -> last)
                    .map(Outcome::answers)
                    .orElse(List.of());
            return more.stream().allMatch(told -> told instanceof ListenResponse one && Shapes.isAsBefore(one, before));
        }
    },
    /** A query of all collections is listened to as any other; Google's emulator tells of no change of one. */
    KINDLESS_TARGET {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof Target
                    && pair.areOk()
                    && pair.query().filter(Shapes::isKindless).isPresent()
                    && (pair.theirs().answers().isEmpty()
                            || pair.theirs()
                                    .answers()
                                    .equals(pair.earlier().get(1).answers()));
        }
    },
    /** A query is checked in the same way wherever it is asked; Google's emulator checks less when it is listened to. */
    UNCHECKED_TARGET {
        @Override
        boolean explains(Pair pair) {
            Optional<Check> our = Check.ofOurs(pair.ours().text());
            boolean arrays = pair.theirsSays(
                    Code.FAILED_PRECONDITION, "Only a single array-contains clause is allowed in a query");
            boolean foundLater = arrays
                    || Check.ofTheirs(pair.theirs().text())
                            .filter(UNCHECKED_UNTIL::contains)
                            .isPresent();
            if (!(pair.asked() instanceof Target) || pair.ours().code() != Code.INVALID_ARGUMENT || our.isEmpty()) {
                return false;
            }
            if (our.get() == Check.ARRAY_FILTERS) {
                return arrays;
            }
            return UNCHECKED.contains(our.get()) && (pair.theirs().isOk() || foundLater);
        }
    },
    /** A projection that has the summed fields does not change a sum; Google's emulator refuses some, by a rule that is not documented. */
    PROJECTED_AGGREGATION {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunAggregationQueryRequest
                    && pair.query()
                            .filter(query -> query.getSelect().getFieldsCount() > 0)
                            .isPresent()
                    && pair.theirsSays(
                            Code.INVALID_ARGUMENT, "Cannot apply property masks when aggregation fields are present.");
        }
    },
    /** Which documents a limit leaves to a sum is not documented: here the first in the order of the query, there in that of the summed fields. */
    AGGREGATION_WITH_A_LIMIT {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunAggregationQueryRequest asked
                    && pair.areOk()
                    && pair.query()
                            .filter(query -> query.hasLimit() || query.getOffset() > 0)
                            .isPresent()
                    && counts(asked, pair.ours()).equals(counts(asked, pair.theirs()));
        }
    },
    /** A page token says that there is more; Google's emulator gives one with every full page, also the last. */
    TOKEN_OF_THE_LAST_PAGE {
        @Override
        boolean explains(Pair pair) {
            return (pair.asked() instanceof ListCollectionIdsRequest || pair.asked() instanceof ListDocumentsRequest)
                    && pair.areOk()
                    && pair.ours()
                            .answers()
                            .equals(pair.theirs().answers().stream()
                                    .map(Shapes::withoutPageToken)
                                    .toList());
        }
    },
    /** With {@code show_missing} Google's emulator forgets the mask, and gives a document that was deleted an update time. */
    SHOW_MISSING {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof ListDocumentsRequest list
                    && list.getShowMissing()
                    && pair.areOk()
                    && Shapes.areAlikeButForMissing(list, pair.ours(), pair.theirs());
        }
    },
    /** With {@code show_missing} Google's emulator forgets the read time. */
    SHOW_MISSING_AT_A_TIME {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof ListDocumentsRequest list
                    && list.getShowMissing()
                    && list.hasReadTime()
                    && pair.theirs().isOk()
                    && (pair.ours().isOk() || Check.ofOurs(pair.ours().text()).equals(Optional.of(Check.READ_TIME)));
        }
    },
    /** A number of documents is not negative; Google's emulator then takes its own. */
    NEGATIVE_PAGE_SIZE {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof ListDocumentsRequest list
                    && list.getPageSize() < 0
                    && pair.ours().text().equals("Page size must be nonnegative.")
                    && pair.theirs().isOk();
        }
    },
    /** "The fields to return. If empty, all fields are returned", says the API; Google's emulator then returns none. */
    EMPTY_PROJECTION {
        @Override
        boolean explains(Pair pair) {
            boolean empty = pair.query()
                    .filter(query -> query.hasSelect() && query.getSelect().getFieldsCount() == 0)
                    .isPresent();
            return empty
                    && pair.areOk()
                    && Shapes.withoutFields(pair.ours()).equals(Shapes.withoutFields(pair.theirs()));
        }
    },
    /** So that it has nothing to sum up. */
    EMPTY_PROJECTION_OF_A_SUM {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunAggregationQueryRequest
                    && pair.query()
                            .filter(query ->
                                    query.hasSelect() && query.getSelect().getFieldsCount() == 0)
                            .isPresent()
                    && pair.theirsSays(
                            Code.INVALID_ARGUMENT,
                            "Aggregation over non-key properties is not supported for base query that only returns keys.");
        }
    },
    /** "When true, selects all descendant collections" of the parent, says the API; Google's emulator takes the root only. */
    GROUP_BELOW_A_DOCUMENT {
        @Override
        boolean explains(Pair pair) {
            boolean below = pair.query()
                            .filter(query -> query.getFrom(0).getAllDescendants())
                            .isPresent()
                    && !pair.parent().endsWith("/documents");
            return below
                    && (pair.theirsSays(
                                    Code.INVALID_ARGUMENT,
                                    "collection group queries are only allowed at the root parent")
                            || pair.theirsSays(
                                    Code.FAILED_PRECONDITION,
                                    "collection group queries are only allowed if they're at the root or they're an ascending primary key scan"));
        }
    },
    /** For Google's emulator a group below a document is one of names, which it does not sum up. */
    SUM_OF_A_GROUP_BELOW_A_DOCUMENT {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunAggregationQueryRequest
                    && pair.query()
                            .filter(query -> query.getFrom(0).getAllDescendants())
                            .isPresent()
                    && !pair.parent().endsWith("/documents")
                    && pair.ours().isOk()
                    && Check.ofTheirs(pair.theirs().text()).equals(Optional.of(Check.INDEX_FIELDS));
        }
    },
    /** A transaction that has ended cannot be rolled back; Google's emulator says OK. */
    ROLLBACK_OF_WHAT_HAS_ENDED {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RollbackRequest
                    && Check.ofOurs(pair.ours().text()).equals(Optional.of(Check.TRANSACTION_ENDED))
                    && pair.theirs().isOk();
        }
    },
    /** An array in an array is no value of the Standard edition; Google's emulator takes one from a transform. */
    ARRAY_IN_ARRAY {
        @Override
        boolean explains(Pair pair) {
            return pair.ours().text().equals("Cannot convert an array value in an array value.")
                    && Shapes.hasArrayInTransform(pair.asked());
        }
    },
    /** A bug of Google's emulator: UNKNOWN without a text. */
    BUG_KINDLESS_IN_A_TRANSACTION {
        @Override
        boolean explains(Pair pair) {
            boolean inTransaction = (pair.asked() instanceof RunQueryRequest run
                            && !run.getTransaction().isEmpty())
                    || (pair.asked() instanceof RunAggregationQueryRequest sum
                            && !sum.getTransaction().isEmpty());
            return inTransaction
                    && pair.query().filter(Shapes::isKindless).isPresent()
                    && pair.theirsSays(Code.UNKNOWN, "");
        }
    },
    /** The same. */
    BUG_MANY_AGGREGATIONS {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof RunAggregationQueryRequest run
                    && run.getStructuredAggregationQuery().getAggregationsCount() > 5
                    && !pair.ours().isOk()
                    && pair.theirsSays(Code.UNKNOWN, "");
        }
    },
    /** The same. */
    BUG_NEGATIVE_NUMBER_IN_A_TARGET {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof Target
                    && pair.query()
                            .filter(query -> query.getLimit().getValue() < 0 || query.getOffset() < 0)
                            .isPresent()
                    && !pair.ours().isOk()
                    && pair.theirsSays(Code.UNKNOWN, "");
        }
    },
    /** The same. */
    BUG_SECOND_PAGE_IN_ORDER {
        @Override
        boolean explains(Pair pair) {
            return pair.asked() instanceof ListDocumentsRequest list
                    && !list.getOrderBy().isEmpty()
                    && !list.getPageToken().isEmpty()
                    && pair.ours().isOk()
                    && pair.theirsSays(Code.UNKNOWN, "");
        }
    };

    private static final Pattern COLLAPSE = Pattern.compile(
            "Cannot collapse mutations with different version preconditions .*"
                    + "|Cannot (?:insert|update|upsert|delete) then (?:insert|update|upsert|delete) an entity in the same request\\.");

    private static final Set<Check> UNCHECKED = Set.of(
            Check.KEY_RESERVED,
            Check.LARGE,
            Check.KEY_OPERAND,
            Check.KINDLESS_ORDER,
            Check.NEGATIVE_LIMIT,
            Check.NEGATIVE_OFFSET);

    /** What it finds all the same. */
    private static final Set<Check> UNCHECKED_UNTIL = Set.of(
            Check.AFTER_THE_KEY, Check.DESCENDING, Check.DISJUNCTIONS, Check.DUPLICATE_ORDER, Check.KEY_EQUALITY);

    /**
     * Two answers that are not alike.
     *
     * @param earlier what Google's emulator answered before in the same step
     */
    record Pair(Outcome ours, Outcome theirs, List<Outcome> earlier) {
        Message asked() {
            return ours.asked();
        }

        boolean areOk() {
            return ours.isOk() && theirs.isOk();
        }

        boolean areRefused() {
            return !ours.isOk() && !theirs.isOk();
        }

        boolean theirsSays(Code code, String text) {
            return theirs.code() == code && theirs.text().equals(text);
        }

        Optional<StructuredQuery> query() {
            return Shapes.query(asked());
        }

        String parent() {
            return Shapes.parent(asked());
        }
    }

    abstract boolean explains(Pair pair);

    static Optional<Difference> of(Pair pair) {
        return Arrays.stream(values())
                .filter(difference -> difference.explains(pair))
                .findFirst();
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

    /** What the aggregations say that sum up nothing. */
    private static AggregationResult counts(RunAggregationQueryRequest asked, Outcome outcome) {
        AggregationResult.Builder counts =
                ((RunAggregationQueryResponse) outcome.answers().get(0)).getResult().toBuilder();
        int unnamed = 0;
        for (Aggregation one : asked.getStructuredAggregationQuery().getAggregationsList()) {
            String alias = one.getAlias().isEmpty() ? "field_" + ++unnamed : one.getAlias();
            if (!one.hasCount()) {
                counts.removeAggregateFields(alias);
            }
        }
        return counts.build();
    }
}
