package dbmanager.backup;

import dbmanager.problem.Problem;

/** What should be the key of the backups is none. Repeats nothing of it. */
public final class BadKey extends Problem {
    private static final long serialVersionUID = 1L;

    private BadKey(String happened, String next) {
        super(Kind.CONFIGURATION, happened, "nothing was read or written", next);
    }

    static BadKey none(String from) {
        return new BadKey(from + " has no key", "put one there: `db-manager key new` makes one");
    }

    static BadKey malformed(String from, int position) {
        return new BadKey(
                from + " has, as word " + position + ", something that is no key",
                "a key is one word, db-manager-key-1:ID:DIGITS, as `db-manager key new` writes it; several stand behind each other, the one to"
                        + " write with last; a comment begins with #");
    }

    static BadKey mistyped(String from, String id) {
        return new BadKey(
                from + " has a key that says it is " + id + ", and its digits are those of another one",
                "compare it with the copy that you keep elsewhere: a digit is wrong, or was lost");
    }

    static BadKey newer(String from, int position) {
        return new BadKey(
                from + " has, as word " + position + ", a key of a kind that this db-manager does not know",
                "update db-manager");
    }
}
