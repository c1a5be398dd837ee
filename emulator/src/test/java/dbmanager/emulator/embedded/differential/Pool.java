package dbmanager.emulator.embedded.differential;

import static dbmanager.emulator.embedded.model.Values.NAN;
import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.bytes;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.point;
import static dbmanager.emulator.embedded.model.Values.time;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;

import com.google.firestore.v1.Value;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Few names and few values, so that requests meet what earlier ones left. */
final class Pool {
    private static final List<String> COLLECTIONS = List.of("c", "c", "c", "d", "c/1/s", "c/2/s", "d/ghost/s", "c/1/c");
    private static final List<String> IDS =
            List.of("1", "2", "3", "4", "10", "a", "A", "é", "\uff5e", "\ud83d\ude00", "__id7__", "__id-3__", "a b");
    private static final List<String> FIELDS = List.of("a", "b", "n", "m", "l", "v", "a.b", "é");
    private static final List<String> PATHS =
            List.of("a", "b", "a", "b", "n", "m", "m.x", "m.y.x", "l", "v", "`a.b`", "`é`", "none");
    private static final List<Value> NUMBERS = List.of(
            value(0),
            value(0.0),
            value(-0.0),
            value(1),
            value(1.0),
            value(2),
            value(-1),
            value(1.5),
            value(1L << 53),
            value((1L << 53) + 1),
            value(0x1p53),
            value(Long.MAX_VALUE),
            value(Long.MIN_VALUE),
            value(0x1p63),
            value(1e300),
            value(Double.POSITIVE_INFINITY),
            value(Double.NEGATIVE_INFINITY),
            NAN);

    private final List<Value> values;
    private final List<Value> references;
    private final Random random;
    private final String root;

    /** @param database {@code projects/…/databases/…} */
    Pool(Random random, String database) {
        this.random = random;
        this.root = database + "/documents";
        references = Stream.of("c/1", "c/2", "c/10", "c/1/s/1", "c/__id7__", "d/ghost")
                .map(path ->
                        Value.newBuilder().setReferenceValue(root + "/" + path).build())
                .toList();
        values = Stream.of(
                        Stream.of(
                                NULL,
                                value(false),
                                value(true),
                                time(-62_135_596_800L, 0),
                                time(0, 0),
                                time(0, 1_000),
                                time(0, 1_999),
                                time(946_684_800L, 123_456_789),
                                time(253_402_300_799L, 999_999_999),
                                value(""),
                                value("\0"),
                                value("a"),
                                value("ab"),
                                value("b"),
                                value("é"),
                                value("\uff5e"),
                                value("\ud83d\ude00"),
                                value("x".repeat(1_500) + "1"),
                                value("x".repeat(1_500) + "2"),
                                bytes(),
                                bytes(0),
                                bytes('a'),
                                bytes(0xff),
                                point(0, 0),
                                point(-0.0, 0),
                                point(-90, 180),
                                point(1, 2)),
                        NUMBERS.stream(),
                        references.stream(),
                        Stream.of(
                                array(),
                                array(value(1)),
                                array(value(1.0), value(2)),
                                array(value(2), value(1)),
                                array(value("a"), NULL),
                                array(NAN, value("a")),
                                array(map(Map.of("x", value(1)))),
                                array(references.get(0)),
                                vector(1),
                                vector(1, 2),
                                vector(2, 1),
                                vector(-3, 0.5),
                                map(Map.of()),
                                map(Map.of("x", value(1))),
                                map(Map.of("x", value(1.0), "y", value(2))),
                                map(Map.of("y", value(0))),
                                map(Map.of("y", map(Map.of("x", value("a"))))),
                                map(Map.of("x", NULL))))
                .flatMap(all -> all)
                .toList();
    }

    boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @SafeVarargs
    final <T> T one(T... all) {
        return all[random.nextInt(all.length)];
    }

    String root() {
        return root;
    }

    String collection() {
        return one(COLLECTIONS);
    }

    /** Relative, of a document. */
    String path() {
        return collection() + "/" + (chance(3) ? one(IDS) : one("1", "2", "3"));
    }

    /** Of a document, in full; now and then of none. */
    String name() {
        return chance(60)
                ? root + one("", "/", "/c", "/c//1", "/c/1/", "/c/__x__", "/__x__/1", "/c/.", "x")
                : root + "/" + path();
    }

    /** Root or document, in full. */
    String parent() {
        return one(root, root, root, root + "/c/1", root + "/c/2", root + "/d/ghost");
    }

    String id() {
        return one(IDS);
    }

    /** A key of a map. */
    String field() {
        return one(FIELDS);
    }

    /** As in masks and filters. */
    String fieldPath() {
        return chance(60) ? one("", "a..b", "`a", "a b", "`a`.`b`", "__x__", "a.") : one(PATHS);
    }

    Value number() {
        return one(NUMBERS);
    }

    Value reference() {
        return one(references);
    }

    Value any() {
        return chance(3) ? one(value(1), value(2), value("a"), value(1.0), array(value(1), value("a"))) : one(values);
    }
}
