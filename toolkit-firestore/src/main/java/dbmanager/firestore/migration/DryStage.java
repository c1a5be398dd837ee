package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.DryRun.Preview;
import dbmanager.backend.DryRun.StepPreview;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Counts what would be changed. It has nothing to write with. */
final class DryStage implements Stage {
    private static final int SAMPLES = 5;
    private static final int DOCUMENTS = 200;

    private final Reading reading;
    private final Planner planner;
    private final DatabaseName home;
    private final Indexes indexes;
    private final List<StepPreview> steps = new ArrayList<>();

    DryStage(Reading reading, DatabaseName home, Indexes indexes) {
        this.reading = reading;
        this.home = home;
        this.indexes = indexes;
        this.planner = new Planner(reading);
    }

    @Override
    public List<Finding> sweep(String name, Scope scope, Turning turn) {
        Count count = new Count(name, home);
        LeftOut leftOut = new LeftOut();
        Function<Document, List<Change>> change = document -> turn.of(document, leftOut::add);
        try (Stream<Document> documents = reading.scan(scope, Range.all(), reading.now())) {
            Iterator<Document> each = documents.iterator();
            while (each.hasNext()) {
                count.add(group(each, change));
            }
        }
        steps.add(count.preview());
        return leftOut.findings();
    }

    private List<Turn> group(Iterator<Document> documents, Function<Document, List<Change>> change) {
        List<Ask> asks = new ArrayList<>();
        Map<DocumentPath, Optional<Document>> known = new HashMap<>();
        while (documents.hasNext() && asks.size() < DOCUMENTS) {
            Document document = documents.next();
            DocumentPath path = DocumentPath.of(document.getName());
            if (!Bookkeeping.owns(path)) {
                asks.add(Ask.of(path, document, change.apply(document), change));
                known.put(path, Optional.of(document));
            }
        }
        return planner.plan(asks, known);
    }

    @Override
    public void instruct(String name, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> change) {
        Count count = new Count(name, home);
        count.add(planner.plan(List.of(new Ask(name, reads, change))));
        steps.add(count.preview());
    }

    @Override
    public Optional<Finding> index(String name, Index index) {
        steps.add(new StepPreview(name, 0, List.of(indexes.preview(index))));
        return Optional.empty();
    }

    @Override
    public Optional<Map<String, Value>> read(DocumentPath path) {
        return reading.fetch(List.of(path)).get(0).document().map(Document::getFieldsMap);
    }

    Preview preview() {
        return new Preview(steps);
    }

    /** Of one step. */
    static final class Count {
        private final String name;
        private final DatabaseName home;
        private final List<String> samples = new ArrayList<>();
        private long changes;

        Count(String name, DatabaseName home) {
            this.name = name;
            this.home = home;
        }

        void add(List<Turn> turns) {
            turns.forEach(turn -> turn.touches().forEach(this::add));
        }

        void add(Touch touch) {
            changes++;
            if (samples.size() < SAMPLES) {
                samples.add(Sample.of(touch, home));
            }
        }

        StepPreview preview() {
            return new StepPreview(name, changes, samples);
        }
    }
}
