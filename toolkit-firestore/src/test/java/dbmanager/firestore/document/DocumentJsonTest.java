package dbmanager.firestore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import dbmanager.exchange.Utf8Out;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and values as JSON. */
class DocumentJsonTest {
    private static final DatabaseName HOME = new DatabaseName("shop", "(default)");

    @Property(tries = 500)
    void a_document_comes_back_bit_for_bit(@ForAll long seed) {
        Document document = new RandomDocuments(HOME, seed).next();
        byte[] json = json(document);
        Document back = DocumentJson.read(json, HOME);
        assertSame(back, document);
        assertThat(json(back)).isEqualTo(json);
    }

    @Property(tries = 500)
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1",
                "-1",
                "9007199254740992",
                "{'$int':'9007199254740993'}",
                "{'$int':'-9223372036854775808'}",
                "1.0",
                "0.1",
                "5E-324",
                "1E+300",
                "{'$double':'-0.0'}",
                "{'$double':'NaN'}",
                "{'$double':'-Infinity'}",
                "{'$timestamp':'0001-01-01T00:00:00Z'}",
                "{'$timestamp':'9999-12-31T23:59:59.999999Z'}",
                "{'$timestamp':'2026-11-21T02:00:00.123Z'}",
                "{'$timestamp':'2024-02-29T02:00:00.123456789Z'}",
                "{'$bytes':'AAEC/w=='}",
                "{'$geopoint':[{'$double':'-0.0'},8.5]}",
                "{'$vector':[1.0,{'$double':'NaN'},0.5]}",
                "{'$vector':[]}",
                "{'$reference':'users/42'}",
                "{'$reference':'projects/shop/databases/other/documents/users/42'}",
                "{'$reference':'projects/other/databases/(default)/documents/users/42'}",
                "{'$map':{'$int':'1','a':{'$map':{'$':1}}}}",
                "{'__type__':'other','value':[1.0]}",
                "{'__type__':'__vector__','value':[1]}",
                "{'__type__':'__vector__','value':[1.0],'x':1}",
                "{'A':1,'a':1,'é':1,'\uffff':1,'🍵':1}",
                "[null,true,false,[],{}]",
                "'\\u0000\\u001f\\\\ /\u007f\u2028🍵'"
            })
    void the_form_is_canonical(String json) {
        String text = json.replace('\'', '"');
        assertThat(DocumentJson.text(DocumentJson.parse(text, HOME), HOME)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1e0 | 1.0",
                "-0 | 0",
                "-0.0 | {'$double':'-0.0'}",
                "123456789012345678901e-3 | 1.2345678901234568E+17",
                "{'$int':'1'} | 1",
                "9223372036854775807 | {'$int':'9223372036854775807'}",
                "{'$timestamp':'2026-11-21T03:00:00+01:00'} | {'$timestamp':'2026-11-21T02:00:00Z'}",
                "{'$timestamp':'2026-11-21T02:00:00.1Z'} | {'$timestamp':'2026-11-21T02:00:00.100Z'}",
                "{'$reference':'projects/shop/databases/(default)/documents/users/42'} | {'$reference':'users/42'}",
                "{'b':1,'a':2} | {'a':2,'b':1}",
                "{'$map':{'a':1}} | {'a':1}",
                "'\\ud83c\\udf75\\/' | '🍵/'"
            })
    void other_ways_to_say_it_are_read(String json, String canonical) {
        Value value = DocumentJson.parse(json.replace('\'', '"'), HOME);
        assertThat(DocumentJson.text(value, HOME)).isEqualTo(canonical.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'a':1,'a':1} | given twice",
                "{'$new':'x'} | the tag $new is unknown",
                "{'$timestamp':'2026-11-21T02:00:00Z','a':1} | ',' stands where '}' should come",
                "{'a':1,'$timestamp':'x'} | a map with the key $timestamp is written",
                "{'$timestamp':'2026-02-30T00:00:00Z'} | $timestamp wants a time",
                "{'$timestamp':'0000-12-31T23:59:59Z'} | outside the years 1 to 9999",
                "{'$timestamp':5} | $timestamp wants a string",
                "{'$bytes':'*'} | $bytes is not Base64",
                "{'$reference':'users'} | $reference",
                "{'$reference':'projects/p/databases/d'} | ",
                "{'$geopoint':[1.0]} | $geopoint wants [latitude, longitude]",
                "{'$geopoint':[1,2]} | doubles only",
                "{'$vector':[1]} | doubles only",
                "{'$vector':'x'} | $vector wants an array",
                "{'$int':'1.0'} | whole number of 64 bits",
                "{'$double':'1.0'} | $double is NaN",
                "{'$map':[]} | $map wants an object",
                "9223372036854775808 | does not fit into 64 bits",
                "1e999 | too large for a double",
                "01 | begins with 0",
                "1. | a digit",
                ".5 | a value",
                "+1 | a value",
                "NaN | a value",
                "[1,] | a value",
                "{'a':1,} | '\"' should come",
                "{a:1} | should come",
                "'\\ud800' | half a character",
                "'\\ud800\\u0041' | half a character",
                "'\\udc00' | half a character",
                "'\\x' | unknown escape",
                "'\\u12g4' | hexadecimal",
                "nul | a value",
                "1 2 | the end should come",
                "'abc | a part of it is missing",
                "[1 | a part of it is missing"
            })
    void what_is_no_value_is_refused(String json, String why) {
        if (why == null) {
            assertThat(DocumentJson.parse(json.replace('\'', '"'), HOME).getReferenceValue())
                    .endsWith("documents/projects/p/databases/d");
            return;
        }
        assertThatThrownBy(() -> DocumentJson.parse(json.replace('\'', '"'), HOME))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(why);
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_and_the_replacement_character_is_not() {
        for (int[] bad :
                new int[][] {{0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xe2, 0x82}}) {
            byte[] json =
                    ("{\"path\":\"a/" + "?".repeat(bad.length) + "\",\"fields\":{}}").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bad.length; i++) {
                json[11 + i] = (byte) bad[i];
            }
            assertThatThrownBy(() -> DocumentJson.read(json, HOME)).hasMessageContaining("not UTF-8");
        }
        assertThat(DocumentJson.parse("\"\ufffd\"", HOME).getStringValue()).isEqualTo("\ufffd");
    }

    @Test
    void maps_deeper_than_any_document_are_refused_both_ways() {
        String deep = "[".repeat(51) + "]".repeat(51);
        assertThatThrownBy(() -> DocumentJson.parse(deep, HOME)).hasMessageContaining("nested deeper than 50 levels");
        Value value = Value.newBuilder().setIntegerValue(1).build();
        for (int i = 0; i < 51; i++) {
            value = Value.newBuilder()
                    .setMapValue(MapValue.newBuilder().putFields("a", value))
                    .build();
        }
        Value tooDeep = value;
        assertThatThrownBy(() -> DocumentJson.text(tooDeep, HOME)).hasMessageContaining("nested deeper than 50 levels");
    }

    @Test
    void a_string_longer_than_a_value_can_be_is_refused() {
        String longest = "x".repeat((1 << 20) - 89);
        assertThat(DocumentJson.parse('"' + longest + '"', HOME).getStringValue())
                .isEqualTo(longest);
        assertThatThrownBy(() -> DocumentJson.parse('"' + longest + "x\"", HOME))
                .hasMessageContaining("a string is longer than 1048487 bytes");
    }

    @Test
    void a_value_that_was_never_set_is_not_written() {
        Document document = Document.newBuilder()
                .setName(HOME.documents() + "/a/b")
                .putFields("x", Value.getDefaultInstance())
                .build();
        assertThatThrownBy(() -> json(document))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("a/b: ");
    }

    @Test
    void a_time_out_of_range_is_not_written() {
        Value value = Value.newBuilder()
                .setTimestampValue(Timestamp.newBuilder().setSeconds(253_402_300_800L))
                .build();
        assertThatThrownBy(() -> DocumentJson.text(value, HOME)).hasMessageContaining("not within the years 1 to 9999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'fields':{}}",
                "{'path':'a/b'}",
                "{'path':'a','fields':{}}",
                "{'path':'a/b','fields':[]}",
                "{'path':'a/b','fields':{'$vector':[]}}",
                "{'path':'a/b','path':'a/b','fields':{}}",
                "{'path':'a/b','fields':{},'fields':{}}",
                "{'path':'a/b','fields':{},'other':1}",
                "{'path':'a/b','fields':{},'created':'yesterday'}",
                "{}"
            })
    void what_is_no_document_is_refused(String json) {
        byte[] utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> DocumentJson.read(utf8, HOME)).isInstanceOf(InvalidDocument.class);
    }

    @Test
    void a_document_is_one_line() {
        Document document = Document.newBuilder()
                .setName(HOME.documents() + "/users/42")
                .setCreateTime(Timestamp.newBuilder().setSeconds(1))
                .setUpdateTime(Timestamp.newBuilder().setSeconds(2).setNanos(1000))
                .putFields("$", Value.newBuilder().setStringValue("a\nb").build())
                .build();
        assertThat(new String(json(document), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"path\":\"users/42\",\"created\":\"1970-01-01T00:00:01Z\",\"updated\":\"1970-01-01T00:00:02.000001Z\","
                                + "\"fields\":{\"$map\":{\"$\":\"a\\nb\"}}}");
    }

    @Test
    void a_reference_points_into_the_database_that_it_is_read_for() {
        DatabaseName other = new DatabaseName("staging", "copy");
        assertThat(DocumentJson.parse("{\"$reference\":\"users/42\"}", other).getReferenceValue())
                .isEqualTo("projects/staging/databases/copy/documents/users/42");
    }

    @Test
    void plain_objects_of_yaml_are_values() {
        assertThat(DocumentJson.text(
                        DocumentJson.fromTree(
                                Map.of(
                                        "list",
                                        List.of(
                                                1,
                                                2L,
                                                1.5,
                                                true,
                                                "x",
                                                BigInteger.TEN,
                                                Map.of("$timestamp", "2026-11-21T02:00:00Z"))),
                                HOME),
                        HOME))
                .isEqualTo("{\"list\":[1,2,1.5,true,\"x\",10,{\"$timestamp\":\"2026-11-21T02:00:00Z\"}]}");
    }

    @Test
    void plain_objects_that_are_no_values_are_refused() {
        assertThatThrownBy(() -> DocumentJson.fromTree(Map.of(1, "x"), HOME))
                .hasMessageContaining("the key 1 is no text");
        assertThatThrownBy(() -> DocumentJson.fromTree(new BigDecimal("0.1"), HOME))
                .hasMessageContaining("0.1");
        assertThatThrownBy(() -> DocumentJson.fromTree(BigInteger.ONE.shiftLeft(63), HOME))
                .hasMessageContaining("64 bits");
        assertThatThrownBy(() -> DocumentJson.fromTree(new Object(), HOME))
                .hasMessageContaining("no value of Firestore");
        assertThatThrownBy(() -> DocumentJson.fromTree("\ud800", HOME)).hasMessageContaining("half a character");
        assertThatThrownBy(() -> DocumentJson.fromTree(Map.of("$x", 1, "y", 2), HOME))
                .hasMessageContaining("$map");
    }

    private static byte[] json(Document document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Utf8Out out = new Utf8Out(bytes, "memory");
        DocumentJson.write(document, out);
        out.flush();
        return bytes.toByteArray();
    }
}
