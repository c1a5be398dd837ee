package dbmanager.cli.schedule;

import java.nio.file.Path;

/**
 * The schedule that something is written for. It is known also when the configuration says nothing of it any more, and what was written for it is to
 * be taken back.
 *
 * @param name with which the names of all that is written begin
 * @param configuration its file
 */
record Owner(String name, String environment, Path configuration) {
    Path folder() {
        return configuration.getParent();
    }

    /** By which a later run knows what it wrote itself. */
    String mark() {
        return "written by `db-manager schedule` for " + environment + " of " + configuration;
    }
}
