package dbmanager.environment;

import dbmanager.backup.Retention;
import dbmanager.problem.NearestName;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import dbmanager.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code db-manager.yaml}: keys and types checked, variables not expanded. */
record SettingsFile(
        Path file,
        Optional<Text> backups,
        Optional<Text> journal,
        Retention retention,
        DeclaredRecovery recovery,
        Optional<DeclaredEncryption> encryption,
        Optional<DeclaredCasdoor> casdoor,
        Map<String, DeclaredEnvironment> environments) {
    static final String NAME = "db-manager.yaml";

    private static final String REMEDY = "correct the YAML; `db-manager init` shows what a configuration looks like";
    private static final List<String> KEYS =
            List.of("backups", "encryption", "retention", "recovery", "environments", "journal", "casdoor");
    private static final List<String> ENVIRONMENT_KEYS =
            List.of("protection", "proven-by", "throw-away", "databases", "schedule", "signals");
    private static final List<String> RETENTION_KEYS =
            List.of("last", "daily", "weekly", "monthly", "yearly", "keep_days");

    /** A name becomes part of paths. */
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /**
     * @param provenBy the environment whose history proves the migrations of this one
     * @param throwAway whether its databases may be made as new; empty when nothing is said about it
     */
    record DeclaredEnvironment(
            String name,
            Protection protection,
            Optional<String> provenBy,
            Optional<Boolean> throwAway,
            List<DeclaredDatabase> databases,
            Optional<DeclaredSchedule> schedule,
            Optional<DeclaredSignals> signals) {}

    static SettingsFile read(Path file) {
        Optional<Item> root = root(file);
        if (root.isEmpty()) {
            return new SettingsFile(
                    file,
                    Optional.empty(),
                    Optional.empty(),
                    Retention.none(),
                    DeclaredRecovery.none(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }
        Block block = root.get().block().allow(KEYS);
        return new SettingsFile(
                file,
                Text.find(block, "backups"),
                Text.find(block, "journal"),
                block.block("retention", "retention")
                        .map(SettingsFile::retention)
                        .orElse(Retention.none()),
                block.block("recovery", "recovery").map(DeclaredRecovery::of).orElse(DeclaredRecovery.none()),
                block.block("encryption", "encryption").map(DeclaredEncryption::of),
                block.block("casdoor", "casdoor").map(DeclaredCasdoor::of),
                block.block("environments", "environments")
                        .map(SettingsFile::environments)
                        .orElse(Map.of()));
    }

    private static Optional<Item> root(Path file) {
        try {
            if (Files.size(file) > Yaml.LARGEST) {
                throw BadSetting.tooLarge(file, "256 KiB");
            }
            return Yaml.parse(Files.readString(file), file, "the configuration", REMEDY, BadSetting::new);
        } catch (IOException e) {
            throw BadSetting.unreadable(file, e);
        }
    }

    /** Whether it can be part of a path without leading out of its folder. */
    static boolean isSafeName(String name) {
        return SAFE_NAME.matcher(name).matches();
    }

    private static Retention retention(Block block) {
        block.allow(RETENTION_KEYS);
        List<Integer> counts = RETENTION_KEYS.stream()
                .map(key -> block.number(key).orElse(0L).intValue())
                .toList();
        Retention retention =
                new Retention(counts.get(0), counts.get(1), counts.get(2), counts.get(3), counts.get(4), counts.get(5));
        if (retention.isEmpty()) {
            throw new BadSetting(
                    block.place(),
                    "retention keeps no backup at all",
                    "give at least one of " + String.join(", ", RETENTION_KEYS) + ", or remove it to keep all");
        }
        return retention;
    }

    private static Map<String, DeclaredEnvironment> environments(Block block) {
        refuseEmpty(block, "environments", "environment");
        Map<String, DeclaredEnvironment> environments = new LinkedHashMap<>();
        for (String name : block.keys()) {
            refuseUnsafeName(block, name);
            environments.put(
                    name,
                    environment(name, block.block(name, "environment " + name).orElseThrow()));
        }
        environments.values().forEach(environment -> refuseUnprovable(block, environment, environments.keySet()));
        return environments;
    }

    private static void refuseUnprovable(Block block, DeclaredEnvironment environment, Set<String> known) {
        environment
                .provenBy()
                .filter(other -> other.equals(environment.name()) || !known.contains(other))
                .ifPresent(other -> {
                    throw new BadSetting(
                            block.block(environment.name()).orElseThrow().placeOf("proven-by"),
                            "proven-by of environment " + environment.name()
                                    + " does not name another environment of this file",
                            NearestName.suggest(other, known) + "give it the one in which migrations are tried first");
                });
    }

    private static DeclaredEnvironment environment(String name, Block block) {
        block.allow(ENVIRONMENT_KEYS);
        Block databases = block.block("databases", "databases of environment " + name)
                .orElseThrow(() -> new BadSetting(
                        block.place(),
                        "environment " + name + " has no databases",
                        "give it databases: with at least one"));
        refuseEmpty(databases, "databases of environment " + name, "database");
        databases.keys().forEach(database -> refuseUnsafeName(databases, database));
        return new DeclaredEnvironment(
                name,
                Text.find(block, "protection").map(SettingsFile::protection).orElse(Protection.byDefault(name)),
                block.find("proven-by").map(Item::raw),
                block.find("throw-away").map(Item::truth),
                databases.keys().stream()
                        .map(database -> DeclaredDatabase.of(
                                database,
                                databases
                                        .block(database, "database " + database)
                                        .orElseThrow()))
                        .toList(),
                block.block("schedule", "schedule of environment " + name).map(DeclaredSchedule::of),
                block.block("signals", "signals of environment " + name).map(DeclaredSignals::of));
    }

    private static Protection protection(Text text) {
        return switch (text.raw()) {
            case "guarded" -> Protection.GUARDED;
            case "open" -> Protection.OPEN;
            default ->
                throw new BadSetting(
                        text.place(),
                        text.key() + " is neither guarded nor open",
                        "write protection: guarded or protection: open");
        };
    }

    private static void refuseEmpty(Block block, String name, String item) {
        if (block.keys().isEmpty()) {
            throw new BadSetting(block.place(), name + " is empty", "give at least one " + item + ", or remove it");
        }
    }

    private static void refuseUnsafeName(Block block, String name) {
        if (!isSafeName(name)) {
            throw new BadSetting(
                    block.placeOf(name),
                    "\"" + name + "\" cannot be a name",
                    "use letters, digits, dots, hyphens and underscores, beginning with a letter or digit, at most 63");
        }
    }
}
