package dbmanager.sql.script;

/** A script that cannot be run as it is; nothing of it ran. */
public final class ScriptRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;

    /** @param where script and line */
    public ScriptRefused(String where, String why) {
        this(where, why, null);
    }

    public ScriptRefused(String where, String why, Throwable cause) {
        super(why, cause);
        this.where = where;
    }

    public String where() {
        return where;
    }
}
