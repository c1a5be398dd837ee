package dbmanager.alembic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The revisions of an Alembic project, as the variables and the first comment of its Python files name them.
 *
 * @see <a href="https://alembic.sqlalchemy.org/en/latest/tutorial.html">the files that Alembic makes</a>
 */
public final class Revisions {
    private static final String VALUE = "\\s*(?::[^=\\n]+)?=\\s*";
    private static final Pattern ID = Pattern.compile("(?m)^revision" + VALUE + "(?:'([^']+)'|\"([^\"]+)\")");
    private static final Pattern PARENTS = variable("down_revision");
    private static final Pattern DEPENDENCIES = variable("depends_on");
    private static final Pattern TEXT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern COMMENT =
            Pattern.compile("\\A(?:\\s|#[^\\n]*\\n)*[rRuU]?(\"\"\"|''')(?<text>.*?)\\1", Pattern.DOTALL);
    private static final Pattern CREATED = Pattern.compile("(?m)^Create Date:\\s*(\\S+[ T]\\S+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSS]")
            .withResolverStyle(java.time.format.ResolverStyle.SMART);

    private final Map<String, Revision> byId;

    private Revisions(Map<String, Revision> byId) {
        this.byId = byId;
    }

    private static Pattern variable(String name) {
        return Pattern.compile("(?ms)^" + name + VALUE + "(?<value>None|'[^']*'|\"[^\"]*\"|[(\\[].*?[)\\]])");
    }

    /**
     * @param folder of the project, with {@code alembic.ini}, or that of the revisions
     * @throws NoAlembicProject when there are none, a file names no revision, or a revision follows one that is not there
     */
    public static Revisions read(Path folder) {
        Path versions = versions(folder);
        Map<String, Revision> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(versions)) {
            for (Path file : files.filter(Revisions::isRevision).sorted().toList()) {
                Revision revision = parse(file, Files.readString(file));
                if (found.put(revision.id(), revision) != null) {
                    throw new NoAlembicProject(
                            "two files in " + versions + " are revision " + revision.id(), "delete one of them");
                }
            }
        } catch (IOException e) {
            throw new NoAlembicProject(
                    "cannot read " + versions + " (" + e.getMessage() + ")", "see to its permissions", e);
        }
        if (found.isEmpty()) {
            throw new NoAlembicProject("there is no revision in " + versions, "name the folder of the Alembic project");
        }
        for (Revision revision : found.values()) {
            Stream.concat(revision.parents().stream(), revision.dependencies().stream())
                    .filter(other -> !found.containsKey(other))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new NoAlembicProject(
                                "revision " + revision.id() + " follows " + other + ", which is not in " + versions,
                                "bring back the file of " + other);
                    });
        }
        return new Revisions(found);
    }

    /** Where Alembic's own templates put them. */
    private static Path versions(Path folder) {
        return Stream.of("versions", "alembic/versions", "migrations/versions")
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(folder);
    }

    private static boolean isRevision(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".py") && !name.equals("__init__.py");
    }

    private static Revision parse(Path file, String text) {
        Matcher id = ID.matcher(text);
        if (!id.find()) {
            throw new NoAlembicProject(
                    file + " has no line `revision = '…'`", "move it out of the folder if it is no revision");
        }
        Matcher comment = COMMENT.matcher(text);
        String said = comment.find() ? comment.group("text").strip() : "";
        String message = said.lines()
                .findFirst()
                .filter(line -> !line.startsWith("Revision ID:"))
                .orElse("");
        Matcher created = CREATED.matcher(said);
        return new Revision(
                first(id),
                texts(PARENTS, text),
                texts(DEPENDENCIES, text),
                message.isBlank() ? first(id) : message.strip(),
                created.find() ? time(created.group(1)) : Optional.empty());
    }

    private static String first(Matcher matcher) {
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    private static List<String> texts(Pattern variable, String text) {
        List<String> texts = new ArrayList<>();
        Matcher value = variable.matcher(text);
        if (value.find()) {
            Matcher each = TEXT.matcher(value.group("value"));
            while (each.find()) {
                texts.add(first(each));
            }
        }
        return texts;
    }

    private static Optional<LocalDateTime> time(String text) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text.replace('T', ' ').replaceAll("(Z|[+-]\\d\\d:?\\d\\d)$", ""), TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // its template may write dates in its own way; versions only need an order
        }
    }

    public boolean has(String id) {
        return byId.containsKey(id);
    }

    /** Those that no other follows. */
    public Set<String> heads() {
        Set<String> heads = new TreeSet<>(byId.keySet());
        byId.values().forEach(revision -> heads.removeAll(revision.parents()));
        return heads;
    }

    /** These, and all that had to be applied before them. */
    public Set<String> upTo(Collection<String> ids) {
        Set<String> all = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(ids);
        while (!left.isEmpty()) {
            String id = left.remove();
            if (all.add(id)) {
                left.addAll(byId.get(id).parents());
                left.addAll(byId.get(id).dependencies());
            }
        }
        return all;
    }

    /**
     * Each behind those that it follows; among those that could be next, the ones that are applied first, then the oldest.
     *
     * @throws NoAlembicProject when some follow each other in a circle
     */
    public List<Revision> inOrder(Set<String> applied) {
        Comparator<Revision> next = Comparator.<Revision, Boolean>comparing(
                        revision -> !applied.contains(revision.id()))
                .thenComparing(revision -> revision.created().orElse(LocalDateTime.MIN))
                .thenComparing(Revision::id);
        List<Revision> order = new ArrayList<>();
        Set<String> done = new HashSet<>();
        while (order.size() < byId.size()) {
            Revision revision = byId.values().stream()
                    .filter(candidate -> !done.contains(candidate.id()))
                    .filter(candidate ->
                            done.containsAll(candidate.parents()) && done.containsAll(candidate.dependencies()))
                    .min(next)
                    .orElseThrow(() -> new NoAlembicProject(
                            "some revisions follow each other in a circle",
                            "mend down_revision in one of them: `alembic history` names them"));
            done.add(revision.id());
            order.add(revision);
        }
        return order;
    }
}
