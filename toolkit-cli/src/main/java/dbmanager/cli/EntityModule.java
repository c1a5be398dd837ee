package dbmanager.cli;

import dbmanager.backend.Entities;
import dbmanager.backend.EntityReader;
import dbmanager.backend.Model;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The optional module that reads JPA entities: a folder beside the jars of the distribution. It has a class loader of its own, which sees the platform
 * and the types that it shares with us, so that no library of one side meets another version of it on the other.
 */
public final class EntityModule {
    /** Names the folder where it is not beside the distribution's jars. */
    static final String VARIABLE = "DB_MANAGER_ENTITIES";

    private static final String JAR = "toolkit-entities.jar";
    private static final String OURS = "dbmanager.";
    private static final String ITS_OWN = "dbmanager.entities.";

    private EntityModule() {}

    /**
     * @throws Missing when it is not installed
     * @throws Problem when the entities cannot be read
     */
    public static Model read(Surroundings surroundings, Entities entities, EntityReader.Dialect dialect) {
        Path jar = folder(surroundings)
                .map(folder -> folder.resolve(JAR))
                .filter(Files::isRegularFile)
                .orElseThrow(Missing::new);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, new SharedTypes())) {
            return ServiceLoader.load(EntityReader.class, loader)
                    .findFirst()
                    .orElseThrow(Missing::new)
                    .read(entities, dialect);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> folder(Surroundings surroundings) {
        String named = surroundings.variables().getOrDefault(VARIABLE, "");
        return named.isEmpty() ? besideOurJar() : Optional.of(surroundings.path(named));
    }

    private static Optional<Path> besideOurJar() {
        try {
            Path ours = Path.of(EntityModule.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Optional.ofNullable(ours.getParent()).map(lib -> lib.resolveSibling("lib-entities"));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static final class SharedTypes extends ClassLoader {
        SharedTypes() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(OURS) && !name.startsWith(ITS_OWN)) {
                return EntityModule.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** Entities are wanted, and what reads them is not installed. */
    static final class Missing extends Problem {
        private static final long serialVersionUID = 1L;

        Missing() {
            super(
                    Kind.UNSUPPORTED,
                    "the module that reads entities is not installed",
                    "nothing was compared or written",
                    "run `mvn -q -Pentities -Dmaven.test.skip package` once in the folder of db-manager, which fetches Hibernate;"
                            + " or give the model in SQL: --model FILE");
        }
    }
}
