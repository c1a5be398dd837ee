package dbmanager.cli.reliability.matrix;

import java.util.List;
import java.util.regex.Pattern;

/** What is struck: a command as one types it, on a shop that is as the command needs it. */
enum Operation {
    BACKUP("backup"),
    VERIFY("verify BACKUP"),
    RESTORE("restore BACKUP --yes"),
    MIGRATE("migrate"),
    ROLLBACK("rollback 1"),
    CLEAN("clean"),
    DIFF("diff BACKUP live"),
    RECOVER("recover --yes"),
    REHEARSE("rehearse"),
    TEST_RECOVERY("test-recovery");

    private final String words;

    Operation(String words) {
        this.words = words;
    }

    /** {@code BACKUP} stands for the newer backup of the shop. */
    String[] words(Shop shop) {
        return words.replace("BACKUP", shop.backup()).split(" ");
    }

    /** What stands on standard output when it is done, and not before. */
    Pattern announcement() {
        return Pattern.compile(
                switch (this) {
                    case BACKUP -> "(?m)^backup 2";
                    case MIGRATE, ROLLBACK -> " ok  ";
                    case RESTORE, RECOVER -> "restored|recovered";
                    case CLEAN -> "freed";
                    default -> "passed|the same|recovered|sound";
                });
    }

    /** Brings the shop to where the operation has something to do. */
    void prepare(Shop shop) {
        switch (this) {
            case ROLLBACK -> shop.project().run("migrate").works();
            case RECOVER -> shop.lose();
            default -> {}
        }
    }

    /** Whether it reads the newer backup, with or without its folders. */
    boolean readsBackup() {
        return List.of(VERIFY, RESTORE, DIFF, RECOVER, REHEARSE, TEST_RECOVERY).contains(this);
    }

    boolean unpacksFolders() {
        return List.of(VERIFY, RESTORE, RECOVER, TEST_RECOVERY).contains(this);
    }

    /** Whether it puts something in the place of the database. */
    boolean replaces() {
        return this == RESTORE || this == RECOVER;
    }

    boolean changesDatabase() {
        return replaces() || this == MIGRATE || this == ROLLBACK;
    }

    /** Whether it keeps or removes something in the store. */
    boolean changesStore() {
        return this == BACKUP || this == CLEAN;
    }

    /** Whether its answer may be that something is wrong. */
    boolean tells() {
        return List.of(VERIFY, DIFF, REHEARSE, TEST_RECOVERY).contains(this);
    }

    String title() {
        return words.split(" ")[0];
    }
}
