package dbmanager.entities;

import dbmanager.problem.Problem;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import org.hibernate.boot.MetadataBuilder;
import org.hibernate.boot.model.naming.ImplicitNamingStrategy;
import org.hibernate.boot.model.naming.PhysicalNamingStrategy;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;

/**
 * How entities and their fields become names of tables and columns.
 *
 * @param implicit names what no annotation names
 * @param physical turns any name into that of the database
 */
record Naming(Optional<ImplicitNamingStrategy> implicit, Optional<PhysicalNamingStrategy> physical) {
    private static final String JPA = "jpa";
    private static final String SNAKE = "snake";

    /** @throws Unknown for a word that is none of ours and no strategy of Hibernate's */
    static Naming of(List<String> words, ClassLoader loader) {
        Optional<ImplicitNamingStrategy> implicit = Optional.empty();
        Optional<PhysicalNamingStrategy> physical = Optional.empty();
        for (String word : words) {
            Object strategy = word.equals(SNAKE) ? new PhysicalNamingStrategySnakeCaseImpl() : null;
            if (strategy == null && !word.equals(JPA)) {
                strategy = made(word, loader);
            }
            implicit = strategy instanceof ImplicitNamingStrategy found ? Optional.of(found) : implicit;
            physical = strategy instanceof PhysicalNamingStrategy found ? Optional.of(found) : physical;
        }
        return new Naming(implicit, physical);
    }

    private static Object made(String name, ClassLoader loader) {
        try {
            Object made =
                    Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
            if (made instanceof ImplicitNamingStrategy || made instanceof PhysicalNamingStrategy) {
                return made;
            }
            throw new Unknown(
                    "the class " + name
                            + " is neither an ImplicitNamingStrategy nor a PhysicalNamingStrategy of Hibernate's",
                    null);
        } catch (InvocationTargetException e) {
            throw new Unknown("the naming strategy " + name + " cannot be made: " + Reason.of(e.getCause()), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new Unknown("the naming strategy " + name + " cannot be made: " + Reason.of(e), e);
        }
    }

    MetadataBuilder applyTo(MetadataBuilder builder) {
        implicit.ifPresent(builder::applyImplicitNamingStrategy);
        physical.ifPresent(builder::applyPhysicalNamingStrategy);
        return builder;
    }

    /** Nobody knows how to name by this. */
    static final class Unknown extends Problem {
        private static final long serialVersionUID = 1L;

        Unknown(String what, Throwable cause) {
            super(
                    Kind.USAGE,
                    what,
                    "nothing was compared or written",
                    "say --naming jpa, --naming snake, or the full name of a class with a constructor without arguments,"
                            + " which --entities or --classpath holds",
                    cause);
        }
    }
}
