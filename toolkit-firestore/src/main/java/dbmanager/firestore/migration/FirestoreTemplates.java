package dbmanager.firestore.migration;

import dbmanager.migration.Template;
import java.util.List;
import java.util.Optional;

/** What new Firestore migrations start from. The first is the default. */
public final class FirestoreTemplates {
    public static final List<Template> ALL = List.of(
            template("add-field", "a field with a value where documents lack it", """
                    # {description}
                    # Documents that have the field keep what they have, null too. A second run changes nothing.
                    steps:
                      - addField:
                          collection: users          # one collection; group: users means all collections of this name
                          field: active              # address.city is a field inside a map
                          value: true                # or expression: a CEL expression over the document
                          # where: has(doc.email)    # only documents for which this is true

                    # auto takes the migration back from images of the documents that it changed. Documents that changed since are
                    # reported and left alone. Others: none, or a list of steps.
                    rollback: auto

                    # Must be true when the steps are done, or the migration has failed.
                    verify:
                      - {collection: users, every: "has(doc.active)"}
                    """),
            template("rename-field", "a new name, the value bit for bit", """
                    # {description}
                    # Applications that read the old name must be ready before this runs.
                    steps:
                      - renameField:
                          collection: users
                          from: name
                          to: fullName
                          # Where fullName is there already with another value: fail, skip (leave the document) or replace.
                          existing: fail

                    rollback: auto

                    verify:
                      - {collection: users, every: "!has(doc.name)"}
                    """),
            template("create-collection", "a collection, which in Firestore is its first document", """
                    # {description}
                    # Firestore has no empty collections. Without document: the first one is called _placeholder.
                    steps:
                      - createCollection:
                          collection: settings
                          document: shop             # left alone when it is there already
                          fields:
                            currency: EUR
                            taxRate: 0.19            # with a point it is a double, without one an integer
                            since: {$timestamp: "2026-01-01T00:00:00Z"}

                    rollback: auto

                    verify:
                      - {collection: settings, exists: true}
                    """),
            template("backfill", "a value where documents have none or null", """
                    # {description}
                    steps:
                      - backfill:
                          collection: orders
                          field: createdAt
                          # CEL: doc is the document, id and path name it, created and updated are its times in Firestore.
                          expression: created
                          # A document that this cannot be computed for stops the migration; skip leaves it and reports it.
                          onError: fail

                    rollback: auto

                    verify:
                      - {collection: orders, every: "has(doc.createdAt) && doc.createdAt != null"}
                    """),
            template("move-collection", "documents with all that lies below them, under another name", """
                    # {description}
                    # A document and its copy change places in one commit. References to the old paths are not rewritten.
                    steps:
                      - moveCollection:
                          from: clients
                          to: customers
                          recursive: true            # with subcollections
                          existing: fail             # a different document at the new path: fail, skip or replace

                    rollback: auto

                    verify:
                      - {collection: clients, exists: false}
                    """),
            template("transform", "fields computed from the document", """
                    # {description}
                    # Expressions are CEL: https://github.com/google/cel-spec. All of them see the document as it was before.
                    # Whole numbers and doubles do not mix: double(doc.count) * doc.price. A missing field is an error unless asked for:
                    # has(doc.nick), or doc.?nick.orValue(doc.name).
                    steps:
                      - transform:
                          collection: products
                          where: has(doc.name) && has(doc.price)
                          set:
                            slug: doc.name.trim().lowerAscii().replace(' ', '-')
                            priceInCents: int(math.round(double(doc.price) * 100.0))

                    rollback: auto

                    verify:
                      - collection: products
                        where: has(doc.name) && has(doc.price)
                        every: doc.slug.matches('^[^ ]+$') && doc.priceInCents >= 0
                    """));

    private FirestoreTemplates() {}

    private static Template template(String name, String purpose, String text) {
        return new Template(name, purpose, "yaml", text, Optional.empty(), Optional.empty());
    }
}
