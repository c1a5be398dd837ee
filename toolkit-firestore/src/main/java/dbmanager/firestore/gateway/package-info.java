/** The only door to a Firestore server: scans at one read time, atomic commits, streams of single writes. */
package dbmanager.firestore.gateway;
