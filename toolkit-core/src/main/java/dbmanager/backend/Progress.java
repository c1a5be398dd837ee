package dbmanager.backend;

/** Hears how far a long operation is. Cheap to call often; never throws. */
public interface Progress {
    /**
     * @param what is being worked on: {@code snapshot}, {@code products}
     * @param done so far, in bytes or records
     * @param total of the same unit; negative when unknown
     */
    void at(String what, long done, long total);

    static Progress silent() {
        return (what, done, total) -> {};
    }
}
