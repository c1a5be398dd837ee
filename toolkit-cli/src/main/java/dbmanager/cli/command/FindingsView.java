package dbmanager.cli.command;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param sound what to say when it found nothing
 */
record FindingsView(List<Finding> findings, String sound) implements View {
    static List<Map<String, Object>> json(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Json.of("where", finding.where(), "what", finding.what()))
                .toList();
    }

    @Override
    public int exitCode() {
        return findings.isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of("sound", findings.isEmpty(), "findings", json(findings));
    }

    @Override
    public void text(Printer out) {
        findings.forEach(finding -> out.line("%s %s", out.bad("x"), finding));
        if (findings.isEmpty()) {
            out.line("%s", sound);
        }
    }
}
