package dbmanager.cli.command;

import dbmanager.backup.Backup;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.Verification;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

public final class ShowBackup implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "latest",
            paramLabel = "BACKUP",
            description = "An id, its beginning, or latest, which is the default.")
    private String wanted;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return wanted.equals("latest")
                ? database.each().look(this::show)
                : database.only(wanted).look(this::show);
    }

    private View show(Toolkit toolkit) {
        Backup backup = toolkit.backups().find(wanted);
        Manifest manifest = backup.manifest().orElseThrow();
        Map<String, Object> json = ManifestFields.of(manifest);
        json.put(
                "verifications",
                backup.verifications().stream().map(VerificationFields::of).toList());
        json.put("suspicion", backup.suspicion().map(SuspicionFields::of).orElse(null));
        boolean plain = toolkit.backups().isUnproven(backup);
        json.put("plain", plain);
        return Answer.of(json, lines(backup, manifest, plain));
    }

    private static List<String> lines(Backup backup, Manifest manifest, boolean plain) {
        List<String> lines = new ArrayList<>(List.of(
                "backup      " + manifest.id(),
                "database    " + manifest.database().location() + " in " + manifest.environment(),
                "taken       " + manifest.begun() + ", " + manifest.reason() + ", by " + manifest.tool(),
                "version     " + manifest.schema().current().orElse("base") + " ("
                        + Words.count(manifest.schema().applied().size(), "migration") + " in force)",
                "holds       " + (manifest.isPartial() ? String.join(", ", manifest.selection()) : "everything") + ": "
                        + Words.count(manifest.records(), "record") + ", " + Words.bytes(manifest.bytes())));
        manifest.key().ifPresent(key -> lines.add("encrypted   with key " + key));
        if (plain) {
            lines.add("plain       not encrypted, as the others are, so nothing proves who wrote it");
        }
        for (Part part : manifest.parts()) {
            lines.add("part        " + part.name() + "  " + Words.bytes(part.bytes()) + "  sha256 " + part.sha256());
            new TreeMap<>(part.contents())
                    .forEach((name, records) -> lines.add("            " + name + "  " + records));
            new TreeMap<>(part.uncounted())
                    .forEach((name, why) -> lines.add("            " + name + "  not counted: " + why));
        }
        for (Verification verification : backup.verifications()) {
            lines.add("verified    " + verification.at() + "  " + VerificationFields.line(verification));
        }
        backup.suspicion().map(SuspicionFields::line).ifPresent(lines::add);
        return lines;
    }
}
