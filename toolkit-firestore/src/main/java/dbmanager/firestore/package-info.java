/** Google Cloud Firestore behind the port {@link dbmanager.backend.DatabaseBackend}. */
package dbmanager.firestore;
