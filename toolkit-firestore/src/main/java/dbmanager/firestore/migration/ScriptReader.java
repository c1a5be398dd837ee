package dbmanager.firestore.migration;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import dbmanager.yaml.Place;
import dbmanager.yaml.Yaml;
import java.nio.file.Path;
import java.util.List;

/** Reads the file of a migration. */
final class ScriptReader {
    private static final List<String> KEYS = List.of("description", "steps", "rollback", "verify");
    private static final List<String> ROLLBACKS = List.of("auto", "none");

    /** What the reader of YAML takes; it needs seconds to find out by itself. */
    private static final int LONGEST = 1 << 18;

    private final Path file;
    private final StepReader steps;

    ScriptReader(String fileName, DatabaseName database) {
        this.file = Path.of(fileName);
        this.steps = new StepReader(new ValueReader(database));
    }

    Script read(String text) {
        if (text.length() > LONGEST) {
            throw new BadScript(
                    new Place(file, 1),
                    "the migration has " + text.length() + " characters, and " + LONGEST + " are the most",
                    "take the data out of it: `db-manager import` reads files of any size");
        }
        Block script = Yaml.parse(text, file, "the migration", "correct the YAML", BadScript::new)
                .orElseThrow(() -> new BadScript(
                        new Place(file, 1),
                        "the migration is empty",
                        "give it steps:, such as `db-manager create-migration NAME --template add-field` does"))
                .block()
                .allow(KEYS);
        return new Script(
                script.find("description").map(Item::text),
                steps(script.need("steps")),
                script.find("rollback").map(this::rollback).orElse(new Script.Rollback.Auto()),
                script.find("verify")
                        .map(verify -> verify.list("a list of assertions").stream()
                                .map(AssertionReader::read)
                                .toList())
                        .orElse(List.of()));
    }

    private List<Step> steps(Item item) {
        List<Item> items = item.list("a list of steps, each beginning with -");
        if (items.isEmpty()) {
            throw item.complain(item.name() + " is empty", "give it at least one step: " + StepReader.NAMES);
        }
        return items.stream().map(steps::read).toList();
    }

    private Script.Rollback rollback(Item item) {
        if (item.kind() == Item.Kind.LIST) {
            return new Script.Rollback.Steps(steps(item));
        }
        return switch (Read.word(item, ROLLBACKS, "auto, none or a list of steps")) {
            case "none" -> new Script.Rollback.None();
            default -> new Script.Rollback.Auto();
        };
    }
}
