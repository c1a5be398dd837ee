package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import java.util.Iterator;
import java.util.Optional;

/**
 * The documents of one database as they were at one time. Never changes, takes no lock, and needs no closing. Iterators walk as they are read, so
 * that who stops early has paid only for what was read. Every call, and every step of an iterator, may throw
 * {@link dbmanager.emulator.embedded.model.Refused} (FAILED_PRECONDITION) once the time has left the window of what is kept.
 */
public interface Snapshot {
    /** Commits up to this time are in it. */
    Timestamp time();

    Optional<Stored> get(Key document);

    /** All documents from one place (inclusive) to another (exclusive), at any depth, in the order of keys or the other way round. */
    Iterator<Stored> range(Key from, Key to, boolean descending);

    /** As {@link #range}, but only the documents directly in a collection; what is below them costs one step for each document. */
    Iterator<Stored> documents(Key collection, Key from, Key to, boolean descending);

    /**
     * The places directly below one at which there is something, or below which there is: the collections of a document or of the root; the documents
     * of a collection with those that are missing and have documents below them. In the order of keys, each at the cost of one step.
     *
     * @param from inclusive; the parent itself for all
     */
    Iterator<Key> children(Key parent, Key from);

    /**
     * The documents of a scope that have a field, in the order of its value and then of keys, or the other way round. A value that is an array, a map
     * or longer than the index keeps is there too, in an order that may be coarser than {@code ValueOrder}: who needs it compares again.
     */
    Iterator<Stored> byField(Scope scope, FieldPath field, Bounds bounds, boolean descending);

    /** The documents of a scope with an array in that field which holds this value, in the order of keys; maybe also others: who asks checks again. */
    Iterator<Stored> byElement(Scope scope, FieldPath field, byte[] element);

    /**
     * Which documents an index is over.
     *
     * @param parent above the collections: {@link Key#ROOT} or a document
     * @param collection the id of the collections
     * @param group whether at any depth below {@code parent}; else only directly below it
     */
    record Scope(Key parent, String collection, boolean group) {
        public boolean holds(Key document) {
            Key within = document.parent().orElseThrow();
            return within.id().equals(collection)
                    && (group
                            ? document.isBelow(parent)
                            : within.parent().orElseThrow().equals(parent));
        }
    }

    /**
     * Encoded values by {@code ValueOrder.encode}. Absent is open.
     *
     * @param from inclusive; what begins with it is in it
     * @param to exclusive
     */
    record Bounds(Optional<byte[]> from, Optional<byte[]> to) {
        public static Bounds none() {
            return new Bounds(Optional.empty(), Optional.empty());
        }
    }
}
