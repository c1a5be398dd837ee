package dbmanager.migration;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that holds a database's migrations:
 *
 * <pre>
 * V&lt;version&gt;__&lt;name&gt;.sql|.yaml|.java    R__&lt;name&gt;.sql
 * undo/U&lt;version&gt;__&lt;name&gt;.sql           verify/&lt;version&gt;__&lt;name&gt;.sql, verify/R__&lt;name&gt;.sql
 * </pre>
 *
 * The naming rules are Flyway's. Unlike Flyway, a script whose name fits none of them is refused, not passed over: it would be a
 * migration that never runs.
 */
public final class MigrationFolder {
    public static final String UNDO = "undo";
    public static final String VERIFY = "verify";

    private static final Pattern NAME = Pattern.compile("(?<prefix>[VUR]?)(?<version>[0-9._]*?)(__(?<name>.*))?");

    private final Path folder;
    private final Set<String> extensions;

    /** @param extensions of migration scripts, without the dot: {@code sql} */
    public MigrationFolder(Path folder, Set<String> extensions) {
        this.folder = folder;
        this.extensions = Set.copyOf(extensions);
    }

    public Path path() {
        return folder;
    }

    /** What somebody calls a migration, as it stands in a file name: {@code "Thêm cột giá"} is {@code them_cot_gia}; empty without a letter or digit. */
    public static Optional<String> fileName(String words) {
        String plain = Normalizer.normalize(words, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('đ', 'd')
                .replace('Đ', 'D')
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "_")
                .replaceAll("^_+|_+$", "");
        return plain.isEmpty() ? Optional.empty() : Optional.of(plain);
    }

    /**
     * Reads every script. A folder that does not exist ships nothing. Undo is possible where there is an undo script. An undo or verify script
     * without a migration is for the {@link Timeline} to judge, which knows whether the database had one.
     */
    public Migrations read() {
        return read(script -> false);
    }

    /**
     * @param reversibleByItself whether a script says in its own text how it is taken back
     * @throws DuplicateMigration when two scripts claim one version
     * @throws MisnamedScript when a script fits none of the naming rules
     * @throws StrayScript when a script lies in a sub-folder
     * @throws UnreadableFolder when the folder cannot be read
     */
    public Migrations read(Predicate<Script> reversibleByItself) {
        Content content = content(reversibleByItself);
        return Migrations.of(content.migrations, content.orphans);
    }

    /**
     * Like {@link #read}, but duplicates stay, for the command that renumbers them.
     *
     * @throws OrphanScript when an undo or verify script has no migration: a renumbered one might get it
     */
    public List<Migration> readLeniently(Predicate<Script> reversibleByItself) {
        Content content = content(reversibleByItself);
        content.orphans.stream().findFirst().ifPresent(orphan -> {
            throw new OrphanScript(orphan);
        });
        return content.migrations;
    }

    private record Content(List<Migration> migrations, List<Orphan> orphans) {}

    private Content content(Predicate<Script> reversibleByItself) {
        if (isAbsent(folder)) {
            return new Content(List.of(), List.of());
        }
        refuseStrays();
        Companions undo = new Companions(folder.resolve(UNDO), "U");
        Companions verify = new Companions(folder.resolve(VERIFY), "");
        List<Named> shipped = scripts(folder).stream().map(this::parseMigration).toList();
        Map<MigrationKey, Long> claims =
                shipped.stream().collect(Collectors.groupingBy(Named::key, Collectors.counting()));
        List<Migration> migrations = new ArrayList<>();
        for (Named named : shipped) {
            boolean alone = claims.get(named.key()) == 1;
            Script script = Script.read(folder, named.file);
            Optional<Script> undoScript = undo.take(named, alone);
            migrations.add(new Migration(
                    named.version,
                    named.description,
                    script,
                    undoScript,
                    verify.take(named, alone),
                    undoScript.isPresent() || reversibleByItself.test(script)));
        }
        return new Content(migrations, Stream.concat(undo.rest(), verify.rest()).toList());
    }

    /** Stock Flyway looks into sub-folders and would run what lies there; so nothing may. */
    private void refuseStrays() {
        try {
            Path top = folder.toRealPath();
            try (Stream<Path> files = Files.walk(top)) {
                files.filter(file -> !Files.isDirectory(file) && isScript(file))
                        .map(top::relativize)
                        .filter(MigrationFolder::isStray)
                        .sorted()
                        .findFirst()
                        .ifPresent(stray -> {
                            throw new StrayScript(folder.resolve(stray));
                        });
            }
        } catch (IOException e) {
            throw new UnreadableFolder(folder, e);
        } catch (UncheckedIOException e) {
            throw new UnreadableFolder(folder, e.getCause());
        }
    }

    /** What only cannot be seen, or is a link that leads nowhere, is not absent: reading it says what is the matter with it. */
    public static boolean isAbsent(Path folder) {
        return Files.notExists(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isStray(Path path) {
        String first = path.getName(0).toString();
        boolean home =
                path.getNameCount() == 1 || (path.getNameCount() == 2 && (first.equals(UNDO) || first.equals(VERIFY)));
        return !home && !first.startsWith(".");
    }

    private Named parseMigration(Path file) {
        Named named = parse(file);
        if (!named.prefix.equals("V") && !named.prefix.equals("R")) {
            throw new MisnamedScript(file);
        }
        return named;
    }

    private List<Path> scripts(Path directory) {
        if (isAbsent(directory)) {
            return List.of();
        }
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new UnreadableFolder(directory, new IOException("it is not a folder"));
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .filter(this::isScript)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnreadableFolder(directory, e);
        } catch (UncheckedIOException e) {
            throw new UnreadableFolder(directory, e.getCause());
        }
    }

    /** Whether it is meant as one: an extension in capitals counts, so that the name is refused instead of passed over. */
    private boolean isScript(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !name.startsWith(".")
                && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private Named parse(Path file) {
        String name = file.getFileName().toString();
        if (!extensions.contains(name.substring(name.lastIndexOf('.') + 1))) {
            throw new MisnamedScript(file);
        }
        return Named.parse(file);
    }

    /** What a file name says. */
    private record Named(Path file, String prefix, Optional<Version> version, String description) {
        static Named parse(Path file) {
            String name = file.getFileName().toString();
            Matcher matcher = NAME.matcher(name.substring(0, name.lastIndexOf('.')));
            if (!matcher.matches()) {
                throw new MisnamedScript(file);
            }
            String prefix = matcher.group("prefix");
            String version = matcher.group("version");
            String description =
                    Optional.ofNullable(matcher.group("name")).orElse("").replace('_', ' ');
            boolean repeatable = prefix.equals("R");
            if (repeatable != version.isEmpty()
                    || (repeatable ? description.isBlank() : !Version.isWellFormed(version))) {
                throw new MisnamedScript(file);
            }
            return new Named(
                    file, prefix, repeatable ? Optional.empty() : Optional.of(Version.parse(version)), description);
        }

        MigrationKey key() {
            return new MigrationKey(version, description);
        }
    }

    /** The undo or verify scripts, each taken by its migration. */
    private final class Companions {
        private final TreeMap<MigrationKey, List<Named>> files = new TreeMap<>();
        private final Map<MigrationKey, Path> taken = new HashMap<>();

        Companions(Path directory, String prefix) {
            for (Path file : scripts(directory)) {
                Named named = parse(file);
                if (!named.prefix.equals(prefix) && !(named.prefix.equals("R") && prefix.isEmpty())) {
                    throw new MisnamedScript(file);
                }
                files.computeIfAbsent(named.key(), key -> new ArrayList<>()).add(named);
            }
        }

        /** @param alone whether no other migration has this version; else only a companion of the same name is meant */
        Optional<Script> take(Named migration, boolean alone) {
            List<Named> candidates = files.getOrDefault(migration.key(), List.of());
            Optional<Named> namesake = candidates.stream()
                    .filter(candidate -> candidate.description.equals(migration.description))
                    .findFirst();
            Optional<Named> chosen =
                    alone ? namesake.or(() -> candidates.stream().findFirst()) : namesake;
            chosen.ifPresent(companion -> {
                candidates.removeIf(candidate -> candidate.file.equals(companion.file));
                taken.put(companion.key(), companion.file);
            });
            return chosen.map(companion -> Script.read(folder, companion.file));
        }

        /** Those that no migration took. */
        Stream<Orphan> rest() {
            return files.values().stream().flatMap(List::stream).map(rest -> {
                Path twin = taken.get(rest.key());
                if (twin != null) {
                    throw new DuplicateMigration(rest.key(), twin, rest.file);
                }
                return new Orphan(rest.key(), Script.read(folder, rest.file));
            });
        }
    }

    /** A script whose name fits none of the naming rules. */
    public static final class MisnamedScript extends Problem {
        private static final long serialVersionUID = 1L;

        MisnamedScript(Path file) {
            super(
                    Kind.CONFLICT,
                    "the name of " + file + " fits none of the naming rules, so it would never run",
                    "nothing was run",
                    "name it V<version>__<name>.sql, R__<name>.sql, undo/U<version>__<name>.sql or"
                            + " verify/<version>__<name>.sql, or move it out of the folder");
        }
    }

    /** A script in a sub-folder where Flyway would find it and we would not. */
    public static final class StrayScript extends Problem {
        private static final long serialVersionUID = 1L;

        StrayScript(Path file) {
            super(
                    Kind.CONFLICT,
                    file + " lies in a sub-folder: db-manager would not run it, but stock Flyway would",
                    "nothing was run",
                    "move it up into the migrations folder, or out of it");
        }
    }
}
