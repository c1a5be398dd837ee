package dbmanager.alembic;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * One revision of an Alembic project.
 *
 * @param parents the revisions that it follows; none for the first one, several where branches come together
 * @param dependencies other revisions that have to be there before it ({@code depends_on})
 * @param message in its author's words
 * @param created by its author's clock, where the file says so
 */
public record Revision(
        String id, List<String> parents, List<String> dependencies, String message, Optional<LocalDateTime> created) {
    public Revision {
        parents = List.copyOf(parents);
        dependencies = List.copyOf(dependencies);
    }
}
