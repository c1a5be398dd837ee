package dbmanager.casdoor;

import dbmanager.backend.DatabaseBackend;
import dbmanager.casdoor.Draft.Change;
import dbmanager.casdoor.Draft.Deed;
import dbmanager.environment.CasdoorMapping;
import dbmanager.environment.CasdoorSettings;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets rows of a database follow the users and applications of a Casdoor server: who is new gets a row, who changed an update, who is gone is deactivated; no
 * row is ever deleted. All lists are fetched before anything is written, and a list that is not whole changes nothing. What follows already stays
 * untouched, so a second run changes nothing.
 */
public final class CasdoorSync {
    /** What makes a user that is listed inactive (User in object/user.go of Casdoor). */
    static final List<String> LOCKED = List.of("isForbidden", "isDeleted");

    /** Of fewer rows, half may well be gone. */
    private static final long FEW = 10;

    private final DatabaseBackend backend;
    private final CasdoorSettings settings;
    private final Optional<CasdoorMapping> users;
    private final Optional<CasdoorMapping> applications;

    public CasdoorSync(
            DatabaseBackend backend,
            CasdoorSettings settings,
            Optional<CasdoorMapping> users,
            Optional<CasdoorMapping> applications) {
        this.backend = backend;
        this.settings = settings;
        this.users = users;
        this.applications = applications;
    }

    /** What is to be done; nothing is done yet. */
    public static final class Plan {
        private final List<Draft> drafts;

        private Plan(List<Draft> drafts) {
            this.drafts = drafts;
        }

        /** The numbers, by what was listed: {@code users}, {@code applications}. */
        public List<Counts> counts() {
            return drafts.stream().map(Counts::of).toList();
        }

        public boolean isEmpty() {
            return drafts.stream().allMatch(draft -> draft.changes().isEmpty());
        }

        /** Whether so many would be deactivated that somebody should look first: more than half of them, or all. */
        public boolean deactivatesMany() {
            return drafts.stream().anyMatch(draft -> {
                long gone = draft.count(Deed.DEACTIVATE);
                return gone > 0 && gone * 2 > draft.active() && (draft.active() > FEW || gone == draft.active());
            });
        }
    }

    /**
     * @param table where they are
     * @param created rows; the others were there
     */
    public record Counts(String what, String table, long created, long updated, long deactivated, long unchanged) {
        private static Counts of(Draft draft) {
            return new Counts(
                    draft.what().toString(),
                    draft.mapping().table(),
                    draft.count(Deed.CREATE),
                    draft.count(Deed.UPDATE),
                    draft.count(Deed.DEACTIVATE),
                    draft.unchanged());
        }
    }

    /**
     * Fetches the lists and compares them with the rows; changes nothing.
     *
     * @throws CasdoorTrouble when a list did not come whole
     * @throws BadMapping when the database, or what Casdoor lists, has not what the configuration names
     */
    public Plan plan() {
        Casdoor casdoor = new Casdoor(settings);
        Map<Listing, Map<String, Map<String, Object>>> listed = new LinkedHashMap<>();
        applications.ifPresent(mapping -> {
            Map<String, Map<String, Object>> all = casdoor.list(Listing.APPLICATIONS, mapping, Set.of());
            if (!mapping.fallback().isEmpty()) {
                all.putIfAbsent(mapping.fallback().get(mapping.keyField()), new LinkedHashMap<>(mapping.fallback()));
            }
            listed.put(Listing.APPLICATIONS, all);
        });
        users.ifPresent(mapping -> listed.put(Listing.USERS, casdoor.list(Listing.USERS, mapping, LOCKED)));
        Map<Listing, Table> targets = targets(listed.keySet());
        List<Draft> drafts = new ArrayList<>();
        try (Content content = backend.live()) {
            listed.forEach(
                    (what, all) -> drafts.add(Comparison.of(what, mapping(what), all, content, targets.get(what))));
        }
        return new Plan(drafts);
    }

    private CasdoorMapping mapping(Listing what) {
        return (what == Listing.USERS ? users : applications).orElseThrow();
    }

    /** The tables that rows go into, with all that the mappings name. */
    private Map<Listing, Table> targets(Collection<Listing> wanted) {
        Map<Listing, Table> targets = new LinkedHashMap<>();
        try (Intake intake = backend.intake(policy())) {
            for (Listing what : wanted) {
                CasdoorMapping mapping = mapping(what);
                Table table = intake.table(mapping.table()).orElseThrow(() -> BadMapping.noTable(mapping));
                if (!table.open()) {
                    require(mapping, table);
                }
                requireOneKey(mapping, table);
                targets.put(what, table);
            }
        }
        return targets;
    }

    private static void require(CasdoorMapping mapping, Table table) {
        Set<String> named = new LinkedHashSet<>(mapping.fields().keySet());
        named.add(mapping.active());
        mapping.workspace().ifPresent(named::add);
        named.stream()
                .filter(column -> !table.columnNames().contains(column))
                .findFirst()
                .ifPresent(column -> {
                    throw BadMapping.noColumn(table, column);
                });
        if (table.key().isEmpty()) {
            throw BadMapping.noKey(table);
        }
    }

    /** A row whose key changed could not be found by it. */
    private static void requireOneKey(CasdoorMapping mapping, Table table) {
        for (String column : table.key()) {
            boolean filled =
                    mapping.fields().containsKey(column) || mapping.active().equals(column);
            if (filled && !column.equals(mapping.key())) {
                throw BadMapping.movingKey(table, column, mapping);
            }
        }
    }

    private static Intake.Policy policy() {
        return new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP);
    }

    /**
     * Does what was planned, applications before users; as many changes as a page of Casdoor has are one transaction.
     *
     * @throws Stopped when the database does not take one, or something else comes up when some are in; what is in stays, and the next run goes on
     *     from there
     */
    public void carryOut(Plan plan) {
        long done = 0;
        for (Draft draft : plan.drafts) {
            try {
                Optional<Object> workspace = draft.mapping().workspace().flatMap(column -> fallbackKey());
                for (int from = 0; from < draft.changes().size(); from += settings.pageSize()) {
                    int to =
                            Math.min(from + settings.pageSize(), draft.changes().size());
                    write(draft, draft.changes().subList(from, to), workspace);
                    done += to - from;
                }
            } catch (RowRefused e) {
                throw Stopped.refused(draft, e, done);
            } catch (Problem e) {
                throw done == 0 ? e : Stopped.brokenOff(e, done);
            }
        }
    }

    private void write(Draft draft, List<Change> page, Optional<Object> workspace) {
        try (Intake intake = backend.intake(policy())) {
            for (Change change : page) {
                Map<String, Object> values = new LinkedHashMap<>(change.values());
                if (change.deed() == Deed.CREATE && draft.mapping().workspace().isPresent()) {
                    workspace.ifPresent(
                            key -> values.put(draft.mapping().workspace().get(), key));
                }
                List<String> columns = List.copyOf(values.keySet());
                Row row = new Row(values.values().toArray());
                if (change.deed() == Deed.CREATE) {
                    intake.put(draft.table(), columns, row);
                } else {
                    intake.change(draft.table(), columns, row);
                }
            }
            intake.commit();
        }
    }

    /** By what the table of the workspaces tells the one apart that is always there. */
    private Optional<Object> fallbackKey() {
        if (applications.isEmpty() || applications.get().fallback().isEmpty()) {
            return Optional.empty();
        }
        CasdoorMapping mapping = applications.get();
        String wanted = mapping.fallback().get(mapping.keyField());
        try (Content content = backend.live()) {
            Table table = content.table(mapping.table()).orElseThrow(() -> BadMapping.noTable(mapping));
            int key = table.columnNames().indexOf(mapping.key());
            int own = table.columnNames().indexOf(table.key().get(0));
            try (Stream<Row> rows = content.rows(table)) {
                return rows.filter(row -> wanted.equals(String.valueOf(row.get(key))))
                        .map(row -> row.get(own))
                        .findFirst();
            }
        }
    }

    /** The database did not take a change. */
    public static final class Stopped extends Problem {
        private static final long serialVersionUID = 1L;

        private Stopped(Kind kind, String happened, String state, String next, Problem cause) {
            super(kind, happened, state, next, cause);
        }

        static Stopped refused(Draft draft, RowRefused cause, long done) {
            return new Stopped(
                    Kind.FAILED,
                    "the " + draft.what() + " of Casdoor do not fit into "
                            + draft.mapping().table() + ": " + cause.getMessage(),
                    done + " changes are in; the page with this one was taken back, and the rest was not begun",
                    "correct the mapping in casdoor:, or the row that is in the way, and run the command again: it goes on where it stopped",
                    cause);
        }

        /** By something that is no fault of a row, and that does not know of the pages before. */
        static Stopped brokenOff(Problem cause, long done) {
            return new Stopped(
                    cause.kind(),
                    cause.getMessage(),
                    done
                            + " changes are in; the page after them is in as a whole or not at all, and the rest was not begun",
                    cause.next() + "; the next run goes on where this one stopped",
                    cause);
        }
    }
}
