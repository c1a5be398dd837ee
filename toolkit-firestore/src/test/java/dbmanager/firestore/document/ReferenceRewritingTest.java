package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.References;
import dbmanager.firestore.document.ReferenceRewriting.Met;
import dbmanager.problem.Problem;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What becomes of references when documents move into another database. */
class ReferenceRewritingTest {
    private static final DatabaseName PROD = new DatabaseName("shop", "(default)");
    private static final DatabaseName STAGING = new DatabaseName("shop-staging", "(default)");
    private static final String HERE = "{'$reference':'users/42'}";
    private static final String THIRD = "{'$reference':'projects/other/databases/(default)/documents/users/42'}";
    private static final String PREFIX = "{'$reference':'projects/shop/databases/(default)2/documents/users/42'}";
    private static final Document DOCUMENT = document(
            "{'a':" + HERE + ",'b':[1," + HERE + "," + THIRD + "],'c':{'d.e':{'f':" + HERE + "}},'g':" + PREFIX + "}",
            PROD);

    @Test
    void repoint_leads_to_the_same_path_of_the_new_database() {
        ReferenceRewriting rewriting = new ReferenceRewriting(PROD, STAGING, References.REPOINT);
        Document moved = rewriting.move(DOCUMENT);
        assertThat(moved.getName()).isEqualTo(STAGING.documents() + "/orders/7");
        assertThat(json(moved, STAGING)).isEqualTo(json(DOCUMENT, PROD));
        assertThat(rewriting.met()).isEqualTo(new Met(3, 2));
    }

    @Test
    void keep_leads_to_the_old_database() {
        ReferenceRewriting rewriting = new ReferenceRewriting(PROD, STAGING, References.KEEP);
        Document moved = rewriting.move(DOCUMENT);
        assertThat(moved.getName()).isEqualTo(STAGING.documents() + "/orders/7");
        assertThat(moved.getFieldsMap()).isEqualTo(DOCUMENT.getFieldsMap());
        assertThat(rewriting.met()).isEqualTo(new Met(3, 2));
    }

    @Test
    void fail_names_the_document_and_the_field() {
        ReferenceRewriting rewriting = new ReferenceRewriting(PROD, STAGING, References.FAIL);
        assertThatThrownBy(() -> rewriting.move(document("{'x':1,'c':{'d.e':[{'f':" + HERE + "}]}}", PROD)))
                .isInstanceOfSatisfying(ForeignReference.class, problem -> {
                    assertThat(problem).hasMessage("orders/7: the field c.`d.e` refers to a document in " + PROD);
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.REFUSED);
                    assertThat(problem.next()).contains("--references repoint");
                });
        Document harmless = document("{'x':" + THIRD + "}", PROD);
        assertThat(rewriting.move(harmless).getFieldsMap()).isEqualTo(harmless.getFieldsMap());
    }

    @Test
    void nothing_moves_within_the_same_database() {
        for (References policy : References.values()) {
            assertThat(new ReferenceRewriting(PROD, PROD, policy).move(DOCUMENT))
                    .isEqualTo(DOCUMENT);
        }
    }

    @Property(tries = 200)
    void there_and_back_is_the_same_document(@ForAll long seed) {
        Document document = new RandomDocuments(PROD, seed).next();
        Document there = new ReferenceRewriting(PROD, STAGING, References.REPOINT).move(document);
        assertThat(new ReferenceRewriting(STAGING, PROD, References.REPOINT).move(there))
                .isEqualTo(document);
    }

    private static String json(Document document, DatabaseName home) {
        return DocumentJson.toTree(document.getFieldsMap(), home).toString();
    }

    private static Document document(String json, DatabaseName home) {
        Map<String, Value> fields =
                DocumentJson.parse(json.replace('\'', '"'), home).getMapValue().getFieldsMap();
        return Document.newBuilder()
                .setName(home.documents() + "/orders/7")
                .putAllFields(fields)
                .build();
    }
}
