package dbmanager.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be scheduled, in the order in which jobs of the same moment run: a backup is there before older ones go. */
public enum Job {
    BACKUP("backup", "backup-all"),
    VERIFY("verify", "verify latest"),
    CLEAN("clean", "clean"),
    TEST_RECOVERY("test-recovery", "test-recovery");

    private final String key;
    private final String words;

    Job(String key, String words) {
        this.key = key;
        this.words = words;
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(Job::key).toList();
    }

    public static Optional<Job> of(String key) {
        return Arrays.stream(values()).filter(job -> job.key.equals(key)).findFirst();
    }

    /** As it stands in the configuration. */
    public String key() {
        return key;
    }

    /** The command that does it, without options. */
    public List<String> words() {
        return List.of(words.split(" "));
    }
}
