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

/** Counts what would be changed, and notes it for the steps behind. It has nothing to write with. */
final class DryStage implements Stage {
    private static final int SAMPLES = 5;
    private static final int DOCUMENTS = 200;

    private final Overlay overlay;
    private final Planner planner;
    private final DatabaseName home;
    private final Indexes indexes;
    private final List<StepPreview> steps = new ArrayList<>();

    DryStage(Overlay overlay, DatabaseName home, Indexes indexes) {
        this.overlay = overlay;
        this.home = home;
        this.indexes = indexes;
        this.planner = new Planner(overlay);
    }

    @Override
    public List<Finding> sweep(String name, Scope scope, Turning turn) {
        Count count = new Count(name);
        Asking asking = new Asking(turn, count);
        try (Stream<Document> documents = overlay.scan(scope, Range.all(), overlay.now())) {
            for (Iterator<Document> each = documents.iterator(); each.hasNext(); ) {
                Document document = each.next();
                if (!Bookkeeping.owns(DocumentPath.of(document.getName()))) {
                    asking.show(document);
                }
            }
        }
        List<Finding> findings = asking.end();
        steps.add(count.end(findings));
        return findings;
    }

    /** Asks document after document, and plans what they ask for in groups. */
    private final class Asking {
        private final Turning turn;
        private final Count count;
        private final LeftOut leftOut = new LeftOut();
        private final Staying staying = new Staying(overlay, this::ask, leftOut::add);
        private final List<Ask> asks = new ArrayList<>();
        private final Map<DocumentPath, Optional<Document>> known = new HashMap<>();

        Asking(Turning turn, Count count) {
            this.turn = turn;
            this.count = count;
        }

        void show(Document document) {
            staying.show(Staying.Candidate.of(document, turn));
        }

        private void ask(Staying.Candidate candidate) {
            asks.add(Ask.of(
                    candidate.path(), candidate.document(), candidate.changes(), now -> turn.of(now, leftOut::add)));
            known.put(candidate.path(), Optional.of(candidate.document()));
            if (asks.size() == DOCUMENTS) {
                plan();
            }
        }

        private void plan() {
            count.add(planner.plan(asks, known));
            asks.clear();
            known.clear();
        }

        List<Finding> end() {
            staying.end();
            plan();
            return leftOut.findings();
        }
    }

    @Override
    public void instruct(String name, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> change) {
        Count count = new Count(name);
        count.add(planner.plan(List.of(new Ask(name, reads, change))));
        steps.add(count.end(List.of()));
    }

    @Override
    public Optional<Finding> index(String name, Index index) {
        steps.add(new StepPreview(name, 0, List.of(indexes.preview(index)), List.of(), Optional.empty()));
        return Optional.empty();
    }

    @Override
    public Optional<Map<String, Value>> read(DocumentPath path) {
        return overlay.fetch(List.of(path)).get(0).document().map(Document::getFieldsMap);
    }

    /** What is put back from images. */
    void putBack(TakeBack back) {
        Count count = new Count("put back what was there before");
        back.preview(touches -> {
            touches.forEach(count::add);
            overlay.see();
        });
        steps.add(count.end(List.of()));
    }

    Preview preview() {
        return new Preview(steps);
    }

    /** Of one step. */
    private final class Count {
        private final String name;
        private final List<String> samples = new ArrayList<>();
        private final Optional<String> caveat = overlay.forgotten();
        private long changes;

        Count(String name) {
            this.name = name;
        }

        void add(List<Turn> turns) {
            turns.forEach(turn -> turn.touches().forEach(this::add));
        }

        void add(Touch touch) {
            changes++;
            if (samples.size() < SAMPLES) {
                samples.add(Sample.of(touch, home));
            }
            overlay.note(touch, name);
        }

        StepPreview end(List<Finding> findings) {
            overlay.see();
            return new StepPreview(name, changes, samples, findings, caveat);
        }
    }
}
