package dbmanager.environment;

import dbmanager.environment.SettingsFile.DeclaredEnvironment;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out why an environment is guarded: by its own label, or because it reaches into a guarded one. */
record Protections(Map<String, DeclaredEnvironment> declared, Variables variables, Path base) {
    /** Empty when it is open. */
    Optional<Guardian> of(String name, List<DatabaseSettings> databases) {
        Protection label = Optional.ofNullable(declared.get(name))
                .map(DeclaredEnvironment::protection)
                .orElseGet(() -> Protection.byDefault(name));
        if (label == Protection.GUARDED) {
            return Optional.of(new Guardian(name, "environment " + name + " is guarded"));
        }
        return declared.values().stream()
                .filter(other -> other.protection() == Protection.GUARDED)
                .flatMap(guarded -> databases.stream()
                        .filter(database -> reaches(database, guarded))
                        .map(database -> new Guardian(
                                guarded.name(),
                                database.name() + " is a database of the guarded environment " + guarded.name())))
                .findFirst();
    }

    /** The guarded databases that these were not compared with for want of a variable, though one of these could be one of them. */
    List<Unseen> unseen(List<DatabaseSettings> databases) {
        Set<Engine> engines =
                databases.stream().map(database -> database.url().engine()).collect(Collectors.toSet());
        return declared.values().stream()
                .filter(other -> other.protection() == Protection.GUARDED)
                .flatMap(guarded -> guarded.databases().stream()
                        .filter(database ->
                                database.engine().map(engines::contains).orElse(true))
                        .flatMap(database -> missingVariable(database).stream())
                        .map(variable -> new Unseen(variable, guarded.name())))
                .distinct()
                .toList();
    }

    private Optional<String> missingVariable(DeclaredDatabase database) {
        try {
            database.whereabouts(variables, base);
            return Optional.empty();
        } catch (MissingVariable missing) {
            return Optional.of(missing.name());
        } catch (Problem other) {
            return Optional.empty();
        }
    }

    private boolean reaches(DatabaseSettings database, DeclaredEnvironment guarded) {
        Whereabouts here = new Whereabouts(database.url(), database.emulator());
        return guarded.databases().stream()
                .flatMap(other -> whereabouts(other).stream())
                .anyMatch(here::sameAs);
    }

    /** Empty when it cannot be known: a variable that is missing here, or a fault that concerns only those who use that database. */
    private Optional<Whereabouts> whereabouts(DeclaredDatabase database) {
        try {
            return Optional.of(database.whereabouts(variables, base));
        } catch (Problem unknown) {
            return Optional.empty();
        }
    }
}
