package dbmanager.backup;

import java.util.Optional;

/**
 * Which database something is of.
 *
 * @param name as the configuration calls it: {@code shop}
 * @param engine {@code sqlite}, {@code postgresql} or {@code firestore}
 * @param location where it is, without any secret: {@code sqlite:data/shop.db}
 * @param id the random id that {@code init} and {@code migrate} keep inside the database; it travels with the data
 */
public record DatabaseIdentity(String name, String engine, String location, Optional<String> id) {
    /** Whether both are one database: of one id; where one of them has none, of one place. */
    public boolean sameAs(DatabaseIdentity other) {
        boolean bothHaveIds = id.isPresent() && other.id.isPresent();
        return engine.equals(other.engine) && (bothHaveIds ? id.equals(other.id) : location.equals(other.location));
    }
}
