/** Documents as values: names and their order, paths of fields, equality bit for bit, and the JSON that loses nothing. No input or output. */
package dbmanager.firestore.document;
