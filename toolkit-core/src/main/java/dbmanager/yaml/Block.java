package dbmanager.yaml;

import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping of a YAML file: keys to values, in file order, each with its line. A key that stands there twice is refused. */
public final class Block {
    private final Item.Source source;
    private final Place place;
    private final String name;
    private final Map<String, Item> values = new LinkedHashMap<>();

    Block(Item.Source source, Place place, String name, MappingNode mapping) {
        this.source = source;
        this.place = place;
        this.name = name;
        for (NodeTuple pair : mapping.getValue()) {
            Place here = Yaml.place(source.file(), pair.getKeyNode().getStartMark());
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw source.complaint().at(here, "a key of " + name + " is not a word", "write key: value");
            }
            Item value = new Item(source, key.getValue() + " of " + name, here, pair.getValueNode());
            Item earlier = values.putIfAbsent(key.getValue(), value);
            if (earlier != null) {
                throw source.complaint()
                        .at(
                                here,
                                "\"" + key.getValue() + "\" stands in " + name + " twice, first in line "
                                        + earlier.place().line(),
                                "keep one of them");
            }
        }
    }

    /** Refuses other keys than these. */
    public Block allow(List<String> keys) {
        values.forEach((key, value) -> {
            if (!keys.contains(key)) {
                throw source.complaint().unknownKey(value.place(), key, name, keys);
            }
        });
        return this;
    }

    public Place place() {
        return place;
    }

    public String name() {
        return name;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public Place placeOf(String key) {
        return values.get(key).place();
    }

    public Optional<Item> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of a key that must be there. */
    public Item need(String key) {
        return find(key).orElseThrow(() -> complain(name + " has no " + key, "give it one: " + key + ": …"));
    }

    /** A whole number from 0; empty when there is no such key. */
    public Optional<Long> number(String key) {
        return find(key).map(Item::number);
    }

    public Optional<Block> block(String key) {
        return find(key).map(Item::block);
    }

    public Optional<Block> block(String key, String named) {
        return find(key).map(item -> item.named(named).block());
    }

    /** A complaint about the whole, to be thrown. */
    public Problem complain(String happened, String next) {
        return source.complaint().at(place, happened, next);
    }
}
