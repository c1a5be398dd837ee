package dbmanager.cli.command;

import dbmanager.backup.Verification;
import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What verifications said, by backup. */
record VerificationsView(Map<String, Verification> results) implements View {
    @Override
    public int exitCode() {
        return results.values().stream().allMatch(Verification::passed) ? 0 : Problem.Kind.DAMAGED.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        List<Map<String, Object>> verified = new ArrayList<>();
        results.forEach((backup, result) -> {
            Map<String, Object> json = Json.of("backup", backup);
            json.putAll(VerificationFields.of(result));
            verified.add(json);
        });
        return Json.of("verified", verified);
    }

    @Override
    public Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>();
        results.forEach((backup, result) -> deeds.put(backup, VerificationFields.line(result)));
        return deeds;
    }

    @Override
    public void text(Printer out) {
        results.forEach((backup, result) -> {
            String line = VerificationFields.line(result);
            out.line("%s  %s", backup, result.passed() ? out.good(line) : out.bad(line));
        });
        if (results.isEmpty()) {
            out.line("no complete backup to verify");
        }
    }
}
