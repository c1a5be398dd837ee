package dbmanager.environment;

import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import dbmanager.yaml.Place;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text of the configuration as it stands in the file, its variables not expanded yet: one that is missing matters only to those who
 * need it.
 *
 * @param key where it stands, for complaints: {@code url of database shop}
 */
record Text(Place place, String key, String raw) {
    private static final Pattern REMOTE = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*");

    static Text of(Item item) {
        return new Text(item.place(), item.name(), item.text());
    }

    static Optional<Text> find(Block block, String key) {
        return block.find(key).map(Text::of);
    }

    /** The texts of a list; none when there is no such key. */
    static List<Text> all(Block block, String key) {
        return block.find(key)
                .map(item -> item.list("a list of texts").stream().map(Text::of).toList())
                .orElse(List.of());
    }

    /** @throws MissingVariable when it refers to a variable that is not set */
    String expand(Variables variables) {
        return variables.expand(raw, place);
    }

    /** Empty when nothing is left of it, as of <code>${NAME:-}</code>. */
    Optional<String> expandOptional(Variables variables) {
        return Optional.of(expand(variables)).filter(text -> !text.isBlank());
    }

    DatabaseUrl url(Variables variables, Path base) {
        try {
            return DatabaseUrl.parse(expand(variables), base);
        } catch (DatabaseUrl.Malformed e) {
            if (expand(variables).isBlank()) {
                throw new BadSetting(
                        place,
                        key + " is empty" + (raw.isBlank() ? "" : ": nothing is left of " + raw),
                        "give " + (raw.isBlank() ? "it a URL" : "the variable a value")
                                + ", such as sqlite:data/shop.db");
            }
            throw BadSetting.badUrl(place, key, e);
        }
    }

    Path path(Variables variables, Path base) {
        String text = expand(variables);
        if (text.isBlank()) {
            throw new BadSetting(place, key + " is empty", "name a folder or file, or remove it");
        }
        if (REMOTE.matcher(text).matches()) {
            throw new BadSetting(place, key + " is a URL", "name a folder or file of this machine");
        }
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new BadSetting(place, key + " is not a path that this system allows", "name a folder or file");
        }
    }

    /** Not its text, which may hold a password. */
    @Override
    public String toString() {
        return place + ": " + key;
    }
}
