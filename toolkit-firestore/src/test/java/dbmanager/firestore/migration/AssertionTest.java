package dbmanager.firestore.migration;

import static dbmanager.firestore.migration.Scripts.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionTest {
    private static final List<Document> SHOP = List.of(
            document("users/1", "{\"email\":\"a@b\",\"age\":17}"),
            document("users/2", "{\"email\":\"c@d\",\"age\":44}"),
            document("users/3", "{\"age\":45}"),
            document("users/1/orders/7", "{\"total\":5}"),
            document("users/2/orders/8", "{\"total\":-5}"),
            document("orders/9", "{\"total\":0}"));

    /** Documents in memory; counts how many scans are open. */
    private static final class Memory implements Assertion.Reader {
        private final List<Document> documents;
        private final AtomicInteger open = new AtomicInteger();

        Memory(List<Document> documents) {
            this.documents = documents;
        }

        @Override
        public Stream<Document> scan(Source source) {
            open.incrementAndGet();
            return documents.stream()
                    .filter(document -> source.holds(DocumentPath.of(document.getName())))
                    .onClose(open::decrementAndGet);
        }

        @Override
        public long count(Source source) {
            try (Stream<Document> found = scan(source)) {
                return found.count();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {collection: users, every: has(doc.age)}                        | ~~
                {collection: users, every: has(doc.email)}                      | every document of users: has(doc.email): 1 document contradicts it: users/3
                {collection: users, every: has(doc.email), where: doc.age < 45} | ~~
                {collection: users, every: doc.age > 17}                        | every document of users: doc.age > 17: 1 document contradicts it: users/1
                {collection: users, every: doc.email != 'x'}                    | every document of users: doc.email != 'x': 1 document contradicts it: users/3: the condition cannot be computed by doc.email != 'x': there is no email (ask has(…) first, or write doc.?name.orValue(…))
                {group: orders, every: doc.total > 0}                           | every document of group orders: doc.total > 0: 2 documents contradict it: users/2/orders/8, orders/9
                {collection: orders, every: doc.total >= 0}                     | ~~
                {collection: nobody, every: 'false'}                            | ~~
                {count: {collection: users}, equals: 3}                         | ~~
                {count: {collection: users}, at_least: 4}                       | count of users: there are 3 documents in users, wants at least 4
                {count: {collection: users}, at_most: 2}                        | count of users: there are 3 documents in users, wants at most 2
                {count: {group: orders, where: doc.total > 0}, equals: 1}       | ~~
                {count: {group: orders, where: doc.total > 0}, equals: 2}       | count of group orders where doc.total > 0: there are 1 documents in group orders, wants exactly 2
                {collection: users, exists: true}                               | ~~
                {collection: nobody, exists: false}                             | ~~
                {collection: nobody, exists: true}                              | nobody exists: nobody has no document
                {collection: users, exists: false}                              | users does not exist: users has documents
                """)
    void an_assertion_names_what_contradicts_it(String yaml, String expected) {
        Memory reader = new Memory(SHOP);
        Assertion assertion = Scripts.script("steps: [{deleteDocument: {document: a/b}}]\nverify:\n- " + yaml)
                .verify()
                .get(0);
        assertThat(text(assertion.judge(reader))).isEqualTo(expected);
        assertThat(reader.open).hasValue(0);
    }

    @Test
    void of_many_documents_the_first_few_are_shown() {
        List<Document> many = Stream.iterate(1, i -> i + 1)
                .limit(1000)
                .map(i -> document("users/" + i, "{}"))
                .toList();
        assertThat(text(Assertion.parse("all have a name", "users: has(doc.name)")
                        .judge(new Memory(many))))
                .isEqualTo("all have a name: 1000 documents contradict it: users/1, users/2, users/3…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                users: doc.age > 16                    | ~~
                users/1/orders: doc.total == 5         | ~~
                group orders: doc.total >= 0           | orders: 1 document contradicts it: users/2/orders/8
                users: "doc.age > 16 && {'a': 1}.a==1" | ~~
                """)
    void a_line_of_the_configuration_is_one_too(String text, String expected) {
        String unquoted = text.replace("\"", "");
        assertThat(text(Assertion.parse("orders", unquoted).judge(new Memory(SHOP))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                has(doc.email)        | the assertion "emails": it has no colon behind a collection          | users: has(doc.email)
                users/1: true         | the assertion "emails": users/1 is no path of a collection           | an odd number of names
                group a/b: true       | the assertion "emails": a/b is a path                                | write group: b
                users: doc.email ==   | the assertion "emails": column 13:                                   | correct the CEL expression
                users: size(doc.name) | the assertion "emails": it is int, not true or false                 | compare it
                """)
    void a_line_that_is_none_says_why(String text, String happened, String next) {
        assertThatThrownBy(() -> Assertion.parse("emails", text))
                .isInstanceOfSatisfying(BadAssertion.class, problem -> {
                    assertThat(problem).hasMessageStartingWith(happened);
                    assertThat(problem.next()).contains(next);
                });
    }

    private static String text(List<Finding> findings) {
        return findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
    }
}
