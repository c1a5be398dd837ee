package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.gateway.Written;
import dbmanager.firestore.migration.LeaseLock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Deletes documents; never the lock, which goes when it is given back.
 *
 * @param location of the database, for the reader
 * @param lists the folder for what is too long for a message
 * @param stays which of them are left alone
 */
record Erasure(Gateway gateway, String location, Path lists, Predicate<DocumentPath> stays) {
    /** Of all that is there. */
    static Erasure ofEverything(Gateway gateway, String location, Path lists) {
        return new Erasure(gateway, location, lists, path -> false);
    }

    /** Of the application's documents; the history and what db-manager keeps for itself stay. */
    static Erasure ofDocuments(Gateway gateway, Path lists) {
        return new Erasure(
                gateway, gateway.database().toString(), lists, path -> OwnDocuments.isOurs(Paths.root(path.text())));
    }

    /**
     * @param fence runs before each batch; what it throws ends the erasure
     * @throws NotErased when the server would not delete some
     */
    void carryOut(Runnable fence) {
        try (Stream<Document> all = gateway.scan(new Scope.Everything(), Range.all(), Optional.empty());
                Scattered out = new Scattered(gateway, fence, lists)) {
            all.map(Document::getName)
                    .filter(document -> !document.endsWith("/documents/" + LeaseLock.PATH))
                    .filter(document -> !stays.test(DocumentPath.of(document)))
                    .forEach(document ->
                            out.put(Write.newBuilder().setDelete(document).build()));
            Written written = out.finish();
            if (!written.isAll()) {
                throw new NotErased(location, written);
            }
        }
    }
}
