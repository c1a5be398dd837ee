package dbmanager.firestore.migration;

import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.problem.NearestName;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one step of a migration: a mapping of one word to what it needs. */
final class StepReader {
    private static final String PLACEHOLDER = "_placeholder";
    private static final List<String> SCAN = List.of("collection", "group", "where", "onError");

    private final ValueReader values;

    /** The words of the steps. */
    private enum Word {
        createCollection,
        addField,
        setField,
        renameField,
        removeField,
        transform,
        backfill,
        copyCollection,
        moveCollection,
        deleteCollection,
        setDocument,
        deleteDocument,
        createIndex
    }

    private static final List<String> WORDS =
            Stream.of(Word.values()).map(Word::name).toList();

    /** The words, for people. */
    static final String NAMES = String.join(", ", WORDS);

    StepReader(ValueReader values) {
        this.values = values;
    }

    Step read(Item item) {
        Block step = item.named("a step").block();
        if (step.keys().size() != 1) {
            throw step.complain(
                    step.keys().isEmpty()
                            ? "a step is empty"
                            : "a step has more than one word: " + String.join(", ", step.keys()),
                    "begin each step with \"- \" and indent what belongs to it; the steps are " + NAMES);
        }
        String word = step.keys().iterator().next();
        if (!WORDS.contains(word)) {
            throw step.complain(
                    "\"" + word + "\" is no step", NearestName.suggest(word, WORDS) + "the steps are " + NAMES);
        }
        return read(Word.valueOf(word), step.need(word).named(word).block());
    }

    private Step read(Word word, Block block) {
        return switch (word) {
            case createCollection -> createCollection(block);
            case addField -> fill(block, Work.Over.NOTHING);
            case setField -> fill(block, Work.Over.ANYTHING);
            case backfill -> fill(block, Work.Over.NULL);
            case renameField -> renameField(block);
            case removeField -> removeField(block);
            case transform -> transform(block);
            case copyCollection -> transfer(block, false);
            case moveCollection -> transfer(block, true);
            case deleteCollection -> deleteCollection(block);
            case setDocument -> setDocument(block);
            case deleteDocument -> deleteDocument(block);
            case createIndex -> createIndex(block);
        };
    }

    private Step fill(Block block, Work.Over over) {
        allow(block, "field", "value", "expression");
        FieldPath field = Read.field(block.need("field"));
        return scan(block, new Work.Fill(field, operand(block), over));
    }

    private Work.Operand operand(Block block) {
        Optional<Item> value = block.find("value");
        Optional<Item> expression = block.find("expression");
        if (value.isPresent() == expression.isPresent()) {
            throw block.complain(
                    block.name() + (value.isPresent() ? " has both a value and an expression" : " has no value"),
                    "give it either value: … or expression: … (CEL, such as doc.price * 100)");
        }
        return new Work.Operand(value.map(values::value), expression.map(Read::operand));
    }

    private Step renameField(Block block) {
        allow(block, "from", "to", "existing");
        FieldPath from = Read.field(block.need("from"));
        FieldPath to = Read.field(block.need("to"));
        if (from.equals(to)) {
            throw block.complain("renameField renames " + from + " to itself", "give it another name in to:");
        }
        return scan(block, new Work.Rename(from, to, Read.choice(block, "existing", Existing.FAIL)));
    }

    private Step removeField(Block block) {
        allow(block, "field");
        return scan(block, new Work.Remove(Read.field(block.need("field"))));
    }

    private Step transform(Block block) {
        allow(block, "set");
        Block set = block.need("set").block();
        Map<FieldPath, Expression> expressions = new LinkedHashMap<>();
        for (String name : set.keys()) {
            Item item = set.need(name);
            FieldPath field = Read.field(item, name);
            expressions.keySet().stream()
                    .filter(other -> overlap(other, field))
                    .findFirst()
                    .ifPresent(other -> {
                        throw item.complain(
                                "set of transform gives both " + other + " and " + field, "set only one of them");
                    });
            expressions.put(field, Read.operand(item));
        }
        if (expressions.isEmpty()) {
            throw set.complain(
                    "set of transform is empty", "give it fields and expressions, such as slug: doc.name.lowerAscii()");
        }
        return scan(block, new Work.Transform(Collections.unmodifiableMap(expressions)));
    }

    private static boolean overlap(FieldPath one, FieldPath other) {
        int common = Math.min(one.segments().size(), other.segments().size());
        return one.segments().subList(0, common).equals(other.segments().subList(0, common));
    }

    private Step transfer(Block block, boolean move) {
        block.allow(List.of("from", "to", "recursive", "existing", "where", "onError"));
        String from = Read.collection(block.need("from")).path();
        String to = Read.collection(block.need("to")).path();
        if ((to + "/").startsWith(from + "/")) {
            throw block.complain(
                    block.name() + " goes from " + from + " to " + to + ", into itself",
                    "give it a to: outside of from:");
        }
        Source source = recursive(block, true) ? new Source.Tree(from) : new Source.Collection(from);
        Existing existing = Read.choice(block, "existing", Existing.FAIL);
        return scan(block, source, new Work.Transfer(from, to, move, existing));
    }

    private Step deleteCollection(Block block) {
        block.allow(List.of("collection", "recursive", "where", "onError"));
        String collection = Read.collection(block.need("collection")).path();
        Source source = recursive(block, false) ? new Source.Tree(collection) : new Source.Collection(collection);
        return scan(block, source, new Work.Delete());
    }

    private static boolean recursive(Block block, boolean otherwise) {
        return block.find("recursive").map(Item::truth).orElse(otherwise);
    }

    private Step createCollection(Block block) {
        block.allow(List.of("collection", "document", "fields"));
        String collection = Read.collection(block.need("collection")).path();
        Item id = block.find("document").orElse(block.need("collection"));
        String name = block.find("document").map(Item::text).orElse(PLACEHOLDER);
        DocumentPath document = Read.document(id, collection + "/" + name);
        return fixed(block, document, Fixed.Act.ENSURE, fields(block.find("fields")));
    }

    private Step setDocument(Block block) {
        block.allow(List.of("document", "fields", "mode"));
        DocumentPath document = Read.document(block.need("document"));
        Map<String, Value> fields = fields(Optional.of(block.need("fields")));
        Mode mode = Read.choice(block, "mode", Mode.CREATE);
        return fixed(
                block,
                document,
                switch (mode) {
                    case CREATE -> Fixed.Act.CREATE;
                    case MERGE -> Fixed.Act.MERGE;
                    case REPLACE -> Fixed.Act.REPLACE;
                },
                fields);
    }

    /** The modes of setDocument. */
    private enum Mode {
        CREATE,
        MERGE,
        REPLACE
    }

    private Step deleteDocument(Block block) {
        block.allow(List.of("document"));
        return fixed(block, Read.document(block.need("document")), Fixed.Act.DELETE, Map.of());
    }

    private Map<String, Value> fields(Optional<Item> item) {
        return item.map(found -> values.fields(found.block())).orElse(Map.of());
    }

    private Step createIndex(Block block) {
        block.allow(List.of("collection", "group", "fields"));
        Source source = Read.source(block);
        Item fields = block.need("fields");
        List<Index.Field> read = fields.list("a list of fields").stream()
                .map(StepReader::indexField)
                .toList();
        if (read.size() < 2 && read.stream().noneMatch(field -> field.order() == Index.Order.VECTOR)) {
            throw fields.complain(
                    fields.name() + " names fewer than two fields",
                    "take the step out: Firestore indexes single fields by itself");
        }
        Index index = source instanceof Source.Group group
                ? new Index(group.id(), true, read)
                : new Index(((Source.Collection) source).id(), false, read);
        return new CreateIndex(block.place(), index);
    }

    private static Index.Field indexField(Item item) {
        if (item.kind() == Item.Kind.TEXT) {
            return Index.Field.of(Read.field(item).toString(), Index.Order.ASCENDING);
        }
        Block block = item.named("a field of createIndex").block();
        if (block.keys().size() != 1) {
            throw block.complain("a field of createIndex is not one name with its order", "write - price: desc");
        }
        String name = block.keys().iterator().next();
        Item order = block.need(name);
        String path = Read.field(order, name).toString();
        if (order.kind() == Item.Kind.MAPPING) {
            long dimension =
                    order.block().allow(List.of("vector")).need("vector").number();
            return new Index.Field(path, Index.Order.VECTOR, (int) dimension);
        }
        return Index.Field.of(
                path,
                switch (Read.word(order, List.of("asc", "desc", "array"), "asc, desc, array or {vector: dimension}")) {
                    case "desc" -> Index.Order.DESCENDING;
                    case "array" -> Index.Order.CONTAINS;
                    default -> Index.Order.ASCENDING;
                });
    }

    private static void allow(Block block, String... own) {
        List<String> keys = new ArrayList<>(List.of(own));
        keys.addAll(SCAN);
        block.allow(keys);
    }

    private static Step scan(Block block, Work work) {
        return scan(block, Read.source(block), work);
    }

    private static Step scan(Block block, Source source, Work work) {
        return new Scan(
                block.name(),
                block.place(),
                source,
                Read.where(block),
                Read.choice(block, "onError", OnError.FAIL),
                work);
    }

    private static Step fixed(Block block, DocumentPath document, Fixed.Act act, Map<String, Value> fields) {
        return new Fixed(block.name(), block.place(), document, act, fields);
    }
}
