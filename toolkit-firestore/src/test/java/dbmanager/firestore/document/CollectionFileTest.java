package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.firestore.v1.Document;
import dbmanager.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of documents: ours, and those of the old Python tool. */
class CollectionFileTest {
    private static final DatabaseName PROD = new DatabaseName("shop-prod", "(default)");
    private static final DatabaseName ELSEWHERE = new DatabaseName("demo", "(default)");
    private static final CollectionFile HEADER = new CollectionFile(
            "users",
            Instant.parse("2026-11-21T02:00:03Z"),
            PROD,
            CollectionFile.FULL,
            Optional.of(Instant.parse("2026-11-21T02:00:00Z")));

    @Test
    void the_frozen_file_is_read_and_written_byte_for_byte() throws IOException {
        byte[] golden = resource("collection-v2.json");
        CollectionFile header;
        List<Document> documents;
        try (CollectionFile.Reader reader = open(golden)) {
            header = reader.file();
            documents = rest(reader);
        }
        assertThat(header).isEqualTo(HEADER);
        assertThat(documents)
                .extracting(Document::getName)
                .containsExactly(
                        PROD.documents() + "/users/__id7__",
                        PROD.documents() + "/users/42",
                        PROD.documents() + "/users/42/orders/7 b",
                        PROD.documents() + "/users/a");
        assertThat(documents.get(3).hasCreateTime()).isFalse();
        assertThat(write(documents)).isEqualTo(golden);
    }

    @Test
    void documents_encoded_elsewhere_make_the_same_file() {
        List<Document> documents = new RandomDocuments(PROD, 5).documents(1000).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CollectionFile.Writer writer = HEADER.writeTo(bytes, "users.json");
        for (int from = 0; from < documents.size(); from += 250) {
            CollectionFile.Lines lines = CollectionFile.encode(documents.subList(from, from + 250));
            assertThat(lines.count()).isEqualTo(250);
            writer.write(lines);
        }
        writer.write(CollectionFile.encode(List.of()));
        assertThat(writer.finish()).isEqualTo(1000);
        assertThat(bytes.toByteArray()).isEqualTo(write(documents));
        assertThat(read(bytes.toByteArray())).isEqualTo(documents);
    }

    @Test
    void an_empty_collection_is_a_file_too() {
        byte[] file = write(List.of());
        assertThat(read(file)).isEmpty();
        assertThat(text(file)).endsWith("\"documents\":[\n],\"document_count\":0}\n");
    }

    @Test
    void documents_stand_one_on_a_line() {
        List<Document> documents = new RandomDocuments(PROD, 6).documents(300).toList();
        assertThat(text(write(documents)).split("\n")).hasSize(documents.size() + 2);
    }

    @Test
    void a_file_without_its_end_is_never_taken_for_a_whole_one() throws IOException {
        byte[] golden = resource("collection-v2.json");
        for (int length = 0; length < golden.length - 2; length++) {
            InvalidDocument problem = damaged(Arrays.copyOf(golden, length));
            assertThat(problem.kind()).isEqualTo(Problem.Kind.DAMAGED);
            assertThat(problem).hasMessageContaining("users.json");
        }
        assertThat(read(Arrays.copyOf(golden, golden.length - 1))).hasSize(4); // only the line end is gone
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"document_count\":4 | \"document_count\":5 | it promises 5 documents and holds 4",
                ",\"document_count\":4 | | it lacks its \"document_count\"",
                "\"backup_version\":\"2.0\" | \"backup_version\":\"3.0\" | reads up to 2.0",
                "\"firebase_project\":\"shop-prod\", | | lack the \"firebase_project\"",
                "\"collection\":\"users\", | | \"collection\"",
                "\"created\" | \"creatid\" | line 2, users/__id7__: a document has no key \"creatid\"",
                "users/42/orders/7 b | users/42/orders | line 4: \"users/42/orders\" is no path of a document",
                "\"unknown\":{ | \"int\":{ | line 4, users/42/orders/7 b: the key \"int\" is given twice",
                "\"$price\" | \"$price | line 4, users/42/orders/7 b: ",
                "19.99 | 19.9.9 | line 4, users/42/orders/7 b: '.' stands where ']' should come",
                "\"document_count\":4} | \"document_count\":4}x | 'x' stands where the end of the file should come",
                "\"document_count\":4 | \"document_count\":4,\"documents\":[] | \"documents\" twice",
                "\"timestamp\":\"2026-11-21T02:00:03Z\" | \"timestamp\":\"today\" | its \"timestamp\" is no time: today",
                "\"timestamp\":\"2026-11-21T02:00:03Z\" | \"collection\":\"x\" | \"collection\" is given twice"
            })
    void what_is_wrong_is_said_with_file_line_and_document(String from, String to, String why) throws IOException {
        String golden = text(resource("collection-v2.json"));
        assertThat(golden).contains(from);
        byte[] changed = golden.replace(from, to == null ? "" : to).getBytes(StandardCharsets.UTF_8);
        assertThat(damaged(changed)).hasMessageStartingWith("users.json").hasMessageContaining(why);
    }

    @Test
    void members_that_a_later_version_adds_are_passed_over() throws IOException {
        String golden = text(resource("collection-v2.json"));
        String more = golden.replace(
                        "\"metadata\":{",
                        "\"new\":[{\"a\\\"\":[1e5,null,true]},\"]\"],\"metadata\":{\"sizes\":{\"a\":[]},")
                .replace("\"document_count\":4", "\"document_count\":4,\"hash\":\"x\"");
        assertThat(read(more.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(read(golden.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_string_without_end_is_refused_before_it_is_kept() {
        InputStream endless = new InputStream() {
            private final byte[] begin =
                    ("{\"collection\":\"users\",\"metadata\":{\"backup_version\":\"2.0\",\"firebase_project\":\"p\","
                                    + "\"database\":\"d\"},\"documents\":[{\"path\":\"a/b\",\"fields\":{\"x\":\"")
                            .getBytes(StandardCharsets.UTF_8);
            private long at;

            @Override
            public int read() {
                return at < begin.length ? begin[(int) at++] : 'x';
            }

            @Override
            public int read(byte[] into, int from, int length) {
                into[from] = (byte) read();
                if (at < begin.length) {
                    return 1;
                }
                Arrays.fill(into, from + 1, from + length, (byte) 'x');
                return length;
            }
        };
        CollectionFile.Reader reader = CollectionFile.read(endless, "users.json", ELSEWHERE);
        assertThatThrownBy(reader::next)
                .hasMessageContaining("users.json line 1, a/b: a string is longer than 1048487 bytes");
    }

    @Test
    void a_document_larger_than_any_is_refused() {
        assertThatThrownBy(() -> read(begun("\"" + "x".repeat(1000) + "\",", 20_000)))
                .hasMessageContaining("a/b: it is longer than any document");
        assertThatThrownBy(() -> read(begun("1,", 3 << 20)))
                .hasMessageContaining("a/b: it holds more values than any document");
    }

    private static byte[] begun(String element, int count) {
        String start = text(write(List.of()))
                .replace("\n],\"document_count\":0}\n", "\n{\"path\":\"a/b\",\"fields\":{\"x\":[");
        return (start + element.repeat(count)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_backup_of_the_old_tool_is_read() throws IOException {
        try (CollectionFile.Reader reader = open(resource("collection-v1-python.json"))) {
            assertThat(reader.file())
                    .isEqualTo(new CollectionFile(
                            "products",
                            Instant.parse("2025-06-29T12:00:00.123456Z"),
                            ELSEWHERE,
                            CollectionFile.FULL,
                            Optional.empty()));
            List<Document> documents = rest(reader);
            assertThat(documents)
                    .extracting(document -> DocumentPath.of(document.getName()).text())
                    .containsExactly("products/tea-1", "products/17", "products/🍵");
            assertThat(documents.stream().map(document -> line(document).replaceFirst(".*\"fields\":", "")))
                    .containsExactly(
                            "{\"$map\":{\"$timestamp\":\"only a key\",\"bounds\":[{\"$double\":\"-Infinity\"},{\"$double\":\"Infinity\"}],"
                                    + "\"created_at\":\"2025-06-29T12:00:00Z\",\"name\":\"Grüner Tee\",\"price\":4.0,"
                                    + "\"rating\":{\"$double\":\"NaN\"},\"stock\":12}}}",
                            "{\"$map\":{\"$map\":1}},\"path\":\"x\",\"tags\":[]}}",
                            "{\"big\":{\"$int\":\"9007199254740993\"}}}");
        }
    }

    @Test
    void an_old_backup_may_be_an_object_of_documents_by_id() {
        assertThat(old("{'a':{'id':5},'b':{}}"))
                .extracting(CollectionFileTest::line)
                .containsExactly(
                        "{\"path\":\"products/a\",\"fields\":{\"id\":5}}", "{\"path\":\"products/b\",\"fields\":{}}");
    }

    @Test
    void an_old_backup_may_call_the_id_otherwise() {
        assertThat(old("[{'document_id':'a','x':1},{'_id':'b'}]"))
                .extracting(CollectionFileTest::line)
                .containsExactly(
                        "{\"path\":\"products/a\",\"fields\":{\"x\":1}}", "{\"path\":\"products/b\",\"fields\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[{'id':'a'},{'name':'x'}] | document 2 of the old backup: it has no id",
                "[{'id':null}] | document 1 of the old backup: it has no id",
                "[{'id':'a/b'}] | document 1 of the old backup: \"products/a/b\" is no path",
                "[1] | document 1 of the old backup: '1' stands where '{' should come",
                "{'a':1} | document 1 of the old backup: '1' stands where '{' should come"
            })
    void an_old_backup_that_makes_no_sense_is_refused(String documents, String why) {
        assertThatThrownBy(() -> old(documents))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(why);
    }

    @Test
    void our_own_file_with_its_members_in_another_order_is_refused() {
        byte[] sorted =
                "{\"collection\":\"a\",\"document_count\":0,\"documents\":[],\"metadata\":{\"backup_version\":\"2.0\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(damaged(sorted)).hasMessageContaining("\"metadata\" must stand before its \"documents\"");
    }

    private static List<Document> old(String documents) {
        String json = "\ufeff{'collection':'products','documents':" + documents + "}\n";
        return read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Document document) {
        String file = text(write(List.of(document)));
        return file.split("\n")[1];
    }

    private static byte[] write(List<Document> documents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CollectionFile.Writer writer = HEADER.writeTo(bytes, "users.json");
        documents.forEach(writer::write);
        writer.finish();
        return bytes.toByteArray();
    }

    private static CollectionFile.Reader open(byte[] file) {
        return CollectionFile.read(new ByteArrayInputStream(file), "users.json", ELSEWHERE);
    }

    private static List<Document> read(byte[] file) {
        try (CollectionFile.Reader reader = open(file)) {
            return rest(reader);
        }
    }

    private static List<Document> rest(CollectionFile.Reader reader) {
        List<Document> documents = new ArrayList<>();
        for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
            documents.add(next.get());
        }
        return documents;
    }

    private static InvalidDocument damaged(byte[] file) {
        return catchThrowableOfType(InvalidDocument.class, () -> read(file));
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CollectionFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
