package dbmanager.firestore.migration;

import static dbmanager.firestore.migration.Scripts.document;
import static dbmanager.firestore.migration.Scripts.step;
import static dbmanager.firestore.migration.Scripts.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One step, one document, what becomes of it. */
class StepTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    addField: {collection: users, field: active, value: true}           | {}                | users/1 {"active":true}
                    addField: {collection: users, field: active, value: true}           | {"active":null}   | ~~
                    addField: {collection: users, field: a.b, value: [1, 1.0, x]}       | {"a":{"c":1}}     | users/1 {"a":{"b":[1,1.0,"x"],"c":1}}
                    addField: {collection: users, field: n, expression: size(doc.name)} | {"name":"Ann"}    | users/1 {"n":3,"name":"Ann"}
                    setField: {group: users, field: active, value: true}                | {"active":false}  | users/1 {"active":true}
                    setField: {group: users, field: active, value: true, where: has(doc.name)} | {"active":false}  | ~~
                    setField: {group: users, field: active, value: true}                | {"active":true}   | ~~
                    """)
    void a_step_says_what_becomes_of_a_document(String yaml, String before, String expected) {
        assertThat(text(((Scan) step(yaml)).change(document("users/1", before))))
                .isEqualTo(expected);
    }
}
