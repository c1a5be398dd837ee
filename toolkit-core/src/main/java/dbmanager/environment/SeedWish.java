package dbmanager.environment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Rows to be made up for a table.
 *
 * @param sample a file with a document that those of a collection are to be like; a table says itself what its rows are like
 */
public record SeedWish(String table, int rows, Optional<Path> sample) {}
