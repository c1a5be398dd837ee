package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Document;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Optional;

/**
 * A document that a query found.
 *
 * @param shaped what goes to the client, where that is not the document as it is stored
 */
public record Result(Stored stored, Optional<Document> shaped) {}
