package dbmanager.sql;

/** A script that cannot be run as it is; nothing of it ran. */
final class ScriptRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;

    /** @param where script and line */
    ScriptRefused(String where, String why) {
        this(where, why, null);
    }

    ScriptRefused(String where, String why, Throwable cause) {
        super(why, cause);
        this.where = where;
    }

    String where() {
        return where;
    }
}
