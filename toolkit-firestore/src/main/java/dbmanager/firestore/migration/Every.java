package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Each document, or each of those meant, fulfils a condition. One that it cannot be computed for does not. */
record Every(String name, Source source, Optional<Expression> where, Expression condition) implements Assertion {
    private static final String GROUP = "group ";
    private static final int SHOWN = 3;

    static Every parse(String name, String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new BadAssertion(
                    name,
                    "it has no colon behind a collection",
                    "write collection: condition, such as \"users: has(doc.email)\", or group orders: condition");
        }
        String where = text.substring(0, colon).strip();
        try {
            Source source = where.startsWith(GROUP)
                    ? Sources.group(where.substring(GROUP.length()).strip())
                    : Sources.collection(where);
            return new Every(
                    name,
                    source,
                    Optional.empty(),
                    Expression.condition(text.substring(colon + 1).strip()));
        } catch (Misunderstood e) {
            throw new BadAssertion(name, e.getMessage(), e.next());
        }
    }

    @Override
    public List<Finding> judge(Reader reader) {
        List<String> shown = new ArrayList<>();
        long total = 0;
        try (Stream<Document> documents = reader.scan(source)) {
            for (Iterator<Document> each = documents.iterator(); each.hasNext(); ) {
                Optional<String> offence = offence(each.next());
                if (offence.isPresent() && total++ < SHOWN) {
                    shown.add(offence.get());
                }
            }
        }
        if (total == 0) {
            return List.of();
        }
        return List.of(new Finding(
                name,
                (total == 1 ? "1 document contradicts it: " : total + " documents contradict it: ")
                        + String.join(", ", shown)
                        + (total > SHOWN ? "…" : "")));
    }

    /** Empty when the document fulfils it. */
    Optional<String> offence(Document document) {
        try {
            boolean meant = where.isEmpty() || where.get().holds(document);
            return meant && !condition.holds(document)
                    ? Optional.of(DocumentPath.of(document.getName()).text())
                    : Optional.empty();
        } catch (DocumentFailed e) {
            return Optional.of(e.getMessage());
        }
    }
}
