package dbmanager.emulator.embedded.model;

/** A database, and the full names of what is in it. */
public record DatabaseName(String project, String database) {
    private static final String[] FRAME = {"projects", "databases"};

    /**
     * @param name {@code projects/p/databases/d}
     * @throws Refused INVALID_ARGUMENT
     */
    public static DatabaseName parse(String name) {
        String[] segments = name.split("/", -1);
        int at = 0;
        for (int i = 0; i < 2 * FRAME.length; i++) {
            String fixed = FRAME[i / 2];
            boolean there = i < segments.length && (i % 2 == 1 ? !segments[i].isEmpty() : segments[i].equals(fixed));
            if (!there) {
                throw Refused.invalid("Resource name \"" + name + "\" lacks "
                        + (i % 2 == 0 ? "\"" + fixed + "\"" : "a resource id") + " at index "
                        + Math.min(at, name.length()) + ".");
            }
            at += segments[i].length() + 1;
        }
        if (segments.length > 2 * FRAME.length) {
            throw Refused.invalid("Resource name \"" + name + "\" is not the name of a database.");
        }
        return new DatabaseName(segments[1], segments[3]);
    }

    /** {@code projects/p/databases/d/documents}. */
    public String root() {
        return this + "/documents";
    }

    /** {@code projects/p/databases/d/documents/a/b} is {@code a/b}. */
    public String of(Key document) {
        return root() + "/" + document.path();
    }

    /** {@code projects/p/databases/d}. */
    @Override
    public String toString() {
        return "projects/" + project + "/databases/" + database;
    }
}
