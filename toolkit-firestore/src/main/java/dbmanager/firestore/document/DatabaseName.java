package dbmanager.firestore.document;

/**
 * Which database: {@code projects/shop-prod/databases/(default)}.
 *
 * @see <a href="https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#document">Document.name</a>
 */
public record DatabaseName(String project, String database) {
    private static final String PROJECTS = "projects/";
    private static final String DATABASES = "/databases/";
    private static final String DOCUMENTS = "/documents";

    /** @throws InvalidPath when either part is empty or holds a slash */
    public DatabaseName {
        if (project.isEmpty() || project.indexOf('/') >= 0 || database.isEmpty() || database.indexOf('/') >= 0) {
            throw InvalidPath.noDatabase(PROJECTS + project + DATABASES + database);
        }
    }

    /**
     * Takes the front of any resource name: of a document, a collection or the database itself.
     *
     * @throws InvalidPath when it does not begin with a database
     */
    public static DatabaseName parse(String resourceName) {
        int project = resourceName.startsWith(PROJECTS) ? resourceName.indexOf('/', PROJECTS.length()) : -1;
        if (project < 0 || !resourceName.startsWith(DATABASES, project)) {
            throw InvalidPath.noDatabase(resourceName);
        }
        int from = project + DATABASES.length();
        int slash = resourceName.indexOf('/', from);
        int to = slash < 0 ? resourceName.length() : slash;
        return new DatabaseName(resourceName.substring(PROJECTS.length(), project), resourceName.substring(from, to));
    }

    /**
     * Where the path begins in the resource name of a document or collection; -1 when this is no such name. A path may itself begin with
     * {@code projects/}: it then lacks the words in their places.
     */
    static int pathIn(String resourceName) {
        if (!resourceName.startsWith(PROJECTS)) {
            return -1;
        }
        int project = resourceName.indexOf('/', PROJECTS.length());
        if (project <= PROJECTS.length() || !resourceName.startsWith(DATABASES, project)) {
            return -1;
        }
        int database = project + DATABASES.length();
        int slash = resourceName.indexOf('/', database);
        int path = slash + DOCUMENTS.length() + 1;
        boolean whole = slash > database
                && resourceName.startsWith(DOCUMENTS, slash)
                && path < resourceName.length()
                && resourceName.charAt(path - 1) == '/';
        return whole ? path : -1;
    }

    /** The name under which its root collections stand: {@code projects/p/databases/d/documents}. */
    public String documents() {
        return this + DOCUMENTS;
    }

    @Override
    public String toString() {
        return PROJECTS + project + DATABASES + database;
    }
}
