package dbmanager.cli.command;

import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.backend.SchemaDesign.Proof;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import dbmanager.operation.MigrationDraft;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was drafted from a model.
 *
 * @param files that were written; none in a dry run
 */
record AutogenerateView(Drafted drafted, List<Path> files, Base base, boolean dryRun) implements View {
    @Override
    public int exitCode() {
        return drafted.isProven() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        Comparison comparison = drafted.comparison();
        return Json.of(
                "base", Words.name(base),
                "dry_run", dryRun,
                "changes", ComparisonLines.json(comparison),
                "suggested_renames", ComparisonLines.suggested(comparison),
                "not_compared", comparison.notCompared(),
                "version", drafted.draft().map(MigrationDraft::version),
                "name", drafted.draft().map(MigrationDraft::name),
                "files", files.stream().map(Path::toString).toList(),
                "up", drafted.draft().map(MigrationDraft::up),
                "undo", drafted.draft().flatMap(MigrationDraft::undo),
                "verify", drafted.draft().flatMap(MigrationDraft::verify),
                "proof",
                        drafted.proof()
                                .map(proof -> Json.of(
                                        "outcome", Words.name(proof.outcome()),
                                        "reason", proof.reason(),
                                        "with_rows", drafted.rows(),
                                        "rows_compared", proof.rows())));
    }

    @Override
    public void text(Printer out) {
        if (drafted.draft().isEmpty()) {
            out.line("nothing to do: the model and %s are the same", ComparisonLines.base(base));
            out.line(ComparisonLines.notCompared(drafted.comparison()));
            return;
        }
        out.line("%s to %s:", Words.count(drafted.comparison().changes().size(), "change"), ComparisonLines.base(base));
        ComparisonLines.of(drafted.comparison()).forEach(line -> out.line("%s", line));
        drafted.proof().ifPresent(proof -> proof(proof, out));
        out.line("%s", ComparisonLines.notCompared(drafted.comparison()));
        files.forEach(file -> out.line("created %s", file));
        if (dryRun) {
            MigrationDraft draft = drafted.draft().get();
            String file = draft.version() + "__" + draft.name() + "." + draft.extension();
            out.line("nothing written; it would be:");
            script("V" + file, draft.up(), out);
            draft.undo().ifPresent(undo -> script("undo/U" + file, undo, out));
            draft.verify().ifPresent(verify -> script("verify/" + file, verify, out));
        }
    }

    private void proof(Proof proof, Printer out) {
        String place = drafted.rows()
                ? "in a copy of the database, " + Words.count(proof.rows(), "row") + " compared"
                : "in an empty database, since there is none with rows";
        switch (proof.outcome()) {
            case PROVEN -> out.line("%s there and back %s", out.good("proven:"), place);
            case ROWS_IN_THE_WAY ->
                out.line("%s the rows contradict the model: %s", out.bad("not proven:"), proof.reason());
            case FAILED -> out.line("%s %s", out.bad("not proven:"), proof.reason());
        }
    }

    private static void script(String file, String text, Printer out) {
        out.line("");
        out.line("-- %s", file);
        out.line("%s", text.stripTrailing());
    }
}
