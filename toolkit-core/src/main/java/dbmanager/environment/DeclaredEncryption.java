package dbmanager.environment;

import dbmanager.yaml.Block;
import java.nio.file.Path;
import java.util.List;

/** {@code encryption:} as the file declares it, its variables not expanded. */
record DeclaredEncryption(String kind, Text value) {
    private static final String FILE = "file";
    private static final String VARIABLE = "variable";
    private static final String COMMAND = "command";
    private static final List<String> KINDS = List.of(FILE, VARIABLE, COMMAND);

    static DeclaredEncryption of(Block block) {
        Block key = block.allow(List.of("key"))
                .need("key")
                .named("key of encryption")
                .block()
                .allow(KINDS);
        if (key.keys().size() != 1) {
            throw key.complain(
                    key.name() + " needs one place, and has " + key.keys().size(),
                    "give one of file: FILE, variable: NAME, command: \"…\"");
        }
        String kind = key.keys().iterator().next();
        return new DeclaredEncryption(kind, Text.of(key.need(kind)));
    }

    /** @param store where the key must not lie */
    KeySource expand(Variables variables, Path base, Path store) {
        String text = value.expand(variables);
        if (text.isBlank()) {
            throw new BadSetting(value.place(), value.key() + " is empty", "say where the key of the backups is kept");
        }
        return switch (kind) {
            case FILE -> inFile(value.path(variables, base), store);
            case VARIABLE ->
                new KeySource.InVariable(text, variables.findFilled(text).map(Secret::new));
            default -> new KeySource.OfCommand(text, base, KeySource.PATIENCE);
        };
    }

    private KeySource inFile(Path file, Path store) {
        if (file.toAbsolutePath().normalize().startsWith(store.toAbsolutePath().normalize())) {
            throw new BadSetting(
                    value.place(),
                    value.key() + " lies among the backups that it is to protect",
                    "keep it elsewhere: whoever has the backups would have the key");
        }
        return new KeySource.InFile(file);
    }
}
