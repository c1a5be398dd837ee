package dbmanager.firestore.gateway;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** There is no account to ask as. */
public final class NoCredentials extends Problem {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "nothing was read or written";
    private static final String KEY =
            "download a key of a service account (`gcloud iam service-accounts keys create`) and name it in"
                    + " GOOGLE_APPLICATION_CREDENTIALS or `credentials:`";

    private NoCredentials(String happened, String next, Throwable cause) {
        super(Kind.CONFIGURATION, happened, STATE, next, cause);
    }

    static NoCredentials anywhere(Throwable cause) {
        return new NoCredentials(
                "there are no Google credentials on this machine",
                "run `gcloud auth application-default login`, or " + KEY
                        + "; for an emulator set FIRESTORE_EMULATOR_HOST",
                cause);
    }

    static NoCredentials unreadable(Path file, String why, Throwable cause) {
        return new NoCredentials(
                "the credentials file " + file + " cannot be read (" + why + ")",
                "correct the path or its permissions, or " + KEY,
                cause);
    }

    /** Without the cause: what a parser says may quote the key. */
    static NoCredentials noServiceAccount(Path file) {
        return new NoCredentials("the credentials file " + file + " is no key of a service account", KEY, null);
    }

    static NoCredentials refused(String why, Throwable cause) {
        return new NoCredentials(
                "Google does not accept these credentials (" + why + ")",
                "check this machine's clock and whether the key was deleted; then " + KEY,
                cause);
    }
}
