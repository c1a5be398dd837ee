package dbmanager.cli.command;

import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupKey;
import dbmanager.backup.KeyFile;
import dbmanager.backup.KeyId;
import dbmanager.backup.KeyUse;
import dbmanager.backup.LocalStore;
import dbmanager.cli.ConfigurationOptions;
import dbmanager.cli.OutputOptions;
import dbmanager.cli.Surroundings;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.KeySource;
import dbmanager.environment.Settings;
import dbmanager.problem.Finding;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

public final class KeyCommand implements Callable<Integer> {
    /** What to do with keys. */
    enum Action {
        NEW("new"),
        ROTATE("rotate"),
        SHOW_ID("show-id");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "new|rotate|show-id",
            description = "Make a key; add one, which new backups are encrypted with, to those that read old ones; or"
                    + " show which are known, and which backups need.")
    private Action action;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where a new key goes (else it is printed); or the key file, where not the configured one.")
    private Optional<String> file = Optional.empty();

    @Mixin
    private ConfigurationOptions config = new ConfigurationOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        return output.answer(
                command,
                switch (action) {
                    case NEW -> make();
                    case ROTATE -> rotate();
                    case SHOW_ID -> show();
                });
    }

    private View make() {
        BackupKey key = BackupKey.random(new SecureRandom());
        if (file.isEmpty()) {
            return Answer.of(Json.of("key", key.id(), "word", key.reveal()), key.reveal());
        }
        Path path = surroundings().path(file.get());
        KeyFile.create(path, key);
        return Answer.of(
                Json.of("key", key.id(), "file", path),
                "wrote key " + key.id() + " to " + path,
                "Keep a copy of this file in another place, not among the backups: without it they are lost.",
                "To encrypt every backup from now on, write into db-manager.yaml:",
                "encryption: {key: {file: \"" + path + "\"}}");
    }

    private View rotate() {
        Path path = file.map(surroundings()::path).orElseGet(this::configuredFile);
        BackupKey key = BackupKey.random(new SecureRandom());
        List<KeyId> before = KeyFile.add(path, key);
        new KeySource.InFile(path).exposure().ifPresent(this::warn);
        return Answer.of(
                Json.of("key", key.id(), "file", path, "old_keys", texts(before)),
                "added key " + key.id() + " to " + path + ": new backups are encrypted with it",
                "Keep a copy of the file in another place; the copies from before lack this key.",
                "The others in it read what they encrypted: " + String.join(", ", texts(before))
                        + ". Leave them there until `db-manager key show-id` says that no backup needs them, and that none is damaged.");
    }

    private Path configuredFile() {
        KeySource source = settings()
                .keySource()
                .orElseThrow(() -> new UsageProblem(
                        "no `encryption:` is configured",
                        "give --file FILE, or make a key with `db-manager key new --file FILE` and configure it"));
        if (source instanceof KeySource.InFile in) {
            return in.file();
        }
        throw new UsageProblem(
                "the key is " + source + ", which db-manager cannot write",
                "make a key with `db-manager key new`, and add it there behind the others: the last one writes, all of them read");
    }

    private View show() {
        Settings settings = settings();
        settings.keyExposure().ifPresent(this::warn);
        List<KeyId> known = settings.keys().ids();
        KeyUse use = new BackupCatalog(
                        new LocalStore(settings.backups()), surroundings().clock(), "db-manager", settings.keys())
                .keysInUse();
        List<Map<String, Object>> json = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (KeyId id : known) {
            boolean writes = id.equals(known.get(known.size() - 1));
            add(id, writes ? "writes" : "reads", use.backups().getOrDefault(id, 0L), json, lines);
        }
        texts(use.backups()).forEach((id, count) -> {
            if (!texts(known).contains(id)) {
                add(new KeyId(id), "unknown", count, json, lines);
            }
        });
        if (use.unknown() > 0) {
            lines.add("not known  which key %s: see `db-manager list-backups --all`"
                    .formatted(
                            Words.count(use.unknown(), "damaged backup") + (use.unknown() == 1 ? " needs" : " need")));
        }
        return Answer.of(
                Json.of("encrypted", !settings.keys().isEmpty(), "keys", json, "damaged", use.unknown()),
                lines.isEmpty() ? List.of("no `encryption:` is configured, and no backup is encrypted") : lines);
    }

    private static void add(KeyId id, String use, long backups, List<Map<String, Object>> json, List<String> lines) {
        json.add(Json.of("key", id, "use", use, "backups", backups));
        lines.add("%s  %-7s  needed by %s".formatted(id, use, Words.count(backups, "backup")));
    }

    private static List<String> texts(List<KeyId> ids) {
        return ids.stream().map(KeyId::text).toList();
    }

    private static Map<String, Long> texts(Map<KeyId, Long> used) {
        Map<String, Long> texts = new TreeMap<>();
        used.forEach((id, count) -> texts.put(id.text(), count));
        return texts;
    }

    private void warn(Finding exposed) {
        output.printer(surroundings()).warn(exposed.toString());
    }

    private Surroundings surroundings() {
        return OutputOptions.surroundings(command);
    }

    private Settings settings() {
        return config.read(surroundings());
    }
}
