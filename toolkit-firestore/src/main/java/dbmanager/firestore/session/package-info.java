/** What a migration written in Java sees, and all that it sees: it is compiled against this package and the Java platform. */
package dbmanager.firestore.session;
