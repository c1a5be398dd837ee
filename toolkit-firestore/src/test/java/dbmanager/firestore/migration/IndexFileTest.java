package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexFileTest {
    /** With what the tool does not know: density, a search configuration, a TTL policy, a number that no double holds. */
    private static final String FILE = """
            {
              "indexes": [
                {
                  "collectionGroup": "orders",
                  "queryScope": "COLLECTION",
                  "density": "SPARSE_ALL",
                  "fields": [
                    {
                      "fieldPath": "total",
                      "order": "DESCENDING"
                    },
                    {
                      "fieldPath": "at",
                      "order": "ASCENDING"
                    },
                    {
                      "fieldPath": "__name__",
                      "order": "ASCENDING"
                    }
                  ]
                },
                {
                  "collectionGroup": "books",
                  "queryScope": "COLLECTION",
                  "fields": [
                    {
                      "fieldPath": "text",
                      "searchConfig": {}
                    }
                  ]
                }
              ],
              "fieldOverrides": [
                {
                  "collectionGroup": "sessions",
                  "fieldPath": "expires",
                  "ttl": true,
                  "indexes": []
                }
              ],
              "later": 12345678901234567890.10
            }
            """;

    @Test
    void what_is_in_the_file_stays_and_a_new_index_comes_last() {
        String added = """
                    ,
                    {
                      "collectionGroup": "users",
                      "queryScope": "COLLECTION_GROUP",
                      "fields": [
                        {
                          "fieldPath": "tags",
                          "arrayConfig": "CONTAINS"
                        },
                        {
                          "fieldPath": "v",
                          "vectorConfig": {
                            "dimension": 3,
                            "flat": {}
                          }
                        }
                      ]
                    }
                  ],
                  "fieldOverrides"
                """;
        IndexFile file = IndexFile.parse(FILE, "firestore.indexes.json")
                .with(index("{group: users, fields: [tags: array, v: {vector: 3}]}"));

        assertThat(file.text().replaceAll("\\s", ""))
                .isEqualTo(FILE.replaceAll("\\s", "").replace("],\"fieldOverrides\"", added.replaceAll("\\s", "")));
        assertThat(IndexFile.parse(file.text(), "again").text()).isEqualTo(file.text());
    }

    @Test
    void a_file_that_is_read_is_written_as_it_was() {
        assertThat(IndexFile.parse(FILE, "f").text()).isEqualTo(FILE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {collection: orders, fields: [total: desc, at: asc]}                 | true
                {collection: users/1/orders, fields: [total: desc, at]}              | true
                {collection: orders, fields: [at, total: desc]}                      | false
                {group: orders, fields: [total: desc, at]}                           | false
                {collection: orders, fields: [total: desc, at: desc]}                | false
                {collection: books, fields: [text, at]}                              | false
                """)
    void an_index_is_there_when_it_serves_the_same_queries(String yaml, boolean there) {
        IndexFile file = IndexFile.parse(FILE, "f");
        assertThat(file.has(index(yaml))).isEqualTo(there);
        assertThat(file.with(index(yaml)).has(index(yaml))).isTrue();
        assertThat(file.with(index(yaml)).text().equals(FILE)).isEqualTo(there);
    }

    @Test
    void a_new_file_holds_what_was_wanted() {
        IndexFile file = IndexFile.empty().with(index("{collection: a, fields: [b, c: desc]}"));
        assertThat(file.indexes()).hasToString("[a (b ascending, c descending)]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"indexes\": {}}", "{", "{'indexes': []}", "{} x", "null"})
    void what_is_no_index_file_is_refused(String text) {
        assertThatThrownBy(() -> IndexFile.parse(text, "firestore.indexes.json"))
                .isInstanceOf(IndexFile.Unreadable.class)
                .hasMessageStartingWith("firestore.indexes.json is not the JSON");
    }

    private static Index index(String yaml) {
        return ((CreateIndex) Scripts.step("createIndex: " + yaml)).index();
    }
}
