package dbmanager.cli.command;

import dbmanager.environment.Environment;
import dbmanager.environment.Guardian;

/**
 * The commands that lead on from a promotion, above all from one which came to no end.
 *
 * @param flags where the configuration is, as it was given
 */
record PromotionCommands(String source, Environment environment, String flags) {
    String goOn() {
        return "`" + goOnPlain() + "`";
    }

    String goOnPlain() {
        return "db-manager promote --from " + source + " --to " + environment.name() + confirm("") + flags;
    }

    String back(String promotion) {
        return "`" + backPlain(promotion) + "`";
    }

    String backPlain(String promotion) {
        return "db-manager promote --back " + promotion + confirm(" --yes") + flags;
    }

    /** Shows who brought a database where it is. */
    String history(String database) {
        return "`db-manager history --env " + environment.name() + " --db " + database + flags + "`";
    }

    private String confirm(String whereItIsOpen) {
        return environment
                .guardian()
                .map(Guardian::environment)
                .map(name -> " --confirm " + name)
                .orElse(whereItIsOpen);
    }
}
