package dbmanager.environment;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.Locale;

/** The two databases of one name in two environments: where a migration was proven, and where it goes. */
public record Counterparts(DatabaseSettings source, DatabaseSettings target) {

    /**
     * In the order of the target.
     *
     * @param names of the databases that are meant; all of both when there is none
     * @throws Environment.UnknownDatabase when the target has none of that name
     * @throws Unmatched when one side has a database that the other lacks, or one of another engine
     * @throws OneDatabase when both sides lead to the same database
     */
    public static List<Counterparts> of(Environment source, Environment target, List<String> names) {
        List<DatabaseSettings> targets = target.select(names);
        refuseLacking(targets, source, target);
        if (names.isEmpty()) {
            refuseLacking(source.databases(), target, source);
        }
        List<Counterparts> pairs = targets.stream()
                .map(database ->
                        new Counterparts(source.select(List.of(database.name())).get(0), database))
                .toList();
        pairs.forEach(pair -> pair.refuse(source, target));
        return pairs;
    }

    private static void refuseLacking(List<DatabaseSettings> some, Environment in, Environment from) {
        List<String> there = in.databases().stream().map(DatabaseSettings::name).toList();
        some.stream()
                .map(DatabaseSettings::name)
                .filter(name -> !there.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Unmatched.lacking(name, in.name(), from.name());
                });
    }

    private void refuse(Environment from, Environment to) {
        if (source.url().engine() != target.url().engine()) {
            throw Unmatched.engine(this, from.name(), to.name());
        }
        if (new Whereabouts(source.url(), source.emulator()).sameAs(new Whereabouts(target.url(), target.emulator()))) {
            throw new OneDatabase(target.name(), from.name(), to.name());
        }
    }

    /** A database that has nothing to be compared with. */
    public static final class Unmatched extends Problem {
        private static final long serialVersionUID = 1L;

        private Unmatched(String happened, String next) {
            super(Kind.CONFIGURATION, happened, "nothing was done", next);
        }

        private static Unmatched lacking(String database, String lacks, String has) {
            return new Unmatched(
                    "environment " + lacks + " has no database \"" + database + "\", which " + has + " has",
                    "add it there, or choose with --db what both have");
        }

        private static String engine(DatabaseSettings database) {
            return database.url().engine().name().toLowerCase(Locale.ROOT);
        }

        private static Unmatched engine(Counterparts pair, String from, String to) {
            return new Unmatched(
                    pair.target.name() + " is a " + engine(pair.source) + " database in " + from + " and a "
                            + engine(pair.target) + " one in " + to,
                    "a migration is proven by the same engine only: correct the URL, or choose others with --db");
        }
    }

    /** Nothing can be proven by itself. */
    public static final class OneDatabase extends Problem {
        private static final long serialVersionUID = 1L;

        private OneDatabase(String database, String from, String to) {
            super(
                    Kind.REFUSED,
                    database + " of " + from + " and of " + to + " is the same database",
                    "nothing was done",
                    "correct one of the URLs: `db-manager environments` shows where each leads");
        }
    }
}
