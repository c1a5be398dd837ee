package dbmanager.firestore.migration;

import static dbmanager.firestore.migration.Scripts.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake, its line, what is said about it, and what to do. */
class BadScriptTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                ~~                                                        | 1 | the migration is empty                                   | give it steps:
                ~# only a comment~                                        | 1 | the migration is empty                                   | create-migration
                - addField                                                | 1 | the migration is a list                                  | make it a mapping
                stepz: []                                                 | 1 | "stepz" is not a key of the migration                    | did you mean "steps"? the keys are description, steps, rollback, verify
                rollback: none                                            | 1 | the migration has no steps                               | give it one: steps:
                steps: []                                                 | 1 | steps of the migration is empty                          | give it at least one step: createCollection, addField
                steps: addField                                           | 1 | steps of the migration is a text                         | make it a list of steps
                steps:;- {}                                               | 2 | a step is empty                                          | begin each step with "- "
                steps:;- addField                                         | 2 | a step is a text                                         | make it a mapping
                steps:;- addFeild: {}                                     | 2 | "addFeild" is no step                                    | did you mean "addField"? the steps are createCollection, addField,
                steps:;- addField: {};  setField: {}                      | 2 | a step has more than one word: addField, setField        | begin each step with "- "
                steps:;- addField:                                        | 2 | addField is empty                                        | make it a mapping
                steps:;- addField: {};- setField: {};steps: []            | 4 | "steps" stands in the migration twice, first in line 1   | keep one of them
                steps:;- addField:;    colection: users                   | 3 | "colection" is not a key of addField                     | did you mean "collection"? the keys are field, value, expression, collection, group, where, onError
                steps:;- addField:;    collection: users                  | 2 | addField has no field                                    | give it one: field: …
                steps:;- addField:;    field: a;    collection: users     | 2 | addField has no value                                    | give it either value: … or expression:
                steps:;- addField:;    field: a;    value: 1;    expression: doc.b;    collection: users | 2 | addField has both a value and an expression | give it either
                steps:;- addField:;    field: a;    value: 1              | 2 | addField has neither a collection nor a group            | write collection: users, or group: orders
                steps:;- addField:;    field: a;    value: 1;    collection: u;    group: v | 2 | addField has both a collection and a group | write collection: users
                steps:;- addField:;    field: a;    value: 1;    collection: users/1 | 5 | collection of addField: users/1 is no path of a collection | an odd number of names
                steps:;- addField:;    field: a;    value: 1;    collection: users//x | 5 | collection of addField: users//x is no path of a collection | an odd number of names
                steps:;- addField:;    field: a;    value: 1;    group: users/1/orders | 5 | group of addField: users/1/orders is a path          | write group: orders, or collection: users/1/orders
                steps:;- addField:;    field: 5                           | 3 | field of addField is a number                            | make it a text (in quotes if need be)
                steps:;- addField:;    field: a..b                        | 3 | field of addField: "a..b" is no path of a field: a name is empty | write names with dots
                steps:;- addField:;    field: a;    value: {$timestmp: x};    collection: u | 4 | value of addField: | {$timestamp: …}, $bytes
                steps:;- addField:;    field: a;    value: 9223372036854775808;    collection: u | 4 | value of addField is a whole number of more than 64 bits | as a double: 9223372036854775808.0
                steps:;- addField:;    field: a;    value: {b: 1, b: 2};    collection: u | 4 | "b" stands in value of addField twice        | keep one of them
                steps:;- addField:;    field: a;    value: 1;    collection: u;    where: dok.name == 'x' | 6 | where of addField is no CEL condition: column 1: there is no variable or function dok | did you mean "doc"?
                steps:;- addField:;    field: a;    value: 1;    collection: u;    where: doc.age + 'x' == 1 && size(doc.age | 6 | where of addField is no CEL condition: column 35: | correct the CEL expression
                steps:;- addField:;    field: a;    value: 1;    collection: u;    where: "'x'" | 6 | where of addField is no CEL condition: it is string, not true or false | compare it
                steps:;- addField:;    field: a;    value: 1;    collection: u;    where: ; | 6 | where of addField is empty                                   | make it a text
                steps:;- addField:;    field: a;    value: 1;    collection: u;    onError: ignore | 6 | onError of addField cannot be "ignore" | write fail or skip
                steps:;- addField:;    field: a;    value: 1;    collection: u;    onError: skp | 6 | onError of addField cannot be "skp"       | did you mean "skip"? write fail or skip
                steps:;- transform:;    collection: u;    set: {a: "duration('1s')"}       | 4 | a of set of transform is no CEL expression: it is a duration | store its seconds
                steps:;- transform:;    collection: u;    set: {}         | 4 | set of transform is empty                                | slug: doc.name
                steps:;- transform:;    collection: u;    set: {a: '1', a.b: '1'} | 4 | set of transform gives both a and a.b            | set only one of them
                steps:;- transform:;    collection: u;    set: {a: "doc.b\\n  + nope"} | 4 | a of set of transform is no CEL expression: line 2, column 5: there is no variable or function nope | a field is doc.name
                steps:;- renameField: {collection: u, from: a, to: a}     | 2 | renameField renames a to itself                          | give it another name
                steps:;- copyCollection: {from: u, to: u}                 | 2 | copyCollection goes from u to u, into itself             | give it a to: outside of from:
                steps:;- moveCollection: {from: u, to: u/1/v}             | 2 | moveCollection goes from u to u/1/v, into itself         | give it a to: outside of from:
                steps:;- deleteCollection: {collection: u, recursive: yes} | 2 | recursive of deleteCollection is a text                 | make it true or false
                steps:;- setDocument: {document: users, fields: {}}       | 2 | document of setDocument: "users" is no path of a document | write collection/document
                steps:;- setDocument: {document: a/b, fields: {}, mode: merg} | 2 | mode of setDocument cannot be "merg"                 | did you mean "merge"? write create or merge or replace
                steps:;- setDocument: {document: a/b, fields: {__a__: 1}} | 2 | __a__ of fields of setDocument: "__a__" is no path of a field: names of the form __…__ are Firestore's own | write
                steps:;- setDocument: {document: a/b}                     | 2 | setDocument has no fields                                | give it one: fields: …
                steps:;- createCollection: {collection: a, document: b/c} | 2 | document of createCollection: "a/b/c" is no path of a document | write collection/document
                steps:;- createIndex: {collection: u, fields: [a]}        | 2 | fields of createIndex names fewer than two fields        | Firestore indexes single fields by itself
                steps:;- createIndex: {collection: u, fields: [a, b: down]} | 2 | b of a field of createIndex cannot be "down"           | write asc, desc, array or {vector: dimension}
                steps:;- createIndex: {collection: u, fields: [a, {b: asc, c: asc}]} | 2 | a field of createIndex is not one name with its order | write - price: desc
                rollback: manual;steps:;- deleteDocument: {document: a/b} | 1 | rollback of the migration cannot be "manual"             | write auto, none or a list of steps
                rollback: [];steps:;- deleteDocument: {document: a/b}     | 1 | rollback of the migration is empty                       | give it at least one step
                verify: [{collection: u}];steps:;- deleteDocument: {document: a/b} | 1 | an assertion has none of every, count and exists | write {collection: users, every:
                verify: [{collection: u, every: 'true', exists: true}];steps:;- deleteDocument: {document: a/b} | 1 | an assertion has more than one of every, count and exists | write
                verify: [{count: {collection: u}}];steps:;- deleteDocument: {document: a/b} | 1 | a count has none of equals, at_least, at_most | write at_least: 1
                verify: [{count: {collection: u}, at_least: -1}];steps:;- deleteDocument: {document: a/b} | 1 | at_least of an assertion is a number | make it a whole number from 0
                verify: [{collection: u, evry: 'true'}];steps:;- deleteDocument: {document: a/b} | 1 | "evry" is not a key of an assertion | did you mean "every"?
                steps: [*x]                                               | 1 | bad YAML:                                                | correct the YAML
                steps: &x [*x]                                            | 1 | a value contains itself                                  | correct the YAML
                steps: "                                                  | 1 | bad YAML:                                                | correct the YAML
                a: 1;---;b: 1                                             | 2 | bad YAML:                                                | correct the YAML
                """)
    void a_mistake_is_named_with_its_line_and_the_way_out(String yaml, int line, String happened, String next) {
        assertThatThrownBy(() -> script(yaml.replace(";", "\n"))).isInstanceOfSatisfying(BadScript.class, problem -> {
            assertThat(problem).hasMessageStartingWith(Scripts.FILE + ":" + line + ": " + happened);
            assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
            assertThat(problem.state()).contains("nothing was run");
            assertThat(problem.next()).contains(next);
        });
    }

    @Test
    void a_small_text_that_unfolds_to_a_large_value_is_refused() {
        StringBuilder bomb = new StringBuilder("description: x\nv0: &v0 [1, 1, 1]\n");
        for (int level = 1; level <= 16; level++) {
            bomb.append("v%d: &v%d [*v%d, *v%d, *v%d]\n".formatted(level, level, level - 1, level - 1, level - 1));
        }
        assertThatThrownBy(() -> script(bomb.toString()))
                .isInstanceOf(BadScript.class)
                .hasMessageContaining("more than 100000 values, counting each alias as what it stands for");
    }

    @Test
    void an_alias_stands_for_its_value() {
        Scan step = (Scan) script("""
                        steps:
                          - addField: {collection: users, field: a, value: &v {b: 1}}
                          - addField: {collection: users, field: c, value: [*v, *v]}
                        """).steps().get(1);
        assertThat(Scripts.text(step.change(Scripts.document("users/1", "{}"))))
                .isEqualTo("users/1 {\"c\":[{\"b\":1},{\"b\":1}]}");
    }
}
