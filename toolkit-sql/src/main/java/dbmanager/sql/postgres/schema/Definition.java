package dbmanager.sql.postgres.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One thing that a database defines, as the server itself describes it.
 *
 * @param traits what makes it what it is, by name: {@code type}, {@code default}; without its name, so that two things alike have the same
 */
record Definition(Address key, Map<String, String> traits) {
    private static final int SHORT = 60;

    /** Traits that the server writes anew from what it has parsed, with expressions in them. */
    static final Set<String> TEXTS = Set.of(
            "default",
            "generated",
            "constraints",
            "partition by",
            "bound",
            "definition",
            "columns",
            "using",
            "with check");

    private static final Pattern KEY = Pattern.compile("(?s)(?:PRIMARY KEY|UNIQUE|FOREIGN KEY)\\b.*");

    Definition {
        traits = Collections.unmodifiableMap(new LinkedHashMap<>(traits));
    }

    /** In the order in which a reader wants to hear of changes. */
    enum Kind {
        SCHEMA("schema"),
        EXTENSION("extension"),
        TYPE("type"),
        SEQUENCE("sequence"),
        TABLE("table"),
        COLUMN("column"),
        CONSTRAINT("constraint"),
        INDEX("index"),
        VIEW("view"),
        FUNCTION("function"),
        TRIGGER("trigger"),
        RULE("rule"),
        POLICY("policy"),
        STATISTICS("statistics"),
        COMMENT("comment");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Kind kind() {
        return key.kind();
    }

    boolean hasText() {
        return TEXTS.stream().anyMatch(this::hasText);
    }

    /** A key is made of names alone. */
    boolean hasText(String trait) {
        return has(trait)
                && !(kind() == Kind.CONSTRAINT && KEY.matcher(trait(trait)).matches());
    }

    /** The same, with the texts as another one has them. */
    Definition inWordsOf(Definition other) {
        Map<String, String> words = new LinkedHashMap<>(traits);
        TEXTS.stream()
                .filter(name -> hasText(name) && other.has(name))
                .forEach(name -> words.put(name, other.trait(name)));
        return new Definition(key, words);
    }

    String trait(String name) {
        return traits.getOrDefault(name, "");
    }

    boolean has(String name) {
        return traits.containsKey(name);
    }

    /** What is different in another definition under the same name, for the reader; long texts are only named. */
    String differences(Definition other) {
        List<String> found = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(traits.keySet());
        names.addAll(other.traits.keySet());
        for (String name : names) {
            String before = traits.get(name);
            String after = other.traits.get(name);
            if (!Objects.equals(before, after)) {
                found.add(difference(name, before, after));
            }
        }
        return String.join("; ", found);
    }

    private static String difference(String name, String before, String after) {
        if (isLong(before) || isLong(after)) {
            return name;
        }
        if (before == null) {
            return after.isEmpty() ? name + " comes" : name + " " + after + " comes";
        }
        if (after == null) {
            return before.isEmpty() ? name + " goes" : name + " " + before + " goes";
        }
        return name + " " + before + " -> " + after;
    }

    private static boolean isLong(String text) {
        return text != null && (text.length() > SHORT || text.contains("\n"));
    }
}
