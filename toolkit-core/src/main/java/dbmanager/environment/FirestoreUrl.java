package dbmanager.environment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Firestore database of a Google Cloud project. */
public record FirestoreUrl(String project, String database) implements DatabaseUrl {
    public static final String DEFAULT_DATABASE = "(default)";

    private static final Pattern URL = Pattern.compile(
            "//(?<project>([a-z][a-z0-9.-]*:)?[a-z0-9][a-z0-9-]*)(/(?<database>\\(default\\)|[a-z0-9][a-z0-9-]*)?)?");

    static FirestoreUrl parse(String rest) {
        Matcher url = URL.matcher(rest);
        if (!url.matches()) {
            throw new Malformed("it is not firestore://project or firestore://project/database, in lower-case letters,"
                    + " digits and hyphens");
        }
        String database = url.group("database");
        return new FirestoreUrl(url.group("project"), database == null ? DEFAULT_DATABASE : database);
    }

    @Override
    public Engine engine() {
        return Engine.FIRESTORE;
    }

    @Override
    public boolean sameDatabaseAs(DatabaseUrl other) {
        return equals(other);
    }

    @Override
    public String toString() {
        return "firestore://" + project + (database.equals(DEFAULT_DATABASE) ? "" : "/" + database);
    }
}
