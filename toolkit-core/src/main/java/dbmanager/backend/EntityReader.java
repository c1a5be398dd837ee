package dbmanager.backend;

/**
 * Makes a model out of JPA entities. Whoever implements it is found by {@link java.util.ServiceLoader}, in a class loader of its own: it comes with
 * libraries that nothing else needs.
 */
public interface EntityReader {
    /** Whose language the model is to speak. */
    enum Dialect {
        SQLITE,
        POSTGRESQL
    }

    /**
     * Loads the classes and reads their mapping. No database is connected to, and no entity is made.
     *
     * @return a model that speaks of tables only
     * @throws dbmanager.problem.Problem when there are no entities, or one cannot be loaded or mapped
     */
    Model read(Entities entities, Dialect dialect);
}
