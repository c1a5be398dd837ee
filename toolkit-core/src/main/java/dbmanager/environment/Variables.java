package dbmanager.environment;

import dbmanager.yaml.Place;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of the process, and behind them those of {@code .env}. A text may refer to them by <code>${NAME}</code> or
 * <code>${NAME:-default}</code>, where the default also stands for an empty variable; <code>$${</code> is a plain <code>${</code>.
 */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final Pattern INSIDE = Pattern.compile("(?s)(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<fallback>.*))?");

    private final Map<String, String> process;
    private final Map<String, DotEnv.Entry> dotEnv;

    Variables(Map<String, String> process, Map<String, DotEnv.Entry> dotEnv) {
        this.process = Map.copyOf(process);
        this.dotEnv = dotEnv;
    }

    Optional<String> find(String name) {
        return find(name, new LinkedHashSet<>());
    }

    /** Like {@link #find}, but a variable of blanks counts as none. */
    Optional<String> findFilled(String name) {
        return find(name).filter(value -> !value.isBlank());
    }

    /** @throws MissingVariable when a variable without a default is not set */
    String expand(String text, Place place) {
        return expand(text, place, new LinkedHashSet<>());
    }

    private Optional<String> find(String name, Set<String> onTheWay) {
        if (process.containsKey(name)) {
            return Optional.of(process.get(name));
        }
        DotEnv.Entry entry = dotEnv.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.literal()) {
            return Optional.of(entry.text());
        }
        if (!onTheWay.add(name)) {
            throw new BadSetting(
                    entry.place(),
                    name + " refers to itself",
                    "break the circle " + String.join(" → ", onTheWay) + " → " + name);
        }
        String value = expand(entry.text(), entry.place(), onTheWay);
        onTheWay.remove(name);
        return Optional.of(value);
    }

    private String expand(String text, Place place, Set<String> onTheWay) {
        return REFERENCE.matcher(text).replaceAll(reference -> {
            String value = reference.group().equals("$${")
                    ? "${"
                    : resolve(reference.group(1), reference.group(2), place, onTheWay);
            return Matcher.quoteReplacement(value);
        });
    }

    private String resolve(String inside, String end, Place place, Set<String> onTheWay) {
        Matcher reference = INSIDE.matcher(inside);
        if (end.isEmpty() || !reference.matches() || inside.contains("${")) {
            throw new BadSetting(
                    place,
                    "a ${ is not followed by NAME} or NAME:-default}",
                    "write ${NAME} or ${NAME:-default}, one not inside another; a plain ${ is written $${");
        }
        String name = reference.group("name");
        Optional<String> value = find(name, onTheWay);
        Optional<String> fallback = Optional.ofNullable(reference.group("fallback"));
        return fallback.isPresent()
                ? value.filter(text -> !text.isEmpty()).orElseGet(fallback::get)
                : value.orElseThrow(() -> new MissingVariable(name, place.file(), place.line()));
    }
}
