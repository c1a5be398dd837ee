package dbmanager.firestore.migration;

import dbmanager.yaml.Place;

/** A step that wants an index; no document is touched. */
public record CreateIndex(Place place, Index index) implements Step {
    @Override
    public String name() {
        return "createIndex";
    }

    @Override
    public String summary() {
        return name() + " " + index;
    }

    @Override
    public boolean idempotent() {
        return true;
    }
}
