package dbmanager.firestore.migration;

import dbmanager.firestore.gateway.Scope;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        List<Finding> findings = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Scan scan) {
                for (Source source : scan.sources()) {
                    Turning turn = new Turning(document -> scan.change(document).toList(), scan.onError());
                    findings.addAll(stage.sweep(scan.summary(), scope(source), turn));
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
        return findings;
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
