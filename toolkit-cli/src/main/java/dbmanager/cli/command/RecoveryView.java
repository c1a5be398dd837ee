package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Latest;
import dbmanager.backup.Latest.PassedOver;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.Recovery.Condition;
import dbmanager.operation.Recovery.Evidence;
import dbmanager.operation.Recovery.Examination;
import dbmanager.operation.Recovery.Recovered;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a database that was looked at.
 *
 * @param planned what would be restored
 * @param recovered what was
 */
record RecoveryView(
        Examination examination, Optional<Latest> planned, Optional<Recovered> recovered, Optional<Duration> lost)
        implements View {

    static RecoveryView nothing(Examination found) {
        return new RecoveryView(found, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static RecoveryView planned(Examination found, Latest chosen, Instant now) {
        Instant asOf = chosen.choice().flatMap(Backup::manifest).orElseThrow().asOf();
        return new RecoveryView(
                found, Optional.of(chosen), Optional.empty(), Optional.of(Duration.between(asOf, now)));
    }

    static RecoveryView of(Recovered recovered) {
        return new RecoveryView(
                recovered.before(), Optional.empty(), Optional.of(recovered), Optional.of(recovered.lost()));
    }

    /** Says what is wrong before anything is done about it. */
    static void found(Examination found, Printer out) {
        out.line("%s", out.bad(sentence(found.condition())));
        found.findings().forEach(finding -> out.line("  %s", finding));
    }

    private static String sentence(Condition condition) {
        return switch (condition) {
            case WHOLE -> "whole: the engine finds nothing wrong; nothing was done";
            case CONTRADICTED -> "readable, and not in order; a backup is no remedy, so nothing was done";
            case MISSING -> "missing: nothing is at its place";
            case EMPTY -> "empty: what is at its place holds nothing";
            case DAMAGED -> "damaged";
            case UNREADABLE -> "damaged: the engine cannot read it";
        };
    }

    @Override
    public int exitCode() {
        if (recovered.isEmpty()) {
            return examination.condition() == Condition.WHOLE ? 0 : Problem.Kind.NEGATIVE.exitCode();
        }
        Recovered done = recovered.get();
        boolean inOrder = done.findings().isEmpty() && done.left().isEmpty();
        return done.notMigrated()
                .map(problem -> problem.kind().exitCode())
                .orElse(inOrder ? 0 : Problem.Kind.NEGATIVE.exitCode());
    }

    private List<PassedOver> passedOver() {
        return recovered
                .map(Recovered::passedOver)
                .or(() -> planned.map(Latest::passedOver))
                .orElse(List.of());
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = Json.of(
                "condition", Words.name(examination.condition()),
                "findings", FindingsView.json(examination.findings()),
                "action", recovered.isPresent() ? "recovered" : planned.isPresent() ? "would_recover" : "none",
                "backup",
                        recovered
                                .map(Recovered::backup)
                                .or(() -> planned.flatMap(Latest::choice).map(Backup::id)),
                "lost_seconds", lost.map(Duration::toSeconds),
                "passed_over", DrillView.json(passedOver()));
        recovered.ifPresent(done -> json.putAll(json(done)));
        return json;
    }

    private static Map<String, Object> json(Recovered done) {
        return Json.of(
                "as_of", done.asOf(),
                "restored", new RestoredView(done.restored()).json(),
                "folders_left", done.foldersLeft(),
                "evidence", Words.name(done.evidence()),
                "migrated",
                        done.migrated()
                                .map(report -> EntryJson.of(report.done()))
                                .orElse(List.of()),
                "not_migrated", done.notMigrated().map(Problem::getMessage),
                "versions_left", done.left().stream().map(Object::toString).toList(),
                "findings_after", FindingsView.json(done.findings()),
                "took_ms", done.took().toMillis());
    }

    @Override
    public Map<String, String> deeds() {
        return recovered
                .map(done -> Json.texts(
                        "condition", Words.name(examination.condition()),
                        "backup", done.backup(),
                        "lost_seconds", done.lost().toSeconds(),
                        "kept_aside", String.join(" ", done.restored().keptAside())))
                .orElse(Map.of());
    }

    @Override
    public void text(Printer out) {
        if (planned.isEmpty() && recovered.isEmpty()) {
            out.line("%s", sentence(examination.condition()));
            examination.findings().forEach(finding -> out.line("  %s", finding));
            return;
        }
        passedOver().forEach(passed -> out.line("passed over %s", passed));
        planned.flatMap(Latest::choice)
                .ifPresent(backup -> out.line(
                        "would restore %s; what was written in the %s since is not in it; nothing done yet",
                        backup.id(), Words.span(lost.orElseThrow())));
        recovered.ifPresent(done -> text(done, out));
    }

    private void text(Recovered done, Printer out) {
        new RestoredView(done.restored()).text(out);
        out.line(
                "lost: what was written after %s, the last %s",
                done.asOf(), Words.span(lost.orElseThrow()));
        if (done.foldersLeft()) {
            out.line(
                    "its folders were left as they are; `db-manager restore %s` puts back those of the backup too",
                    done.backup());
        }
        done.migrated()
                .ifPresent(report -> out.line(
                        "migrated again to %s, as %s",
                        report.to().map(Object::toString).orElse("base"),
                        done.evidence() == Evidence.HISTORY
                                ? "its history said"
                                : "migrations.lock says; its history could not be read"));
        if (!done.left().isEmpty()) {
            out.line(
                    "%s",
                    out.bad("perhaps it had " + done.left()
                            + " too: migrations.lock says so, which is not enough for a guarded database; if it had, run"
                            + " `db-manager migrate`"));
        }
        done.notMigrated()
                .ifPresent(problem -> out.line(
                        "%s",
                        out.bad("restored, but not migrated again: " + problem.getMessage() + "; " + problem.next())));
        done.findings().forEach(finding -> out.line("%s %s", out.bad("x"), finding));
        out.line("%s in %s", out.good("recovered"), Words.span(done.took()));
    }
}
