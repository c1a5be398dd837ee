package dbmanager.cli.command;

import dbmanager.cli.Toolkit;
import dbmanager.migration.Plan;
import dbmanager.operation.Migrator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** Whether migrations must have been proven in the environment that {@code proven-by:} names, where it names one. */
final class ProofOption {
    @Option(
            names = "--unproven",
            description = "Also migrations that the environment of proven-by: has not proven; the history keeps that.")
    private boolean unproven;

    /** The same runner, which refuses what is not proven, or notes that nobody asked. */
    Migrator over(Toolkit toolkit, Migrator migrator) {
        Optional<String> source = toolkit.settings().provenBy(toolkit.environment());
        if (source.isEmpty()) {
            return migrator;
        }
        return unproven
                ? migrator.noting("unproven: " + source.get() + " was not asked (--unproven)", UnaryOperator.identity())
                : migrator.noting("proven by " + source.get(), permission(toolkit));
    }

    /** Lets a plan through if each of its steps is proven, as far as that has to be. */
    UnaryOperator<Plan> permission(Toolkit toolkit) {
        return unproven
                ? UnaryOperator.identity()
                : plan -> plan.isEmpty()
                        ? plan
                        : toolkit.proof()
                                .map(proof -> proof.require(
                                        plan, toolkit.environment().name()))
                                .orElse(plan);
    }
}
