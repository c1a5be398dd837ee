package dbmanager.cli.command;

import dbmanager.backup.Verification;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a verification, as every command shows it. */
final class VerificationFields {
    private VerificationFields() {}

    static Map<String, Object> of(Verification verification) {
        return Json.of(
                "level", Words.name(verification.level()),
                "at", verification.at(),
                "passed", verification.passed(),
                "findings", FindingsView.json(verification.findings()));
    }

    static String line(Verification verification) {
        String level = Words.name(verification.level());
        return verification.passed()
                ? "passed: " + level
                : "FAILED at " + level + ": "
                        + verification.findings().stream().map(Object::toString).collect(Collectors.joining("; "));
    }
}
