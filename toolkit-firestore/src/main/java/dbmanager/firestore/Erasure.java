package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.gateway.Written;
import dbmanager.firestore.migration.LeaseLock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes every document but the lock, which goes when it is given back.
 *
 * @param location of the database, for the reader
 * @param lists the folder for what is too long for a message
 */
record Erasure(Gateway gateway, String location, Path lists) {

    /**
     * @param fence runs before each batch; what it throws ends the erasure
     * @throws NotErased when the server would not delete some
     */
    void carryOut(Runnable fence) {
        try (Stream<Document> all = gateway.scan(new Scope.Everything(), Range.all(), Optional.empty());
                Scattered out = new Scattered(gateway, fence, lists)) {
            all.map(Document::getName)
                    .filter(document -> !document.endsWith("/documents/" + LeaseLock.PATH))
                    .forEach(document ->
                            out.put(Write.newBuilder().setDelete(document).build()));
            Written written = out.finish();
            if (!written.isAll()) {
                throw new NotErased(location, written);
            }
        }
    }
}
