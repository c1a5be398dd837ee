package dbmanager.firestore;

import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.List;

/** Looks into the parts of a backup, without a server. */
final class FirestoreInspection {
    private FirestoreInspection() {}

    /** @param database that the documents are of, where a part does not say */
    static List<Finding> inspect(BackupReader backup, DatabaseName database) {
        List<Finding> findings = new ArrayList<>();
        for (Part part : backup.manifest().parts()) {
            if (part.kind() != Part.Kind.FILES) {
                try (SavedPart saved = new SavedPart(backup, part, database)) {
                    saved.check(document -> {});
                } catch (PartDamaged e) {
                    findings.add(new Finding(part.name(), e.getMessage()));
                }
            }
        }
        return findings;
    }
}
