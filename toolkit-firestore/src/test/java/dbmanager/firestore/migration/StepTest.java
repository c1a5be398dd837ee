package dbmanager.firestore.migration;

import static dbmanager.firestore.migration.Scripts.document;
import static dbmanager.firestore.migration.Scripts.step;
import static dbmanager.firestore.migration.Scripts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One step, one document, what becomes of it. */
class StepTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                addField: {collection: users, field: active, value: true}                          | {}                | users/1 {"active":true}
                addField: {collection: users, field: active, value: true}                          | {"active":null}   | ~~
                addField: {collection: users, field: active, value: true}                          | {"active":false}  | ~~
                addField: {collection: users, field: a.b, value: [1, 1.0, x]}                      | {"a":{"c":1}}     | users/1 {"a":{"b":[1,1.0,"x"],"c":1}}
                addField: {collection: users, field: n, expression: size(doc.name)}                | {"name":"Ann"}    | users/1 {"n":3,"name":"Ann"}
                addField: {collection: users, field: n, expression: doc.?nick}                     | {"name":"Ann"}    | ~~
                addField: {collection: users, field: note, value: null}                            | {}                | users/1 {"note":null}
                addField: {collection: users, field: note, value: }                                | {}                | users/1 {"note":null}
                addField: {collection: users, field: 'first name', value: Ann}                     | {}                | users/1 {"first name":"Ann"}
                addField: {collection: users, field: '`a.b`', value: 1}                            | {}                | users/1 {"a.b":1}
                addField: {collection: users, field: t, value: {$timestamp: '2026-01-01T00:00:00Z'}} | {}              | users/1 {"t":{"$timestamp":"2026-01-01T00:00:00Z"}}
                addField: {collection: users, field: r, value: {$reference: shops/1}}              | {}                | users/1 {"r":{"$reference":"shops/1"}}
                addField: {collection: users, field: p, value: [{$geopoint: [48.1, 11.5]}]}        | {}                | users/1 {"p":[{"$geopoint":[48.1,11.5]}]}
                addField: {collection: users, field: n, value: 9223372036854775807}                | {}                | users/1 {"n":{"$int":"9223372036854775807"}}
                addField: {collection: users, field: n, value: -.inf}                              | {}                | users/1 {"n":{"$double":"-Infinity"}}
                addField: {collection: users, field: n, value: 1e3}                                | {}                | users/1 {"n":1000.0}
                addField: {collection: users, field: n, value: "1"}                                | {}                | users/1 {"n":"1"}
                addField: {collection: users, field: n, value: no}                                 | {}                | users/1 {"n":"no"}
                setField: {group: users, field: active, value: true}                               | {"active":false}  | users/1 {"active":true}
                setField: {group: users, field: active, value: true}                               | {"active":true}   | ~~
                setField: {group: users, field: n, value: 1}                                       | {"n":1.0}         | users/1 {"n":1}
                setField: {group: users, field: n, value: .nan}                                    | {"n":{"$double":"NaN"}} | ~~
                setField: {group: users, field: n, value: -0.0}                                    | {"n":0.0}         | users/1 {"n":{"$double":"-0.0"}}
                setField: {group: users, field: n, expression: doc.n + 1}                          | {"n":1}           | users/1 {"n":2}
                setField: {group: users, field: n, expression: doc.?m}                             | {"n":1}           | users/1 {}
                setField: {group: users, field: active, value: true, where: has(doc.name)}         | {"active":false}  | ~~
                setField: {group: users, field: active, value: true, where: id == '1'}             | {}                | users/1 {"active":true}
                setField: {group: users, field: at, expression: path}                              | {}                | users/1 {"at":"users/1"}
                removeField: {collection: users, field: a.b}                                       | {"a":{"b":1}}     | users/1 {"a":{}}
                removeField: {collection: users, field: a}                                         | {"b":1}           | ~~
                renameField: {collection: users, from: a, to: b}                                   | {"a":{"$int":"9007199254740993"}} | users/1 {"b":{"$int":"9007199254740993"}}
                renameField: {collection: users, from: a, to: b}                                   | {"c":1}           | ~~
                renameField: {collection: users, from: a, to: b}                                   | {"a":1,"b":1}     | users/1 {"b":1}
                renameField: {collection: users, from: a, to: b, existing: skip}                   | {"a":1,"b":2}     | ~~
                renameField: {collection: users, from: a, to: b, existing: replace}                | {"a":1,"b":2}     | users/1 {"b":1}
                renameField: {collection: users, from: a, to: a.b}                                 | {"a":1}           | users/1 {"a":{"b":1}}
                renameField: {collection: users, from: a.b, to: c.d}                               | {"a":{"b":1}}     | users/1 {"a":{},"c":{"d":1}}
                transform: {collection: users, set: {a: doc.b, b: doc.a}}                          | {"a":1,"b":2}     | users/1 {"a":2,"b":1}
                transform: {collection: users, set: {a.b: doc.a.b + 1}}                            | {"a":{"b":1,"c":2}} | users/1 {"a":{"b":2,"c":2}}
                transform: {collection: users, set: {a: doc.a}}                                    | {"a":1}           | ~~
                transform: {collection: users, set: {a: optional.none()}}                          | {"a":1,"b":2}     | users/1 {"b":2}
                transform: {collection: users, set: {a: 1}, where: doc.n > 1.5}                    | {"n":2}           | users/1 {"a":1,"n":2}
                backfill: {collection: users, field: a, value: 1}                                  | {"a":null}        | users/1 {"a":1}
                backfill: {collection: users, field: a, expression: doc.?b}                        | {"a":null}        | ~~
                backfill: {collection: users, field: a, value: 1}                                  | {}                | users/1 {"a":1}
                backfill: {collection: users, field: a, value: 1}                                  | {"a":0}           | ~~
                backfill: {collection: users, field: a, expression: created}                       | {}                | users/1 {"a":{"$timestamp":"2023-11-14T22:13:20Z"}}
                copyCollection: {from: users, to: people}                                          | {"a":1}           | people/1 {"a":1}
                copyCollection: {from: users, to: shops/1/users, where: has(doc.b)}                | {"a":1}           | ~~
                moveCollection: {from: users, to: people}                                          | {"a":1}           | people/1 {"a":1}, users/1 -
                deleteCollection: {collection: users}                                              | {"a":1}           | users/1 -
                deleteCollection: {collection: users, where: 'doc.a > 1'}                          | {"a":1}           | ~~
                """)
    void a_scanning_step_says_what_becomes_of_a_document(String yaml, String before, String expected) {
        assertThat(text(((Scan) step(yaml)).change(document("users/1", before))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                createCollection: {collection: users}                                    | ~~              | users/_placeholder {}
                createCollection: {collection: users, document: a, fields: {n: 1}}       | ~~              | users/a {"n":1}
                createCollection: {collection: users, document: a, fields: {n: 1}}       | {"n":2}         | ~~
                setDocument: {document: a/b, fields: {n: 1}}                             | ~~              | a/b {"n":1}
                setDocument: {document: a/b, fields: {n: 1}}                             | {"n":1}         | ~~
                setDocument: {document: a/b, fields: {m: {y: 2}}, mode: merge}           | {"m":{"x":1}}   | a/b {"m":{"x":1,"y":2}}
                setDocument: {document: a/b, fields: {m: {y: 2}}, mode: merge}           | {"m":{"x":1,"y":2}} | ~~
                setDocument: {document: a/b, fields: {m: {y: 2}}, mode: merge}           | ~~              | a/b {"m":{"y":2}}
                setDocument: {document: a/b, fields: {m: [2]}, mode: merge}              | {"m":[1],"n":1} | a/b {"m":[2],"n":1}
                setDocument: {document: a/b, fields: {n: 1}, mode: replace}              | {"m":1}         | a/b {"n":1}
                deleteDocument: {document: a/b/c/d}                                      | {}              | a/b/c/d -
                deleteDocument: {document: a/b}                                          | ~~              | ~~
                """)
    void a_step_about_one_document_says_what_becomes_of_it(String yaml, String before, String expected) {
        Fixed step = (Fixed) step(yaml);
        Optional<Change> change = step.change(
                before.isEmpty()
                        ? Optional.empty()
                        : Optional.of(document(step.document().text(), before)));
        assertThat(text(change.stream())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                addField: {collection: users, field: a.b, value: 1}             | {"a":1}       | a is no map, so that it cannot hold a.b
                renameField: {collection: users, from: a, to: b}                | {"a":1,"b":2} | b is there already, with another value than a
                renameField: {collection: users, from: a, to: b}                | {"a":1,"b":1.0} | b is there already, with another value than a
                transform: {collection: users, set: {a: doc.name.size()}}       | {}            | a cannot be computed by doc.name.size(): there is no name (ask has(
                transform: {collection: users, set: {a: doc.n * 2}}             | {"n":1.5}     | a cannot be computed by doc.n * 2: * does not take values of these types
                transform: {collection: users, set: {a: doc.n / 0}}             | {"n":1}       | a cannot be computed by doc.n / 0: / by zero
                transform: {collection: users, set: {a: doc.n + 1}}             | {"n":9223372036854775807} | a cannot be computed by doc.n + 1: long overflow
                transform: {collection: users, set: {a: doc.end - doc.start}}   | {"end":{"$timestamp":"2026-01-02T00:00:00Z"},"start":{"$timestamp":"2026-01-01T00:00:00Z"}} | a cannot be a duration
                transform: {collection: users, set: {a: 'doc.at + duration("87660000h")'}} | {"at":{"$timestamp":"9000-01-01T00:00:00Z"}} | a cannot be computed by
                transform: {collection: users, set: {a: timestamp(doc.n)}}      | {"n":9223372036854775807} | a cannot be computed by timestamp(doc.n):
                transform: {collection: users, set: {a: int(doc.n)}}            | {"n":{"$double":"NaN"}} | a cannot be computed by int(doc.n):
                transform: {collection: users, set: {a: int(doc.n)}}            | {"n":"x"}     | a cannot be computed by int(doc.n):
                transform: {collection: users, set: {a: 'doc.tags[5]'}}         | {"tags":["x"]} | a cannot be computed by doc.tags[5]:
                transform: {collection: users, set: {a: 'doc.tags.slice(3, 1)'}} | {"tags":["x"]} | a cannot be computed by doc.tags.slice(3, 1):
                transform: {collection: users, set: {a: doc.name.substring(9)}} | {"name":"x"}  | a cannot be computed by doc.name.substring(9):
                transform: {collection: users, set: {a: doc.name.matches('(')}} | {"name":"x"}  | a cannot be computed by doc.name.matches('('):
                transform: {collection: users, set: {a: string(doc.raw)}}       | {"raw":{"$bytes":"/w=="}} | a cannot be computed by string(doc.raw):
                transform: {collection: users, set: {a: doc.name.lowerAscii()}} | {"name":1}    | a cannot be computed by doc.name.lowerAscii(): lowerAscii does not take values of these types
                transform: {collection: users, set: {a: doc.name.first}}        | {"name":"x"}  | a cannot be computed by doc.name.first:
                transform: {collection: users, set: {a: '{doc.n: 1}'}}          | {"n":1}       | a cannot be a map with the key 1
                transform: {collection: users, set: {a: reference(doc.n)}}      | {"n":"users"} | a cannot be a reference to users: "users" is no path of a document
                transform: {collection: users, set: {a: 'geopoint(91.0, 0.0)'}} | {}            | a cannot be computed by geopoint(91.0, 0.0): no such place: latitude 91.0, longitude 0.0
                transform: {collection: users, set: {a: 'vector([doc.n])'}}     | {"n":"1"}     | a cannot be computed by vector([doc.n]): a vector holds numbers only, not a string
                setField: {collection: users, field: a, value: 1, where: doc.n} | {"n":"1"}     | doc.n is neither true nor false but a string
                setField: {collection: users, field: a, value: 1, where: doc.n} | {}            | the condition cannot be computed by doc.n: there is no n
                """)
    void a_document_that_a_step_cannot_be_computed_for_is_named(String yaml, String before, String why) {
        assertThatThrownBy(() -> ((Scan) step(yaml)).change(document("users/1", before)))
                .isInstanceOfSatisfying(DocumentFailed.class, problem -> {
                    assertThat(problem).hasMessageStartingWith("users/1: " + why);
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.FAILED);
                    assertThat(problem.next()).contains("onError: skip");
                    assertThat(problem.path().text()).isEqualTo("users/1");
                });
    }

    @Test
    void a_document_that_is_to_be_created_and_differs_fails() {
        assertThatThrownBy(() -> ((Fixed) step("setDocument: {document: a/b, fields: {n: 1}}"))
                        .change(Optional.of(document("a/b", "{\"n\":2}"))))
                .isInstanceOf(DocumentFailed.class)
                .hasMessage("a/b: it is to be created, and another document is there");
    }

    @Test
    void a_path_that_becomes_too_long_fails_as_its_document() {
        Scan step = (Scan) step("copyCollection: {from: users, to: shops/" + "x".repeat(1500) + "/users}");
        String deep = "users/" + "y".repeat(1500) + "/a/" + "z".repeat(1500) + "/b/" + "z".repeat(1500) + "/c/"
                + "z".repeat(300);
        assertThatThrownBy(() -> step.change(document(deep, "{}")))
                .isInstanceOf(DocumentFailed.class)
                .hasMessageContaining("cannot be used");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                addField: {collection: users/1/orders, field: a, value: 1} | users/1/orders      | addField a in users/1/orders      | true
                addField: {group: orders, field: a, value: 1}              | group orders        | addField a in group orders        | true
                setField: {group: orders, field: a, expression: doc.a + 1} | group orders        | setField a in group orders        | false
                transform: {group: orders, set: {a: doc.a, b: doc.b}}      | group orders        | transform a, b in group orders    | false
                copyCollection: {from: a, to: b}                           | a and all below     | copyCollection to b in a and all below | true
                copyCollection: {from: a, to: b, recursive: false}         | a                   | copyCollection to b in a          | true
                deleteCollection: {collection: a}                          | a                   | deleteCollection all documents in a | true
                deleteCollection: {collection: a, recursive: true}         | a and all below     | deleteCollection all documents in a and all below | true
                setDocument: {document: a/b, fields: {}}                   | ~~                  | setDocument a/b                   | true
                createIndex: {collection: a/b/c, fields: [d, e: desc]}     | ~~                  | createIndex c (d ascending, e descending) | true
                createIndex: {group: c, fields: [d: array, e: asc]}        | ~~                  | createIndex group c (d contains, e ascending) | true
                createIndex: {group: c, fields: [v: {vector: 768}]}        | ~~                  | createIndex group c (v vector 768) | true
                """)
    void a_step_says_what_it_scans_and_does(String yaml, String sources, String summary, boolean idempotent) {
        Step step = step(yaml);
        assertThat(String.join(
                        ", ", step.sources().stream().map(Source::toString).toList()))
                .isEqualTo(sources);
        assertThat(step.summary()).isEqualTo(summary);
        assertThat(step.idempotent()).isEqualTo(idempotent);
        assertThat(step.place()).hasToString(Scripts.FILE + ":2");
    }

    @Test
    void a_copy_keeps_subcollections_and_says_which_collection_it_makes() {
        Scan step = (Scan) step("moveCollection: {from: users, to: people, existing: replace}");
        assertThat(text(step.change(document("users/1/orders/7", "{}"))))
                .isEqualTo("people/1/orders/7 {}, users/1/orders/7 -");
        assertThat(step.creates()).containsExactly("people");
    }
}
