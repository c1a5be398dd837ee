package dbmanager.environment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping of the configuration file: keys to values, each with its line. Every value is asked for with the type that it must have. */
final class Block {
    /** A lone {@code ${NAME}} has a tag of its own; it is expanded later, like any text that holds one. */
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.ENV_TAG);

    private final Path file;
    private final Place place;
    private final String name;
    private final Map<String, Value> values = new LinkedHashMap<>();

    private record Value(Place place, Node node) {}

    /** @param name what it describes, for complaints: {@code database shop} */
    static Block of(Path file, String name, Node node) {
        Place place = Yaml.place(file, node.getStartMark());
        if (!(node instanceof MappingNode mapping)) {
            throw BadSetting.wrongType(place, name, "a mapping (key: value)", describe(node));
        }
        return new Block(file, place, name, mapping);
    }

    private Block(Path file, Place place, String name, MappingNode mapping) {
        this.file = file;
        this.place = place;
        this.name = name;
        for (NodeTuple pair : mapping.getValue()) {
            Place here = Yaml.place(file, pair.getKeyNode().getStartMark());
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw new BadSetting(here, "a key of " + name + " is not a word", "write key: value");
            }
            Value earlier = values.putIfAbsent(key.getValue(), new Value(here, pair.getValueNode()));
            if (earlier != null) {
                throw new BadSetting(
                        here,
                        "\"" + key.getValue() + "\" stands in " + name + " twice, first in line "
                                + earlier.place.line(),
                        "keep one of them");
            }
        }
    }

    /** @throws BadSetting when another key than these is there */
    Block allow(List<String> keys) {
        values.forEach((key, value) -> {
            if (!keys.contains(key)) {
                throw BadSetting.unknownKey(value.place, key, name, keys);
            }
        });
        return this;
    }

    Place place() {
        return place;
    }

    Set<String> keys() {
        return values.keySet();
    }

    Place placeOf(String key) {
        return values.get(key).place;
    }

    Optional<Text> text(String key) {
        return find(key).map(value -> text(value, describe(key)));
    }

    /** The texts of a list; none when there is no such key. */
    List<Text> texts(String key) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get().node instanceof SequenceNode sequence)) {
            throw BadSetting.wrongType(value.get().place, describe(key), "a list of texts", describe(value.get().node));
        }
        List<Text> texts = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            texts.add(text(new Value(Yaml.place(file, node.getStartMark()), node), "an item of " + describe(key)));
        }
        return texts;
    }

    /** A whole number from 0; empty when there is no such key. */
    Optional<Long> number(String key) {
        return find(key).map(value -> {
            boolean number = value.node instanceof ScalarNode scalar
                    && scalar.getTag().equals(Tag.INT)
                    && scalar.getValue().matches("[0-9]{1,9}");
            if (!number) {
                throw BadSetting.wrongType(
                        value.place, describe(key), "a whole number from 0 to 999999999", describe(value.node));
            }
            return Long.valueOf(((ScalarNode) value.node).getValue());
        });
    }

    Optional<Block> block(String key) {
        return block(key, describe(key));
    }

    Optional<Block> block(String key, String named) {
        return find(key).map(value -> {
            if (!(value.node instanceof MappingNode mapping)) {
                throw BadSetting.wrongType(value.place, named, "a mapping (key: value)", describe(value.node));
            }
            return new Block(file, value.place, named, mapping);
        });
    }

    private Optional<Value> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    private String describe(String key) {
        return key + " of " + name;
    }

    private static Text text(Value value, String key) {
        if (!(value.node instanceof ScalarNode scalar) || !TEXTS.contains(scalar.getTag())) {
            throw BadSetting.wrongType(value.place, key, "a text (in quotes if need be)", describe(value.node));
        }
        return new Text(value.place, key, scalar.getValue());
    }

    private static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        Tag tag = node.getTag();
        return tag.equals(Tag.NULL)
                ? "empty"
                : tag.equals(Tag.BOOL) ? "true or false" : TEXTS.contains(tag) ? "a text" : "a number";
    }
}
