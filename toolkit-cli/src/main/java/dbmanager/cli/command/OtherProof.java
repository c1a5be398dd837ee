package dbmanager.cli.command;

import dbmanager.problem.Problem;

/** The configuration names another environment to prove the migrations. */
final class OtherProof extends Problem {
    private static final long serialVersionUID = 1L;

    OtherProof(String environment, String prover, String source) {
        super(
                Kind.REFUSED,
                environment + " is `proven-by: " + prover + "`, and not by " + source,
                "nothing was begun",
                "promote there first (`db-manager promote --from " + source + " --to " + prover
                        + "`), then from there; or change proven-by: in the configuration");
    }
}
