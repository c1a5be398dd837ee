package dbmanager.exchange;

/** Stands in a row of an {@link Table#open open} table where the document has no such field. A field that is there and null is {@code null}. */
public enum Absent {
    FIELD;

    @Override
    public String toString() {
        return "absent";
    }
}
