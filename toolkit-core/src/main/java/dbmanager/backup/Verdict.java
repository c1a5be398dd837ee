package dbmanager.backup;

import java.util.List;

/**
 * What retention says of one backup.
 *
 * @param reasons why it is kept, or why it may go; never empty
 */
public record Verdict(Backup backup, boolean keep, List<String> reasons) {
    public Verdict {
        reasons = List.copyOf(reasons);
    }
}
