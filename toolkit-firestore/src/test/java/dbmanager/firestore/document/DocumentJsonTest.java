package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.exchange.Utf8Out;
import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Documents and values as JSON. */
class DocumentJsonTest {
    private static final DatabaseName HOME = new DatabaseName("shop", "(default)");

    @Property(tries = 300)
    void a_document_comes_back_bit_for_bit(@ForAll long seed) {
        Document document = new RandomDocuments(HOME, seed).next();
        byte[] json = json(document);
        assertSame(DocumentJson.read(json, HOME), document);
        assertThat(json(DocumentJson.read(json, HOME))).isEqualTo(json);
    }

    @Property(tries = 300)
    void a_value_comes_back_through_plain_objects(@ForAll long seed) {
        Value value = new RandomDocuments(HOME, seed).value();
        Value back = DocumentJson.fromTree(DocumentJson.toTree(value, HOME), HOME);
        assertThat(Fields.same(back, value)).as("%s is %s", back, value).isTrue();
    }

    @Test
    void the_largest_and_the_deepest_documents_come_back() {
        RandomDocuments documents = new RandomDocuments(HOME, 7);
        for (int i = 0; i < 12; i++) {
            Document large = documents.nextLarge();
            assertSame(DocumentJson.read(json(large), HOME), large);
        }
        Document deep = documents.nextDeep();
        assertSame(DocumentJson.read(json(deep), HOME), deep);
    }

    private static void assertSame(Document found, Document wanted) {
        assertThat(found.getName()).isEqualTo(wanted.getName());
        assertThat(found.getCreateTime()).isEqualTo(wanted.getCreateTime());
        assertThat(found.getUpdateTime()).isEqualTo(wanted.getUpdateTime());
        assertThat(Fields.differences(wanted.getFieldsMap(), found.getFieldsMap()))
                .isEmpty();
        assertThat(Fields.fingerprint(found.getFieldsMap())).isEqualTo(Fields.fingerprint(wanted.getFieldsMap()));
    }

    private static byte[] json(Document document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Utf8Out out = new Utf8Out(bytes, "memory");
        DocumentJson.write(document, out);
        out.flush();
        return bytes.toByteArray();
    }
}
