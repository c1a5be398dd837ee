package dbmanager.environment;

import dbmanager.problem.Problem;
import java.util.List;

/** What the {@link Guard} says, with its reasons. */
public sealed interface Judgement {
    /** @throws Refusal unless the answer is yes; it names the flag that would make it yes, where there is one */
    Allowed orRefuse();

    record Allowed(List<String> reasons) implements Judgement {
        public Allowed {
            reasons = List.copyOf(reasons);
        }

        @Override
        public Allowed orRefuse() {
            return this;
        }
    }

    /**
     * Ask, where there is a person to ask; else refuse.
     *
     * @param flag what gives the consent on the command line: {@code --yes}, {@code --confirm production}
     * @param answer what gives it in a dialogue: {@code yes}, {@code production}
     * @param question what a person is told before they are asked to agree
     */
    record NeedsConsent(Danger danger, String flag, String answer, String question) implements Judgement {
        @Override
        public Allowed orRefuse() {
            throw new Refusal(question, "repeat the command with " + flag);
        }
    }

    /** No consent helps. */
    record Refused(String reason, String next) implements Judgement {
        @Override
        public Allowed orRefuse() {
            throw new Refusal(reason, next);
        }
    }

    /** The guard did not let a command through. */
    final class Refusal extends Problem {
        private static final long serialVersionUID = 1L;

        Refusal(String reason, String next) {
            super(Kind.REFUSED, reason, "nothing was changed", next);
        }
    }
}
