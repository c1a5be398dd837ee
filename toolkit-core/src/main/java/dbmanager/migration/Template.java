package dbmanager.migration;

import java.util.Optional;

/**
 * What a new migration starts from. The texts may hold <code>{name}</code>, <code>{version}</code> and <code>{description}</code>.
 *
 * @param purpose one line for the help
 * @param extension of the script, without the dot
 * @param undo empty where the script itself says how it is taken back
 */
public record Template(
        String name, String purpose, String extension, String up, Optional<String> undo, Optional<String> verify) {}
