package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.file.Temporary;
import dbmanager.firestore.document.NoTemporaryFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Stream;

/** Documents in a temporary file of this user, to be read as often as need be; gone when it is closed. */
final class Spool implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Temporary temporary;
    private final OutputStream out;

    Spool() {
        try {
            temporary = Temporary.file("db-manager-", ".documents");
            out = new BufferedOutputStream(Files.newOutputStream(temporary.path()), BUFFER);
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    void add(Document document) {
        try {
            document.writeDelimitedTo(out);
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    /** As they were added; nothing can be added any more. The caller closes the stream. */
    Stream<Document> documents() {
        try {
            out.close();
            InputStream in = new BufferedInputStream(Files.newInputStream(temporary.path()), BUFFER);
            return DocumentStream.of(() -> next(in), () -> close(in));
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // it goes anyway
        }
        try {
            temporary.close();
        } catch (IOException e) {
            System.getLogger(Spool.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: {0}", temporary.path());
        }
    }

    private static Optional<Document> next(InputStream in) {
        try {
            return Optional.ofNullable(Document.parseDelimitedFrom(in));
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
