package dbmanager.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a YAML file of one document into nodes that know their lines. Files that would eat the memory are refused. */
final class Yaml {
    private static final int LARGEST = 256 * 1024;
    private static final int DEEPEST = 20;
    private static final String NEXT = "correct the YAML; `db-manager init` shows what a configuration looks like";

    private final Path file;
    private final LoadSettings settings;

    private Yaml(Path file) {
        this.file = file;
        this.settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(LARGEST)
                .setMaxAliasesForCollections(50)
                .build();
    }

    /** Empty when the file holds nothing but comments. */
    static Optional<Node> read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw BadSetting.tooLarge(file, "256 KiB");
            }
            return new Yaml(file).compose(Files.readString(file));
        } catch (IOException e) {
            throw BadSetting.unreadable(file, e);
        }
    }

    private Optional<Node> compose(String text) {
        try {
            refuseDepth(text);
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            throw new BadSetting(place(e.getProblemMark().or(e::getContextMark)), "bad YAML: " + e.getProblem(), NEXT);
        } catch (YamlEngineException e) {
            throw new BadSetting(new Place(file, 1), "bad YAML: " + e.getMessage(), NEXT);
        }
    }

    /** Composing goes down one stack frame for each level. */
    private void refuseDepth(String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new BadSetting(place(event.getStartMark()), "more than " + DEEPEST + " levels", NEXT);
            }
        }
    }

    private Place place(Optional<Mark> mark) {
        return place(file, mark);
    }

    static Place place(Path file, Optional<Mark> mark) {
        return new Place(file, mark.map(m -> m.getLine() + 1).orElse(1));
    }
}
