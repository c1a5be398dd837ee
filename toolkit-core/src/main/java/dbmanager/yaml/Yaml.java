package dbmanager.yaml;

import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads YAML of one document into values that know their lines. Texts that would eat the memory are refused: long ones, deep ones, ones
 * that contain themselves, and those that multiply by aliases.
 */
public final class Yaml {
    /** Code points of a text that is still read. */
    public static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 20;

    /** Values, those behind an alias counted anew each time. */
    private static final int MOST = 100_000;

    private final Path file;
    private final String remedy;
    private final Complaint complaint;
    private final LoadSettings settings;

    private Yaml(Path file, String remedy, Complaint complaint) {
        this.file = file;
        this.remedy = remedy;
        this.complaint = complaint;
        this.settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(LARGEST)
                .setMaxAliasesForCollections(50)
                .build();
    }

    /**
     * Empty when the text holds nothing but comments.
     *
     * @param file what complaints call it; not read
     * @param name what the whole describes, for complaints: {@code the configuration}
     * @param remedy what to do when it is no YAML at all
     */
    public static Optional<Item> parse(String text, Path file, String name, String remedy, Complaint complaint) {
        return new Yaml(file, remedy, complaint)
                .compose(text)
                .map(node -> new Item(new Item.Source(file, complaint), name, node));
    }

    private Optional<Node> compose(String text) {
        try {
            refuseDepth(text);
            Optional<Node> root = new Compose(settings).composeString(text);
            root.ifPresent(node -> refuseSize(node, new IdentityHashMap<>()));
            return root;
        } catch (MarkedYamlEngineException e) {
            throw complaint.at(
                    place(file, e.getProblemMark().or(e::getContextMark)), "bad YAML: " + e.getProblem(), remedy);
        } catch (YamlEngineException e) {
            throw complaint.at(new Place(file, 1), "bad YAML: " + e.getMessage(), remedy);
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
                throw complaint.at(place(file, event.getStartMark()), "more than " + DEEPEST + " levels", remedy);
            }
        }
    }

    /** How many values a reader meets below the node; an alias shares its node with others, so each node is counted once. */
    private long refuseSize(Node node, Map<Node, Long> known) {
        Long counted = known.get(node);
        if (counted != null) {
            if (counted < 0) {
                throw complaint.at(place(file, node.getStartMark()), "a value contains itself", remedy);
            }
            return counted;
        }
        known.put(node, -1L);
        long size = 1 + parts(node).mapToLong(part -> refuseSize(part, known)).sum();
        if (size > MOST) {
            throw complaint.at(
                    place(file, node.getStartMark()),
                    "more than " + MOST + " values, counting each alias as what it stands for",
                    remedy);
        }
        known.put(node, size);
        return size;
    }

    private static Stream<Node> parts(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().flatMap(pair -> Stream.of(pair.getKeyNode(), pair.getValueNode()));
        }
        return node instanceof SequenceNode sequence ? sequence.getValue().stream() : Stream.empty();
    }

    static Place place(Path file, Optional<Mark> mark) {
        return new Place(file, mark.map(m -> m.getLine() + 1).orElse(1));
    }
}
