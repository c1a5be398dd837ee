package dbmanager.yaml;

import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value of a YAML file, with its line and the name that complaints call it by. It is asked for with the type that it must have. */
public final class Item {
    /** A lone {@code ${NAME}} has a tag of its own; it is a text like any that holds one. */
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.ENV_TAG);

    private final Source source;
    private final String name;
    private final Place place;
    private final Node node;

    /** Where values come from, and who complains about them. */
    record Source(Path file, Complaint complaint) {}

    /** What a value is, before anybody asks for it. */
    public enum Kind {
        TEXT("a text"),
        WHOLE("a number"),
        DECIMAL("a number"),
        TRUTH("true or false"),
        EMPTY("empty"),
        LIST("a list"),
        MAPPING("a mapping");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    Item(Source source, String name, Node node) {
        this(source, name, Yaml.place(source.file(), node.getStartMark()), node);
    }

    Item(Source source, String name, Place place, Node node) {
        this.source = source;
        this.name = name;
        this.place = place;
        this.node = node;
    }

    public Place place() {
        return place;
    }

    /** What complaints call it: {@code url of database shop}. */
    public String name() {
        return name;
    }

    public Kind kind() {
        if (node instanceof MappingNode) {
            return Kind.MAPPING;
        }
        if (node instanceof SequenceNode) {
            return Kind.LIST;
        }
        Tag tag = node.getTag();
        if (TEXTS.contains(tag)) {
            return Kind.TEXT;
        }
        if (tag.equals(Tag.NULL)) {
            return Kind.EMPTY;
        }
        return tag.equals(Tag.BOOL) ? Kind.TRUTH : tag.equals(Tag.INT) ? Kind.WHOLE : Kind.DECIMAL;
    }

    /** A scalar as it is written, without quotes. */
    public String raw() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** Whether it is a text that stands in quotes, so that no word in it means anything. */
    public boolean isQuoted() {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
                        || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED);
    }

    public String text() {
        return expect(Kind.TEXT, "a text (in quotes if need be)").raw();
    }

    public boolean truth() {
        return Boolean.parseBoolean(expect(Kind.TRUTH, "true or false").raw());
    }

    /** A whole number from 0 to 999,999,999. */
    public long number() {
        if (kind() != Kind.WHOLE || !raw().matches("[0-9]{1,9}")) {
            throw wrongType("a whole number from 0 to 999999999");
        }
        return Long.parseLong(raw());
    }

    /** @param expected what the list holds: {@code a list of texts} */
    public List<Item> list(String expected) {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrongType(expected);
        }
        return sequence.getValue().stream()
                .map(part -> new Item(source, "an item of " + name, part))
                .toList();
    }

    public Block block() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrongType("a mapping (key: value)");
        }
        return new Block(source, place, name, mapping);
    }

    /** The same value under another name. */
    public Item named(String other) {
        return new Item(source, other, place, node);
    }

    /** A complaint about this value, to be thrown. */
    public Problem complain(String happened, String next) {
        return source.complaint().at(place, happened, next);
    }

    private Item expect(Kind kind, String expected) {
        if (kind() != kind) {
            throw wrongType(expected);
        }
        return this;
    }

    private Problem wrongType(String expected) {
        return source.complaint().wrongType(place, name, expected, kind().words);
    }

    /** Not its text, which may be secret. */
    @Override
    public String toString() {
        return place + ": " + name;
    }
}
