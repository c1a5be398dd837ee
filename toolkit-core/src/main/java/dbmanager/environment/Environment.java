package dbmanager.environment;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Databases that belong together: development, staging, production.
 *
 * @param guardian empty when it is open
 * @param unseen where it is open, what it was not compared with
 * @param databases in file order
 * @param choice how the command line named it
 */
public record Environment(
        String name,
        Optional<Guardian> guardian,
        List<Unseen> unseen,
        List<DatabaseSettings> databases,
        Choice choice) {
    public Environment {
        unseen = List.copyOf(unseen);
        databases = List.copyOf(databases);
    }

    /** The same, named in another way. */
    public Environment chosenBy(Choice by) {
        return new Environment(name, guardian, unseen, databases, by);
    }

    public Protection protection() {
        return isGuarded() ? Protection.GUARDED : Protection.OPEN;
    }

    public boolean isGuarded() {
        return guardian.isPresent();
    }

    /** Why it is guarded; empty when it is open. */
    public Optional<String> protectedBecause() {
        return guardian.map(Guardian::because);
    }

    /**
     * The databases of these names, in file order; all of them when no name is given.
     *
     * @throws UnknownDatabase when a name is none of them
     */
    public List<DatabaseSettings> select(List<String> names) {
        List<String> known = databases.stream().map(DatabaseSettings::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
            throw new UnknownDatabase(name, unknown, known);
        });
        return databases.stream()
                .filter(database -> names.isEmpty() || names.contains(database.name()))
                .toList();
    }

    /** A database that the environment does not have. */
    public static final class UnknownDatabase extends Problem {
        private static final long serialVersionUID = 1L;

        UnknownDatabase(String environment, String database, List<String> known) {
            super(
                    Kind.CONFIGURATION,
                    "environment " + environment + " has no database \"" + database + "\"",
                    "nothing was done",
                    NearestName.suggest(database, known) + "give --db one of " + String.join(", ", known));
        }
    }
}
