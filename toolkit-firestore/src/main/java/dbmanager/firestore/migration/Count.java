package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** There are so many documents, or so many that fulfil a condition. */
record Count(String name, Source source, Optional<Expression> where, Bound bound, long number) implements Assertion {
    enum Bound {
        EQUALS("exactly"),
        AT_LEAST("at least"),
        AT_MOST("at most");

        private final String words;

        Bound(String words) {
            this.words = words;
        }

        private boolean holds(long found, long number) {
            return switch (this) {
                case EQUALS -> found == number;
                case AT_LEAST -> found >= number;
                case AT_MOST -> found <= number;
            };
        }
    }

    /** @throws DocumentFailed when the condition cannot be computed for a document, which may count or not */
    @Override
    public List<Finding> judge(Reader reader) {
        long found = where.isEmpty() ? reader.count(source) : matching(reader, where.get());
        return bound.holds(found, number)
                ? List.of()
                : List.of(new Finding(
                        name,
                        "there are " + found + " documents in " + source + ", wants " + bound.words + " " + number));
    }

    private long matching(Reader reader, Expression condition) {
        try (Stream<Document> documents = reader.scan(source)) {
            return documents.filter(condition::holds).count();
        }
    }
}
