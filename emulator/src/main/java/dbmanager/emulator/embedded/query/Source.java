package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredQuery;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Reserved;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * Which documents a query reads from.
 *
 * @param parent the root or a document; all are below it
 * @param collection the id of their collections; empty for whatever there is
 * @param deep whether at any depth; else only the collections directly below the parent
 */
record Source(Key parent, Optional<String> collection, boolean deep) {

    /** @throws Refused INVALID_ARGUMENT where it names several collections or what is none */
    static Source of(StructuredQuery query, Key parent) {
        if (query.getFromCount() > 1) {
            throw Refused.invalid("StructuredQuery.from cannot have more than one collection selector.");
        }
        if (query.getFromCount() == 0) {
            return new Source(parent, Optional.empty(), false);
        }
        String id = query.getFrom(0).getCollectionId();
        if (id.contains("/")) {
            throw Refused.invalid("Collection id \"" + id + "\" is invalid because it contains \"/\".");
        }
        if (Reserved.is(id)) {
            throw Refused.invalid("Collection id \"" + id + "\" is invalid because it is reserved.");
        }
        return new Source(
                parent,
                Optional.of(id).filter(name -> !name.isEmpty()),
                query.getFrom(0).getAllDescendants());
    }

    boolean holds(Key document) {
        if (collection.isPresent()) {
            return scope().holds(document);
        }
        return document.isBelow(parent) && (deep || document.depth() == parent.depth() + 2);
    }

    /** Only of a source with a collection id. */
    Snapshot.Scope scope() {
        return new Snapshot.Scope(parent, collection.orElseThrow(), deep);
    }

    /** All its documents within a range, by key. */
    Iterator<Stored> scan(Snapshot snapshot, KeyRange range, boolean descending) {
        Key top = collection.isPresent() && !deep ? parent.child(collection.get()) : parent;
        KeyRange within = range.within(top).from(top.next());
        if (within.isEmpty()) {
            return Collections.emptyIterator();
        }
        if (deep) {
            Iterator<Stored> all = snapshot.range(within.from(), within.to(), descending);
            return collection.isEmpty() ? all : new Chosen<>(all, document -> holds(document.key()));
        }
        if (collection.isPresent()) {
            return snapshot.documents(top, within.from(), within.to(), descending);
        }
        return new Joined<>(snapshot.children(parent, parent), found -> directly(snapshot, found, range));
    }

    private static Iterator<Stored> directly(Snapshot snapshot, Key collection, KeyRange range) {
        KeyRange within = range.within(collection);
        return within.isEmpty()
                ? Collections.emptyIterator()
                : snapshot.documents(collection, within.from(), within.to(), false);
    }
}
