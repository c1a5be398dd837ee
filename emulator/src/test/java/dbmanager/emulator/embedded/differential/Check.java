package dbmanager.emulator.embedded.differential;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What requests are refused for: the text of the embedded server and, where it has other words for the same, that of Google's emulator. Which of two faults of
 * a request is named depends on when each is looked for; the constants are in the order in which Google's emulator looks.
 */
enum Check {
    NEGATIONS(
            Stage.SHAPE,
            "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query\\."),
    NOT_IN_WITH_OTHERS(
            Stage.SHAPE, "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'\\."),

    TRANSACTION_ENDED(
            Stage.TRANSACTION,
            "The referenced transaction has expired or is no longer valid\\.",
            "Transaction is invalid or closed\\."),
    TRANSACTION_FOREIGN(Stage.TRANSACTION, "Invalid transaction\\."),
    TRANSACTION_READ_ONLY(Stage.TRANSACTION, "Cannot modify entities in a read-only transaction\\."),

    NAME(Stage.CONTENT, "(Document name \".*)"),
    COLLECTION_ID(Stage.CONTENT, "(Collection id \".*)"),
    RESOURCE_ID(Stage.CONTENT, "(Resource id \".*)"),
    EMPTY_WRITE(Stage.CONTENT, "empty write operation"),
    NO_TRANSFORM(Stage.CONTENT, "(Operation type must be specified for field transformation\\.)"),
    SERVER_VALUE(Stage.CONTENT, "ServerValue type must be specified for set_to_server_value transformation\\."),
    NO_NUMBER(Stage.CONTENT, "Input must be int64 or double\\."),
    NESTED_TRANSFORMS(Stage.CONTENT, "Cannot transform property (.*) and its nested property at the same time\\."),
    WRITTEN_TWICE(Stage.CONTENT, "the same document cannot be written more than once in a single request"),
    EMPTY_PATH(Stage.CONTENT, "Invalid empty property path string\\."),
    PATH(Stage.CONTENT, "Invalid property path \"(.*)\"\\. Unquoted property paths must match regex .*"),
    RESERVED_PATH(Stage.CONTENT, "Invalid reserved name in field path (.*)"),
    LIST_OPERAND(
            Stage.CONTENT,
            "('.*' (?:requires an ArrayValue|requires an non-empty ArrayValue|supports up to [0-9]+ comparison values)\\.)"),
    KEY_OPERAND(Stage.CONTENT, "__key__ filter value must be a Key"),
    CURSOR_KEY(Stage.CONTENT, "Cursor __key__ value is not a document reference\\."),
    CURSOR_VALUES(Stage.CONTENT, "Cursor has too many values\\."),
    NEGATIVE_LIMIT(Stage.CONTENT, "limit is negative"),
    NEGATIVE_OFFSET(Stage.CONTENT, "offset is negative"),
    KINDLESS_ORDER(Stage.CONTENT, "kind is required for all orders except __key__ ascending"),
    KINDLESS_FILTER(Stage.CONTENT, "kind is required for filter: (.*)"),
    KEY_RESERVED(Stage.CONTENT, "the name __key__ is reserved"),
    LARGE(Stage.CONTENT, "value for (.*) is too large to be used in a query"),
    ARRAY_FILTERS(Stage.CONTENT, "A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction\\."),
    NEAREST_LIMIT(Stage.CONTENT, "FindNearest\\.limit must be a positive integer of no more than 1000"),
    NEAREST_VALUE(Stage.CONTENT, "Query Value must be of type vector\\."),
    NO_AGGREGATION(Stage.CONTENT, "Aggregations can not be empty\\."),
    MANY_AGGREGATIONS(
            Stage.CONTENT,
            "The maximum number of aggregations allowed in an aggregation query is 5\\. Received: ([0-9]+)"),
    RESERVED_ALIAS(Stage.CONTENT, "The property\\.name \"(.*)\" is reserved\\."),
    KEYS_ONLY(
            Stage.CONTENT,
            "Aggregation over non-key properties is not supported for base query that only returns keys\\."),
    NOT_IN_THE_MASK(Stage.CONTENT, "The aggregation property (.*) is not present in the base query's property mask\\."),
    PAGE_SIZE(Stage.CONTENT, "Page size must be nonnegative\\."),
    LIST_ORDER(Stage.CONTENT, "(Invalid order by clause \".*)"),

    READ_TIME(
            Stage.READ_TIME, "The requested snapshot version is too old\\.", "The requested 'read_time' is too old\\."),

    KEY_EQUALITY(
            Stage.PLAN,
            "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities\\."),
    DUPLICATE_ORDER(Stage.PLAN, "order by clause cannot contain duplicate fields (.*)"),
    /** Where it says so itself, that is seen early; where inequalities say so, late. */
    AFTER_THE_KEY(Stage.PLAN, "order by clause cannot contain more fields after the key") {
        @Override
        Stage earliest() {
            return Stage.CONTENT;
        }
    },
    INDEX_FIELDS(
            Stage.PLAN,
            "This query requires an index that has fields (\\[.*]) after __name__ and Firestore does not currently support such"
                    + " an index\\. Please try the query again with additional ordering on those fields\\."),
    DISJUNCTIONS(
            Stage.PLAN,
            "Too many disjunctions after normalization\\. Result had ([0-9]+) disjunctions which is more than the maximum of 30"),
    DESCENDING(Stage.PLAN, "Firestore does not support descending key scans"),

    MISSING(Stage.STATE, "Document \"(.*)\" not found\\.", "Document \\((.*)\\) not found\\."),
    NOT_THERE(Stage.STATE, "No document to update: .*", "no entity to update: app: \"dev~(?s:.*)"),
    THERE(
            Stage.STATE,
            "Document already exists: projects/.*/documents(/.*)",
            "entity already exists: EntityRef\\{partitionRef=dev~.*, path=(/.*)}"),
    VERSION(Stage.STATE, "the stored version \\((?:0|a time)\\) does not match the required base version \\(a time\\)");

    enum Stage {
        SHAPE,
        TRANSACTION,
        CONTENT,
        READ_TIME,
        PLAN,
        STATE;

        /** In parallel, as it seems: it depends on where in a request the faults are. */
        boolean isInNoOrder() {
            return this == CONTENT || this == PLAN;
        }
    }

    private static final Pattern NUMERIC = Pattern.compile("__id(-?[0-9]+)__");

    private final Stage stage;

    // neither changes, but they do not say so
    @SuppressWarnings("ImmutableEnumChecker")
    private final Pattern ours;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Pattern theirs;

    Check(Stage stage, String both) {
        this(stage, both, both);
    }

    Check(Stage stage, String ours, String theirs) {
        this.stage = stage;
        this.ours = Pattern.compile(ours, Pattern.DOTALL);
        this.theirs = Pattern.compile(theirs, Pattern.DOTALL);
    }

    Stage earliest() {
        return stage;
    }

    /** Whether Google's emulator has other words for it. */
    boolean isWordedOtherwise() {
        return !ours.pattern().equals(theirs.pattern());
    }

    static Optional<Check> ofOurs(String text) {
        return Arrays.stream(values())
                .filter(check -> check.ours.matcher(text).matches())
                .findFirst();
    }

    static Optional<Check> ofTheirs(String text) {
        return Arrays.stream(values())
                .filter(check -> check.theirs.matcher(text).matches())
                .findFirst();
    }

    /** Whether two texts are of this fault, and of the same thing in the request. */
    boolean says(String our, String their) {
        Matcher us = ours.matcher(our);
        Matcher them = theirs.matcher(their);
        if (!us.matches() || !them.matches()) {
            return false;
        }
        return us.groupCount() == 0
                || them.groupCount() == 0
                || us.group(1).equals(them.group(1))
                // in paths of its own Google's emulator writes numbers without their frame
                || NUMERIC.matcher(us.group(1)).replaceAll("$1L").equals(them.group(1));
    }

    /** Whether Google's emulator may name {@code this} where the embedded server names that. */
    boolean mayComeBefore(Check that) {
        if (earliest().compareTo(that.stage) < 0) {
            return true;
        }
        boolean together = earliest() == that.stage || stage == that.stage;
        return together && that.stage.isInNoOrder() && (this != that || isOfAField());
    }

    /** Of two fields of a request that are both wrong, either may be named. */
    private boolean isOfAField() {
        return switch (this) {
            case PATH, RESERVED_PATH, LARGE, NOT_IN_THE_MASK, DUPLICATE_ORDER, LIST_OPERAND, NAME, NESTED_TRANSFORMS ->
                true;
            default -> false;
        };
    }
}
