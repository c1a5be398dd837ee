package dbmanager.cli.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.environment.Secret;
import dbmanager.environment.SignalSettings;
import dbmanager.environment.SignalSettings.Ping;
import dbmanager.environment.SignalSettings.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebTest {
    private static final Duration LIMIT = Duration.ofMillis(200);

    @Test
    void who_fails_is_asked_once_more_and_named_without_its_token() {
        try (Listener failing = Listener.answering(500)) {
            assertThatThrownBy(() -> new Web().get(failing.url() + "/token-1234"))
                    .isInstanceOf(Undelivered.class)
                    .hasMessage("127.0.0.1 answered 500, twice");
            assertThat(failing.heard()).containsExactly("GET /token-1234", "GET /token-1234");
        }
    }

    @Test
    void who_does_not_want_to_hear_is_not_asked_again() {
        try (Listener refusing = Listener.answering(404)) {
            assertThatThrownBy(() -> new Web().get(refusing.url() + "/token-1234"))
                    .hasMessage("127.0.0.1 answered 404");
            assertThat(refusing.heard()).hasSize(1);
        }
    }

    @Test
    void who_hangs_is_left_after_a_while() {
        try (Listener hanging = Listener.thatHangs()) {
            assertThatThrownBy(() -> new Web(LIMIT).get(hanging.url() + "/token-1234"))
                    .hasMessageStartingWith("127.0.0.1 did not answer within")
                    .hasMessageNotContaining("token");
            assertThat(hanging.heard()).hasSize(2);
        }
    }

    @Test
    void who_is_not_there_is_told_so() {
        assertThatThrownBy(() -> new Web().get(Listener.nobody() + "/token-1234"))
                .hasMessage("127.0.0.1 cannot be reached, twice");
    }

    @Test
    void a_message_is_not_taken_for_delivered_where_somebody_only_says_to_go_elsewhere() {
        try (Listener elsewhere = Listener.answering(200);
                Listener moved = Listener.thatMovedTo(elsewhere.url() + "/token-1234")) {
            assertThatThrownBy(() -> new Web().postJson(moved.url() + "/hook", "{}"))
                    .hasMessageStartingWith(
                            "127.0.0.1 answered 302, a redirect, which is not followed: give the address")
                    .hasMessageNotContaining("token");
            assertThat(moved.heard()).containsExactly("POST /hook {}");
            assertThat(elsewhere.heard()).isEmpty();
        }
    }

    @Test
    void an_address_that_is_none_stays_secret_too() {
        Secret url = new Secret("http://127.0.0.1/a token of 1234");
        SignalSettings settings =
                new SignalSettings(Optional.empty(), Optional.empty(), Optional.of(new Webhook(url, true)));
        Announcement announcement = Announcement.of(settings, "backup-all", "production", List.of("shop"));
        Instant now = Instant.parse("2026-11-21T02:00:00Z");
        Report report = new Report("ann@db1", now, now.plusSeconds(9), 0, List.of(), Map.of());
        assertThat(announcement.ended(report, Announcement.PATIENCE))
                .containsExactly("the webhook was not told: unexpected IllegalArgumentException");
    }

    @Test
    void who_says_well_and_never_comes_to_an_end_was_told() {
        try (Listener endless = Listener.thatNeverEnds()) {
            SignalSettings settings = new SignalSettings(
                    Optional.empty(), Optional.empty(), Optional.of(new Webhook(new Secret(endless.url()), true)));
            Announcement announcement = Announcement.of(settings, "backup-all", "production", List.of("shop"));
            Instant now = Instant.parse("2026-11-21T02:00:00Z");
            Report report = new Report("ann@db1", now, now.plusSeconds(9), 0, List.of(), Map.of());
            assertThat(announcement.ended(report, Announcement.PATIENCE)).isEmpty();
            assertThat(endless.heard()).hasSize(1);
        }
    }

    @Test
    void a_command_waits_for_nobody_longer_than_it_has_patience() {
        try (Listener hanging = Listener.thatHangs()) {
            Secret url = new Secret(hanging.url());
            SignalSettings settings = new SignalSettings(
                    Optional.empty(),
                    Optional.of(new Ping(Optional.of(url), Optional.of(url), Optional.of(url))),
                    Optional.of(new Webhook(url, true)));
            Announcement announcement = Announcement.of(settings, "backup-all", "production", List.of("shop"));
            announcement.begins();
            Instant now = Instant.parse("2026-11-21T02:00:00Z");
            Report report = new Report("ann@db1", now, now.plusSeconds(9), 0, List.of(), Map.of());
            assertThat(announcement.ended(report, LIMIT))
                    .containsExactly("the ping was not told within 200 ms", "the webhook was not told within 200 ms");
        }
    }
}
