/** Migrations of documents: steps that are pure functions of a document, and the runner that applies each exactly once and can take it back. */
package dbmanager.firestore.migration;
