package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Fetched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what is to be changed, the same way whether it will be or not: asks each for its changes, and reads what they touch. */
final class Planner {
    private final Reading reading;

    Planner(Reading reading) {
        this.reading = reading;
    }

    /** Of documents as they are now. */
    List<Turn> plan(List<Ask> asks) {
        return plan(asks, new HashMap<>());
    }

    /**
     * @param known documents as read a moment ago; what is missing in it is read and added
     * @return the turns that change something, in the order of the asks
     * @throws DocumentFailed when a document that is not to be overwritten is there
     */
    List<Turn> plan(List<Ask> asks, Map<DocumentPath, Optional<Document>> known) {
        read(asks.stream().flatMap(ask -> ask.reads().stream()).toList(), known);
        List<List<Change>> changes = new ArrayList<>(asks.size());
        List<DocumentPath> touched = new ArrayList<>();
        for (Ask ask : asks) {
            List<Change> asked = ask.changes().apply(ask.reads().flatMap(known::get));
            asked.forEach(change -> touched.add(Bookkeeping.refuse(change.path())));
            changes.add(asked);
        }
        read(touched, known);
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < asks.size(); i++) {
            List<Touch> touches = touches(asks.get(i), changes.get(i), known);
            if (!touches.isEmpty()) {
                turns.add(new Turn(asks.get(i), touches));
            }
        }
        return turns;
    }

    private static List<Touch> touches(Ask ask, List<Change> changes, Map<DocumentPath, Optional<Document>> known) {
        List<Touch> touches = new ArrayList<>(changes.size());
        for (Change change : changes) {
            Touch touch = new Touch(change.path(), known.get(change.path()), after(change));
            boolean another = !ask.reads().equals(Optional.of(change.path()))
                    && touch.before().isPresent();
            if (!touch.changesSomething()) {
                continue;
            }
            if (another && change instanceof Change.Put put && put.existing() != Existing.REPLACE) {
                if (put.existing() == Existing.FAIL) {
                    throw DocumentFailed.exists(put.path());
                }
                return List.of();
            }
            touches.add(touch);
        }
        return touches;
    }

    private static Optional<Map<String, Value>> after(Change change) {
        return change instanceof Change.Put put ? Optional.of(Stored.form(put.fields())) : Optional.empty();
    }

    private void read(List<DocumentPath> paths, Map<DocumentPath, Optional<Document>> known) {
        Set<DocumentPath> missing = new LinkedHashSet<>(paths);
        missing.removeAll(known.keySet());
        if (!missing.isEmpty()) {
            for (Fetched fetched : reading.fetch(List.copyOf(missing))) {
                known.put(fetched.path(), fetched.document());
            }
        }
    }
}
