package dbmanager.backup;

/**
 * How many backups to keep.
 *
 * @param last the newest so many
 * @param daily the last one of each of so many days that have one; likewise weekly (ISO weeks), monthly and yearly
 * @param keepDays everything younger than so many days
 */
public record Retention(int last, int daily, int weekly, int monthly, int yearly, int keepDays) {
    public static Retention none() {
        return new Retention(0, 0, 0, 0, 0, 0);
    }

    public static Retention days(int days) {
        return new Retention(0, 0, 0, 0, 0, days);
    }

    /** Whether it would keep nothing; applying such a policy is an error. */
    public boolean isEmpty() {
        return equals(none());
    }
}
