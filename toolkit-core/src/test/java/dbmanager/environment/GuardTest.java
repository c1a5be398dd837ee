package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final Environment DEV =
            new Environment("dev", Optional.empty(), List.of(), List.of(), Choice.ENVIRONMENT);
    private static final Environment PRODUCTION = new Environment(
            "production", guardedBy("environment production is guarded"), List.of(), List.of(), Choice.ENVIRONMENT);
    private static final Environment ALIAS = new Environment(
            "alias",
            guardedBy("shop is a database of the guarded environment production"),
            List.of(),
            List.of(),
            Choice.ENVIRONMENT);

    @ParameterizedTest
    @CsvSource({
        // environment, danger, --yes, --confirm, judgement
        "dev,        READ,    false, ,           allowed",
        "dev,        CHANGE,  false, ,           allowed",
        "dev,        DESTROY, false, ,           --yes",
        "dev,        DESTROY, true,  ,           allowed",
        "dev,        DESTROY, false, dev,        --yes",
        "dev,        CHANGE,  false, production, refused",
        "dev,        DESTROY, true,  production, refused",
        "production, READ,    false, ,           allowed",
        "production, READ,    false, dev,        allowed",
        "production, CHANGE,  false, ,           --confirm production",
        "production, CHANGE,  true,  ,           --confirm production",
        "production, CHANGE,  false, production, allowed",
        "production, CHANGE,  true,  Production, refused",
        "production, CHANGE,  false, prod,       refused",
        "production, DESTROY, false, ,           --confirm production",
        "production, DESTROY, true,  ,           --confirm production",
        "production, DESTROY, false, production, allowed",
        "production, DESTROY, true,  dev,        refused",
        "alias,      READ,    false, ,           allowed",
        "alias,      CHANGE,  false, ,           --confirm production",
        "alias,      CHANGE,  false, alias,      refused",
        "alias,      CHANGE,  false, production, allowed",
        "alias,      DESTROY, true,  alias,      refused",
        "alias,      DESTROY, false, production, allowed",
    })
    void consent_is_asked_by_protection_and_danger(
            String name, Danger danger, boolean yes, String confirm, String judgement) {
        Environment environment =
                Map.of("dev", DEV, "production", PRODUCTION, "alias", ALIAS).get(name);

        assertThat(say(Guard.judge(
                        environment, danger, new Consent(yes, Optional.ofNullable(confirm)), Signals.none())))
                .isEqualTo(judgement);
    }

    @ParameterizedTest
    @EnumSource(Danger.class)
    void signs_of_a_test_keep_everything_away_from_a_guarded_environment(Danger danger) {
        Consent full = new Consent(true, Optional.of("production"));

        assertThat(say(Guard.judge(PRODUCTION, danger, full, new Signals(true, Optional.empty()))))
                .isEqualTo("refused");
        assertThat(say(Guard.judge(PRODUCTION, danger, full, new Signals(false, Optional.of("localhost:8080")))))
                .isEqualTo("refused");
        assertThat(say(Guard.judge(
                        DEV, danger, new Consent(true, Optional.empty()), new Signals(true, Optional.of("h")))))
                .isEqualTo("allowed");
    }

    @Test
    void a_decision_carries_its_reasons() {
        Consent consent = new Consent(false, Optional.of("production"));

        assertThat(Guard.judge(PRODUCTION, Danger.CHANGE, consent, Signals.none())
                        .orRefuse()
                        .reasons())
                .containsExactly("environment production is guarded", "agreed with --confirm production");
    }

    @Test
    void a_refusal_says_why_and_what_to_do() {
        assertThatThrownBy(() -> Guard.judge(
                                PRODUCTION, Danger.CHANGE, new Consent(true, Optional.empty()), Signals.none())
                        .orRefuse())
                .isInstanceOfSatisfying(Judgement.Refusal.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Problem.Kind.REFUSED);
                    assertThat(refusal)
                            .hasMessage(
                                    "environment production is guarded; this changes it and needs your consent by name,"
                                            + " for which --yes is not enough");
                    assertThat(refusal.state()).contains("nothing was changed");
                    assertThat(refusal.next()).isEqualTo("repeat the command with --confirm production");
                });
        assertThatThrownBy(() -> Guard.judge(DEV, Danger.DESTROY, Consent.none(), Signals.none())
                        .orRefuse())
                .isInstanceOfSatisfying(
                        Judgement.Refusal.class,
                        refusal -> assertThat(refusal.next()).endsWith("--yes"));
    }

    @Test
    void a_wrong_name_is_called_wrong() {
        assertThat(Guard.judge(PRODUCTION, Danger.CHANGE, new Consent(false, Optional.of("prod")), Signals.none()))
                .isEqualTo(new Judgement.Refused(
                        "--confirm names \"prod\", but the environment is production",
                        "give --env prod if you meant that one, else --confirm production"));
    }

    @Test
    void the_own_name_of_an_environment_is_no_consent_to_change_production() {
        assertThat(Guard.judge(ALIAS, Danger.CHANGE, new Consent(false, Optional.of("alias")), Signals.none()))
                .isEqualTo(new Judgement.Refused(
                        "--confirm names \"alias\", but shop is a database of the guarded environment production",
                        "if you mean to change that one, repeat the command with --confirm production"));
    }

    private static Optional<Guardian> guardedBy(String because) {
        return Optional.of(new Guardian("production", because));
    }

    @Test
    void a_sign_of_a_test_is_named() {
        assertThat(Guard.judge(PRODUCTION, Danger.READ, Consent.none(), new Signals(true, Optional.of("h"))))
                .isEqualTo(new Judgement.Refused(
                        "TESTING and FIRESTORE_EMULATOR_HOST are set, but environment production is guarded",
                        "unset TESTING and FIRESTORE_EMULATOR_HOST to work on production, or choose another environment with"
                                + " --env"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "1", "yes", " Yes "})
    void testing_may_be_said_in_several_ways(String value) {
        assertThat(Signals.of(Map.of("TESTING", value)).testing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", ""})
    void testing_may_be_denied(String value) {
        assertThat(Signals.of(Map.of("TESTING", value, "FIRESTORE_EMULATOR_HOST", " ")))
                .isEqualTo(Signals.none());
    }

    private static String say(Judgement judgement) {
        if (judgement instanceof Judgement.NeedsConsent needs) {
            return needs.flag();
        }
        return judgement instanceof Judgement.Allowed ? "allowed" : "refused";
    }
}
