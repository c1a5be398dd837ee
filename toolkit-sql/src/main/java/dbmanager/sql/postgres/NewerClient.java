package dbmanager.sql.postgres;

/**
 * Programs of the client that are newer than the server: they begin with a setting that it does not know, and would end there
 * ({@code _doSetFixedOutputState} of pg_backup_archiver.c). What they write has to be taken to the server without it.
 */
final class NewerClient {
    private static final int FIRST_WITH_SETTING = 17;
    private static final String SETTING = "SET transaction_timeout = 0;\n";

    private NewerClient() {}

    /** Whether the server would refuse what such a program says to it. */
    static boolean isIn(Programs.Version client, int serverMajor) {
        return client.major() >= FIRST_WITH_SETTING && !knowsSetting(serverMajor);
    }

    /** Whether a line of a script is not for this server. */
    static boolean isUnknown(String line, int serverMajor) {
        return line.equals(SETTING) && !knowsSetting(serverMajor);
    }

    /** A script without it. */
    static String without(String script, int serverMajor) {
        return knowsSetting(serverMajor) ? script : script.replaceFirst("(?m)^" + SETTING, "");
    }

    private static boolean knowsSetting(int serverMajor) {
        return serverMajor >= FIRST_WITH_SETTING;
    }
}
