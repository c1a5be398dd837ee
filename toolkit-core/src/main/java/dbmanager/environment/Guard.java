package dbmanager.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether a command may run. Pure: it asks nobody and changes nothing. */
public final class Guard {
    private Guard() {}

    /**
     * A guarded environment is never touched, nor read, where the surroundings say test. An open one asks before data is taken away
     * ({@code --yes}), a guarded one before any change, by name ({@code --confirm NAME}; {@code --yes} is not enough). A confirmation of
     * another environment is refused in every environment: its giver is not where they think. Where protection follows the database, the name is that of
     * the guarded environment that has it.
     */
    public static Judgement judge(Environment environment, Danger danger, Consent consent, Signals signals) {
        Optional<Judgement> contradiction =
                environment.isGuarded() ? contradiction(environment, signals) : Optional.empty();
        if (contradiction.isPresent()) {
            return contradiction.get();
        }
        if (danger == Danger.READ) {
            return new Judgement.Allowed(List.of("nothing is written"));
        }
        String wanted = environment.guardian().map(Guardian::environment).orElse(environment.name());
        Optional<String> otherName = consent.confirm().filter(name -> !name.equals(wanted));
        if (otherName.isPresent()) {
            return contradicted(environment, otherName.get(), wanted);
        }
        return environment
                .guardian()
                .map(guardian -> judgeGuarded(guardian, danger, consent))
                .orElseGet(() -> judgeOpen(environment, danger, consent));
    }

    private static Judgement contradicted(Environment environment, String name, String wanted) {
        if (name.equals(environment.name())) {
            return new Judgement.Refused(
                    "--confirm names \"" + name + "\", but "
                            + environment.protectedBecause().orElseThrow(),
                    "if you mean to change that one, repeat the command with --confirm " + wanted);
        }
        return new Judgement.Refused(
                "--confirm names \"" + name + "\", but the environment is " + environment.name(),
                environment.choice().of(name) + " if you meant that one, else "
                        + (environment.isGuarded() ? "--confirm " + wanted : "leave --confirm out"));
    }

    private static Optional<Judgement> contradiction(Environment environment, Signals signals) {
        List<String> signs = new ArrayList<>();
        if (signals.testing()) {
            signs.add(Signals.TESTING);
        }
        if (signals.emulatorHost().isPresent()) {
            signs.add(Signals.EMULATOR_HOST);
        }
        if (signs.isEmpty()) {
            return Optional.empty();
        }
        String variables = String.join(" and ", signs);
        return Optional.of(new Judgement.Refused(
                variables + (signs.size() == 1 ? " is" : " are") + " set, but "
                        + environment.protectedBecause().orElseThrow(),
                "unset " + variables + " to work on " + environment.name() + ", or "
                        + environment.choice().ofAnother()));
    }

    private static Judgement judgeOpen(Environment environment, Danger danger, Consent consent) {
        String open = "environment " + environment.name() + " is open";
        if (danger == Danger.CHANGE) {
            return new Judgement.Allowed(List.of(open));
        }
        if (consent.yes()) {
            return new Judgement.Allowed(List.of(open, "agreed with --yes"));
        }
        return new Judgement.NeedsConsent(
                danger,
                "--yes",
                "yes",
                "this takes data away in environment " + environment.name() + " and needs your consent");
    }

    private static Judgement judgeGuarded(Guardian guardian, Danger danger, Consent consent) {
        String because = guardian.because();
        String flag = "--confirm " + guardian.environment();
        if (consent.confirm().isPresent()) {
            return new Judgement.Allowed(List.of(because, "agreed with " + flag));
        }
        String effect = danger == Danger.CHANGE ? "changes" : "takes data away in";
        return new Judgement.NeedsConsent(
                danger,
                flag,
                guardian.environment(),
                because + "; this " + effect + " it and needs your consent by name"
                        + (consent.yes() ? ", for which --yes is not enough" : ""));
    }
}
