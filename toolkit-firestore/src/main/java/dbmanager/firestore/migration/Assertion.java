package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What must be true of the documents. */
public sealed interface Assertion permits Every, Count, Exists {
    /** What is not true, with the first few documents that show it; empty when all is well. */
    List<Finding> judge(Reader reader);

    /** What the database is asked for; all answers are of one moment, or of none in particular if nobody writes. */
    interface Reader {
        /** In no particular order; the caller closes it, also before its end. */
        Stream<Document> scan(Source source);

        long count(Source source);
    }

    /**
     * An assertion of the configuration in one line: {@code users: has(doc.email)}, or {@code group orders: doc.total >= 0}.
     *
     * @param name what complaints call it
     * @throws BadAssertion when it is not of this form or its expression does not compile
     */
    static Assertion parse(String name, String text) {
        return Every.parse(name, text);
    }

    /**
     * The documents that contradict an assertion of the configuration in one line: {@code users: has(doc.email)}, or
     * {@code group orders: doc.total >= 0}.
     *
     * @param documents gives those of a source
     * @throws BadAssertion when it is not of this form or its expression does not compile
     */
    static Stream<Document> counterexamples(String text, Function<Source, Stream<Document>> documents) {
        Every every = Every.parse(text, text);
        return documents
                .apply(every.source())
                .filter(document -> every.offence(document).isPresent());
    }
}
