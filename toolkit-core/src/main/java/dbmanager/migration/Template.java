package dbmanager.migration;

import java.util.Optional;

/**
 * What a new migration starts from. The texts may hold <code>{name}</code>, <code>{version}</code>, <code>{description}</code>
 * and <code>{subject}</code>, which is the name without the words that say what is done: {@code orders} of {@code create_orders_table}.
 *
 * @param purpose one line for the help
 * @param extension of the script, without the dot
 * @param undo empty where the script itself says how it is taken back
 */
public record Template(
        String name, String purpose, String extension, String up, Optional<String> undo, Optional<String> verify) {}
