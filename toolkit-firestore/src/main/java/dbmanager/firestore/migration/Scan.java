package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.yaml.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A step that looks at many documents and changes each by itself. */
public final class Scan implements Step {
    private final String name;
    private final Place place;
    private final Source source;
    private final Optional<Expression> where;
    private final OnError onError;
    private final Work work;

    Scan(String name, Place place, Source source, Optional<Expression> where, OnError onError, Work work) {
        this.name = name;
        this.place = place;
        this.source = source;
        this.where = where;
        this.onError = onError;
        this.work = work;
    }

    /**
     * What is to become of a document, itself or a copy; nothing when it is not one of those meant or is as it should be already.
     *
     * @throws DocumentFailed when that cannot be computed; {@link #onError()} says what then
     */
    public Stream<Change> change(Document document) {
        DocumentPath path = DocumentPath.of(document.getName());
        return where.isEmpty() || where.get().holds(document) ? work.change(document, path) : Stream.empty();
    }

    public OnError onError() {
        return onError;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return name + " " + work.subject() + " in " + source;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public List<Source> sources() {
        return List.of(source);
    }

    @Override
    public boolean idempotent() {
        return work.idempotent();
    }

    @Override
    public List<String> creates() {
        return work.creates();
    }

    @Override
    public String toString() {
        return place + ": " + summary();
    }
}
