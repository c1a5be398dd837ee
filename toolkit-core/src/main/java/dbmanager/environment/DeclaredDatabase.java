package dbmanager.environment;

import dbmanager.backup.Expectation;
import dbmanager.exchange.Checks;
import dbmanager.masking.Mask;
import dbmanager.masking.MaskRule;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database as the file declares it: keys and types checked, variables not expanded. */
record DeclaredDatabase(
        String name,
        Text url,
        Optional<Text> migrations,
        Optional<Text> model,
        List<Text> files,
        Optional<Text> emulator,
        Optional<Text> credentials,
        List<Text> required,
        Map<String, Long> minRows,
        Map<String, Text> assertions,
        OptionalInt shrink,
        List<Text> expected,
        List<MaskRule> masks,
        Optional<CasdoorMapping> casdoorUsers,
        Optional<CasdoorMapping> casdoorApplications,
        List<Seed> seeds) {
    /** Rows to be made up. */
    record Seed(String table, int rows, Optional<Text> sample) {
        private static final List<String> KEYS = List.of("rows", "sample");
        private static final long MOST = 1_000_000;

        static Seed of(String table, Item item) {
            if (item.kind() == Item.Kind.MAPPING) {
                Block block = item.block().allow(KEYS);
                return new Seed(table, rows(block.need("rows")), Text.find(block, "sample"));
            }
            return new Seed(table, rows(item), Optional.empty());
        }

        private static int rows(Item item) {
            if (item.number() > MOST) {
                throw item.complain(item.name() + " is more than " + MOST, "make up fewer rows");
            }
            return (int) item.number();
        }
    }

    private static final List<String> KEYS = List.of(
            "url",
            "migrations",
            "model",
            "files",
            "emulator",
            "credentials",
            "checks",
            "expect",
            "mask",
            "casdoor",
            "seed");
    private static final List<String> CASDOOR_KEYS = List.of("users", "applications");
    private static final List<String> EXPECT_KEYS = List.of("shrink", "required");
    private static final Pattern SHARE = Pattern.compile("([0-9]{1,2}|100) ?%");
    private static final List<String> CHECK_KEYS = List.of("required", "min_rows", "assertions");

    static DeclaredDatabase of(String name, Block block) {
        block.allow(KEYS);
        Optional<Block> checks = block.block("checks").map(found -> found.allow(CHECK_KEYS));
        Optional<Block> expect = block.block("expect").map(found -> found.allow(EXPECT_KEYS));
        Optional<Block> casdoor = block.block("casdoor").map(found -> found.allow(CASDOOR_KEYS));
        return new DeclaredDatabase(
                name,
                Text.find(block, "url")
                        .orElseThrow(() -> new BadSetting(
                                block.place(),
                                "database " + name + " has no url",
                                "give it one, such as url: sqlite:data/" + name + ".db")),
                Text.find(block, "migrations"),
                Text.find(block, "model"),
                Text.all(block, "files"),
                Text.find(block, "emulator"),
                Text.find(block, "credentials"),
                checks.map(found -> Text.all(found, "required")).orElse(List.of()),
                checks.flatMap(found -> found.block("min_rows"))
                        .map(DeclaredDatabase::numbers)
                        .orElse(Map.of()),
                checks.flatMap(found -> found.block("assertions"))
                        .map(DeclaredDatabase::texts)
                        .orElse(Map.of()),
                expect.flatMap(found -> found.find("shrink"))
                        .map(DeclaredDatabase::share)
                        .orElse(OptionalInt.empty()),
                expect.map(found -> Text.all(found, "required")).orElse(List.of()),
                block.block("mask").map(DeclaredDatabase::masks).orElse(List.of()),
                casdoor.flatMap(found -> found.block("users")).map(DeclaredMapping::users),
                casdoor.flatMap(found -> found.block("applications")).map(DeclaredMapping::applications),
                block.block("seed").map(DeclaredDatabase::seeds).orElse(List.of()));
    }

    private static List<Seed> seeds(Block block) {
        return block.keys().stream()
                .map(table -> Seed.of(table, block.find(table).orElseThrow()))
                .toList();
    }

    private static List<MaskRule> masks(Block block) {
        List<MaskRule> rules = new ArrayList<>();
        for (String field : block.keys()) {
            Item item = block.find(field).orElseThrow();
            if (!MaskRule.isField(field)) {
                throw item.complain(
                        "\"" + field + "\" in " + block.name() + " names no field",
                        "write table and column with a dot between them, such as users.email");
            }
            Mask mask = Mask.parse(item.text(), item.isQuoted())
                    .orElseThrow(() -> item.complain(
                            "\"" + item.text() + "\" for " + field + " is no mask", Mask.advice(item.text())));
            rules.add(new MaskRule(field, mask));
        }
        return rules;
    }

    private static OptionalInt share(Item item) {
        Matcher share = SHARE.matcher(item.raw());
        if (!share.matches()) {
            throw item.complain(
                    item.name() + " is no share from 0% to 100%", "write it like 30%; 100% is never exceeded");
        }
        return OptionalInt.of(Integer.parseInt(share.group(1)));
    }

    private static Map<String, Long> numbers(Block block) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        block.keys().forEach(key -> numbers.put(key, block.number(key).orElseThrow()));
        return numbers;
    }

    private static Map<String, Text> texts(Block block) {
        Map<String, Text> texts = new LinkedHashMap<>();
        block.keys().forEach(key -> texts.put(key, Text.find(block, key).orElseThrow()));
        return texts;
    }

    /**
     * @param keptApart what none of the folders of {@code files:} may hold or lie in, by what it is called
     * @throws MissingVariable when it refers to a variable that is not set
     */
    DatabaseSettings expand(Variables variables, Path base, Map<String, Path> keptApart) {
        Whereabouts whereabouts = whereabouts(variables, base);
        if (whereabouts.url().engine() == Engine.FIRESTORE) {
            refuse(model, "is for SQL only");
        } else {
            refuse(emulator, "is for Firestore only");
            refuse(credentials, "is for Firestore only");
        }
        Map<String, String> queries = new LinkedHashMap<>();
        assertions.forEach((key, query) -> queries.put(key, query.expand(variables)));
        return new DatabaseSettings(
                name,
                whereabouts.url(),
                migrations(variables, base),
                migrations.isPresent(),
                model.map(text -> text.path(variables, base)),
                folders(variables, base, keptApart),
                whereabouts.emulator(),
                credentials
                        .filter(text -> text.expandOptional(variables).isPresent())
                        .map(text -> text.path(variables, base)),
                new Checks(texts(required, variables), minRows, queries),
                new Expectation(shrink, texts(expected, variables)));
    }

    private static List<String> texts(List<Text> texts, Variables variables) {
        return texts.stream().map(text -> text.expand(variables)).toList();
    }

    private List<AttachedFolder> folders(Variables variables, Path base, Map<String, Path> keptApart) {
        Map<String, Path> others = new LinkedHashMap<>(keptApart);
        List<AttachedFolder> folders = new ArrayList<>();
        for (Text text : files) {
            AttachedFolder folder = AttachedFolder.of(text.path(variables, base), base);
            folder.refusal(others).ifPresent(why -> {
                throw new BadSetting(
                        text.place(),
                        text.key() + " " + why,
                        "name a folder in which nothing lies but files of the application");
            });
            others.put("another item of it", folder.path());
            folders.add(folder);
        }
        return folders;
    }

    /** What a restore of files must never replace, by what it is called. */
    Map<String, Path> keptApart(Variables variables, Path base) {
        Map<String, Path> kept = new LinkedHashMap<>();
        if (whereabouts(variables, base).url() instanceof SqliteUrl sqlite) {
            kept.put("the database " + name, sqlite.file());
        }
        kept.put("the migrations of " + name, migrations(variables, base));
        return kept;
    }

    private Path migrations(Variables variables, Path base) {
        return migrations
                .map(text -> text.path(variables, base))
                .orElseGet(() -> base.resolve("migrations").resolve(name));
    }

    /** Where the database is; needs fewer variables than all of its settings. */
    Whereabouts whereabouts(Variables variables, Path base) {
        DatabaseUrl location = url.url(variables, base);
        return Whereabouts.of(location, emulator.flatMap(text -> text.expandOptional(variables)), variables);
    }

    /** As far as the URL says it before its variables are known. */
    Optional<Engine> engine() {
        return DatabaseUrl.engineOf(url.raw());
    }

    private static void refuse(Optional<Text> setting, String why) {
        setting.ifPresent(text -> {
            throw new BadSetting(text.place(), text.key() + " " + why, "remove it");
        });
    }
}
