package dbmanager.backup;

import dbmanager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The restore points of promotions, in the store of the backups: one object each, and one for each way in which it ended. An end is there or not;
 * what stands in it is for the reader.
 */
public final class RestorePoints {
    private static final String FOLDER = "promotions/";
    private static final String JSON = ".json";
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final BackupStore store;
    private final Documents documents;
    private final Keyring keys;
    private final Clock clock;

    RestorePoints(BackupStore store, Documents documents, Keyring keys, Clock clock) {
        this.store = store;
        this.documents = documents;
        this.keys = keys;
        this.clock = clock;
    }

    /** How a promotion ended. */
    public enum End {
        PROMOTED("promoted-"),
        TAKEN_BACK("taken-back-");

        private final String prefix;

        End(String prefix) {
            this.prefix = prefix;
        }
    }

    /** For a promotion that begins now: above every earlier id of this environment, also when a clock went back. */
    public String nextId(String environment) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant begun = ids(environment).stream()
                .map(id -> new BackupId(id).time().plus(ONE_SECOND))
                .filter(later -> later.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(now);
        return BackupId.of(begun, environment).text();
    }

    /**
     * Keeps it; from now on its backups stay, and the promotion is one that has begun.
     *
     * @return whether it has: not when another promotion to this environment began since this one got its id, nor when the one without an end is not
     *     the one that it goes on with
     */
    public boolean begin(RestorePoint point) {
        boolean isNewest = ids(point.environment()).stream().allMatch(id -> id.compareTo(point.id()) < 0);
        boolean goesOn = unfinished(point.environment()).map(RestorePoint::id).equals(point.goesOn());
        if (isNewest && goesOn) {
            keep(point);
        }
        return isNewest && goesOn;
    }

    void keep(RestorePoint point) {
        documents.write(key(point.id()), RestorePointJson.write(point));
    }

    /** Says how it ended. Saying it twice is fine. */
    public void end(RestorePoint point, End how, String who) {
        if (!hasEnded(point.id(), how)) {
            documents.write(end(point.id(), how), RestorePointJson.end(clock.instant(), who));
        }
    }

    /**
     * The promotion to this environment that came to no end, and with which none went on. Whoever begins another one goes on with it; of two that
     * began at one moment all the same, the newest.
     *
     * @throws Damaged when its record cannot be read
     */
    public Optional<RestorePoint> unfinished(String environment) {
        return unfinishedIds(environment).stream().findFirst().map(id -> readable(id, keys.isEmpty()));
    }

    /** The same, of those that were to change this database. */
    public Optional<RestorePoint> unfinished(String environment, String database) {
        return unfinishedIds(environment).stream()
                .map(id -> readable(id, keys.isEmpty()))
                .filter(point -> point.member(database).isPresent())
                .findFirst();
    }

    private List<String> unfinishedIds(String environment) {
        Set<String> names = names();
        List<String> ids = ids(names, environment);
        return ids.stream()
                .filter(id -> !hasEnded(names, id, End.PROMOTED) && !hasEnded(names, id, End.TAKEN_BACK))
                .filter(id -> !isGoneOnWith(id, ids))
                .toList();
    }

    /** The one after it is asked first: as a rule it was that. What cannot be read came later, and so it went on as well. */
    private boolean isGoneOnWith(String id, List<String> newestFirst) {
        return newestFirst.stream()
                .filter(other -> other.compareTo(id) > 0)
                .sorted()
                .anyMatch(later -> read(later, true)
                        .map(point -> point.goesOn().filter(id::equals).isPresent())
                        .orElse(true));
    }

    /**
     * @param wanted an id, or the beginning of exactly one
     * @throws Unknown when there is none, or more than one
     * @throws Damaged when its record cannot be read
     */
    public RestorePoint find(String wanted) {
        List<String> all = ids(names());
        List<String> candidates =
                all.stream().filter(id -> id.startsWith(wanted)).toList();
        if (candidates.size() != 1 && !candidates.contains(wanted)) {
            throw new Unknown(wanted, candidates, all);
        }
        String id = candidates.contains(wanted) ? wanted : candidates.get(0);
        return readable(id, keys.isEmpty());
    }

    /** Why a backup must stay: for the way back of a promotion that came to no end, or of the newest one. Where a record is damaged, all stay. */
    public Function<Backup, Optional<String>> holds(String environment) {
        Map<BackupId, String> held = new HashMap<>();
        try {
            Set<String> names = names();
            ids(names, environment).stream()
                    .filter(id -> hasEnded(names, id, End.PROMOTED) && !hasEnded(names, id, End.TAKEN_BACK))
                    .findFirst()
                    .ifPresent(id -> hold(id, "restore point of the newest promotion, " + id, held));
            unfinishedIds(environment)
                    .forEach(id -> hold(id, "restore point of promotion " + id + ", which came to no end", held));
        } catch (Damaged e) {
            String why =
                    e.getMessage() + ", so it is not known which backups it needs: look at it, then remove it by hand";
            return backup -> Optional.of(why);
        }
        return backup -> Optional.ofNullable(held.get(backup.id()));
    }

    /** A record from before there was a key is good enough for keeping what it names. */
    private void hold(String id, String why, Map<BackupId, String> held) {
        readable(id, true).members().forEach(member -> member.backup().ifPresent(backup -> held.put(backup, why)));
    }

    private boolean hasEnded(String id, End how) {
        return store.stat(end(id, how)).isPresent();
    }

    private static boolean hasEnded(Set<String> names, String id, End how) {
        return names.contains(how.prefix + id + JSON);
    }

    private Set<String> names() {
        return store.list(FOLDER).stream().map(BackupStore.Stored::name).collect(Collectors.toSet());
    }

    /** Newest first; their shape is that of the id of a backup. */
    private static List<String> ids(Set<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(JSON))
                .map(name -> name.substring(0, name.length() - JSON.length()))
                .filter(BackupId::isWellFormed)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private List<String> ids(String environment) {
        return ids(names(), environment);
    }

    private static List<String> ids(Set<String> names, String environment) {
        return ids(names).stream()
                .filter(id -> new BackupId(id).database().equals(environment))
                .toList();
    }

    private RestorePoint readable(String id, boolean plainToo) {
        return read(id, plainToo).orElseThrow(() -> new Damaged(key(id)));
    }

    private Optional<RestorePoint> read(String id, boolean plainToo) {
        return documents
                .read(key(id), plainToo)
                .flatMap(RestorePointJson::read)
                .filter(point -> point.id().equals(id));
    }

    private static String key(String id) {
        return FOLDER + id + JSON;
    }

    private static String end(String id, End how) {
        return FOLDER + how.prefix + id + JSON;
    }

    /** No promotion, or more than one, is meant. */
    public static final class Unknown extends Problem {
        private static final long serialVersionUID = 1L;
        private static final int SHOWN = 5;

        Unknown(String wanted, List<String> candidates, List<String> all) {
            super(
                    Kind.DAMAGED,
                    candidates.isEmpty()
                            ? "there is no promotion " + wanted
                            : wanted + " is the beginning of " + candidates.size() + " promotions",
                    "nothing was changed",
                    all.isEmpty()
                            ? "none was recorded in this store: look at `backups:` in the configuration"
                            : "name one of "
                                    + (candidates.isEmpty() ? all : candidates)
                                            .stream().limit(SHOWN).collect(Collectors.joining(", ")));
        }
    }

    /** The record of a promotion cannot be read, so that it is not known what has to be brought back, or whether anything has. */
    public static final class Damaged extends Problem {
        private static final long serialVersionUID = 1L;

        Damaged(String key) {
            super(
                    Kind.DAMAGED,
                    "the record of a promotion, " + key + ", is damaged, or not encrypted with a key that is known",
                    "nothing was changed",
                    "see with `db-manager history` what that promotion did; its backups stay, and each can be restored by its id; then remove"
                            + " the record by hand");
        }
    }
}
