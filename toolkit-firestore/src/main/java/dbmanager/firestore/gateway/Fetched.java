package dbmanager.firestore.gateway;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import java.time.Instant;
import java.util.Optional;

/** What was at a path at a moment of the server's clock. */
public record Fetched(DocumentPath path, Optional<Document> document, Instant readTime) {}
