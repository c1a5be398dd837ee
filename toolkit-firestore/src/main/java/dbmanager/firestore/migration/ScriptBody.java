package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.gateway.Scope;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A migration of declared steps. */
record ScriptBody(Script script) implements Body {

    @Override
    public List<Finding> up(Stage stage) {
        return carryOut(script.steps(), stage);
    }

    @Override
    public List<Finding> down(Stage stage) {
        return script.rollback() instanceof Script.Rollback.Steps back ? carryOut(back.steps(), stage) : List.of();
    }

    private static List<Finding> carryOut(List<Step> steps, Stage stage) {
        ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();
        for (Step step : steps) {
            if (step instanceof Scan scan) {
                for (Source source : scan.sources()) {
                    stage.sweep(scan.summary(), scope(source), document -> changes(scan, document, findings));
                }
            } else if (step instanceof Fixed fixed) {
                stage.instruct(
                        fixed.summary(),
                        Optional.of(fixed.document()),
                        present -> fixed.change(present).stream().toList());
            } else if (step instanceof CreateIndex wanted) {
                stage.index(wanted.summary(), wanted.index()).ifPresent(findings::add);
            }
        }
        return List.copyOf(findings);
    }

    private static List<Change> changes(Scan scan, Document document, ConcurrentLinkedQueue<Finding> findings) {
        try {
            return scan.change(document).toList();
        } catch (DocumentFailed e) {
            if (scan.onError() == OnError.FAIL) {
                throw e;
            }
            findings.add(new Finding(e.path().text(), "was left out: " + e.getMessage()));
            return List.of();
        }
    }

    static Scope scope(Source source) {
        if (source instanceof Source.Collection collection) {
            return new Scope.Collection(collection.path());
        }
        if (source instanceof Source.Group group) {
            return new Scope.Group(group.id());
        }
        return new Scope.Tree(((Source.Tree) source).collection());
    }

    @Override
    public Undo undo() {
        if (script.rollback() instanceof Script.Rollback.None) {
            return Undo.NOT_AT_ALL;
        }
        return script.rollback() instanceof Script.Rollback.Steps ? Undo.ITSELF : Undo.IMAGES;
    }

    @Override
    public List<Finding> verify(Assertion.Reader reader) {
        List<Finding> findings = new ArrayList<>();
        script.verify().forEach(assertion -> findings.addAll(assertion.judge(reader)));
        return findings;
    }
}
