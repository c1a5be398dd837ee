package dbmanager.cli.command;

import dbmanager.backend.Selection;
import dbmanager.backup.BackupId;
import dbmanager.backup.Manifest;
import dbmanager.backup.Suspicion;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.operation.Backups.Taken;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A backup that was taken. */
record TakenView(Taken taken, String location) implements View {
    static TakenView take(Toolkit toolkit, Selection what) {
        return new TakenView(
                toolkit.backups().take(what, "requested", toolkit.printer().progress()),
                toolkit.settings().backups().toString());
    }

    BackupId id() {
        return taken.id();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = ManifestFields.of(taken.manifest());
        json.put("folder", location + "/" + id());
        json.put("skipped", FindingsView.json(taken.skipped()));
        json.put("suspicion", taken.suspicion().map(SuspicionFields::of).orElse(null));
        return json;
    }

    /** It was taken, and whole; but to the question whether all is well the answer is no. */
    @Override
    public int exitCode() {
        return taken.suspicion().isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    Optional<Suspicion> suspicion() {
        return taken.suspicion();
    }

    @Override
    public Map<String, String> deeds() {
        return Json.texts(
                "backup",
                id(),
                "bytes",
                taken.manifest().bytes(),
                "records",
                taken.manifest().records(),
                "suspect",
                taken.suspicion().map(Suspicion::toString));
    }

    @Override
    public void text(Printer out) {
        Manifest manifest = taken.manifest();
        taken.skipped().forEach(finding -> out.warn("not in the backup: " + finding));
        manifest.parts()
                .forEach(part -> new TreeMap<>(part.uncounted())
                        .forEach((table, why) -> out.warn(
                                "in the backup, but its rows cannot be counted: " + table + " (" + why + ")")));
        out.line(
                "backup %s  %s, %s, %d ms",
                id(),
                Words.bytes(manifest.bytes()),
                Words.count(manifest.records(), "record"),
                Duration.between(manifest.begun(), manifest.finished()).toMillis());
        taken.suspicion()
                .ifPresent(suspicion ->
                        SuspicionFields.lines(manifest, suspicion).forEach(line -> out.line("%s", out.bad(line))));
    }
}
