package dbmanager.exchange;

/** Hears how far an export, import or comparison is. Cheap to call often; never throws. */
@FunctionalInterface
public interface RowProgress {
    /**
     * @param rows so far
     * @param total rows of this table; negative when unknown
     */
    void at(String table, long rows, long total);

    static RowProgress silent() {
        return (table, rows, total) -> {};
    }
}
