package dbmanager.emulator.embedded.query;

import dbmanager.emulator.embedded.model.Key;

/**
 * @param from inclusive
 * @param to exclusive
 */
record KeyRange(Key from, Key to) {
    static final KeyRange ALL = new KeyRange(Key.ROOT, Key.ROOT.beyond());

    KeyRange from(Key lower) {
        return lower.compareTo(from) > 0 ? new KeyRange(lower, to) : this;
    }

    KeyRange to(Key upper) {
        return upper.compareTo(to) < 0 ? new KeyRange(from, upper) : this;
    }

    /** What of it is a place or below it. */
    KeyRange within(Key place) {
        return from(place).to(place.beyond());
    }

    boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }
}
