package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.stream.Stream;

/** There is a document, or none. */
record Exists(String name, Source source, boolean wanted) implements Assertion {
    @Override
    public List<Finding> judge(Reader reader) {
        try (Stream<Document> documents = reader.scan(source)) {
            boolean found = documents.findFirst().isPresent();
            return found == wanted
                    ? List.of()
                    : List.of(new Finding(name, source + (found ? " has documents" : " has no document")));
        }
    }
}
