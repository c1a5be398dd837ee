package dbmanager.migration;

/** Which way a step goes. */
public enum Direction {
    UP,
    DOWN
}
