package dbmanager.backup;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Something is encrypted with a key that is not known here. Nothing is wrong with it, as far as can be told without the key. */
public final class UnknownKey extends Problem {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param what is encrypted, such as {@code backup 20261121T020000Z-shop}
     * @param known the keys that are known
     */
    UnknownKey(String what, KeyId wanted, List<KeyId> known) {
        this(what, reason(wanted, known));
    }

    /** @param unreadable whose reason says which key it needs */
    UnknownKey(Backup unreadable) {
        this("backup " + unreadable.id(), unreadable.reason());
    }

    private UnknownKey(String what, String reason) {
        super(
                Kind.CONFIGURATION,
                what + " cannot be read: " + reason,
                "nothing was changed",
                "give that key in the configuration, `encryption: {key: {file: FILE}}`, or add it there before the one that writes;"
                        + " `db-manager key show-id` tells which are known, and which are needed");
        this.reason = reason;
    }

    /** Without what it is about. */
    String reason() {
        return reason;
    }

    private static String reason(KeyId wanted, List<KeyId> known) {
        return "it is encrypted with key " + wanted + ", and "
                + (known.isEmpty()
                        ? "no key is configured"
                        : "known here " + (known.size() == 1 ? "is only " : "are only ")
                                + known.stream().map(KeyId::text).collect(Collectors.joining(", ")));
    }
}
