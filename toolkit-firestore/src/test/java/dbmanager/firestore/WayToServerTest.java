package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Diagnosis.Look;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import dbmanager.firestore.gateway.Gateway;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@OnEveryEmulator
class WayToServerTest {
    @Test
    void a_server_that_answers_is_looked_at_without_changing_anything(FreshProject project) {
        try (Gateway gateway = gateway(project)) {
            List<Look> looks = looks(gateway, project, Clock.systemUTC());

            assertThat(looks)
                    .extracting(Look::what)
                    .containsExactly("connection", "latency", "clocks", "permission to write");
            assertThat(looks)
                    .filteredOn(look -> !look.what().equals("latency"))
                    .allMatch(look -> look.wrong().isEmpty());
            assertThat(gateway.rootCollections(Optional.empty())).isEmpty();
        }
    }

    @Test
    void a_clock_that_is_an_hour_off_is_named(FreshProject project) {
        try (Gateway gateway = gateway(project)) {
            Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));

            assertThat(looks(gateway, project, late))
                    .filteredOn(look -> look.what().equals("clocks"))
                    .singleElement()
                    .satisfies(look -> assertThat(look.wrong())
                            .hasValueSatisfying(wrong -> assertThat(wrong).contains("set this machine's clock")));
        }
    }

    private static List<Look> looks(Gateway gateway, FreshProject project, Clock clock) {
        return new WayToServer(gateway, endpoint(project), clock).looks();
    }

    private static Gateway gateway(FreshProject project) {
        return Gateway.open(new Connection(new DatabaseName(project.id(), "(default)"), endpoint(project)));
    }

    private static Endpoint endpoint(FreshProject project) {
        return new Endpoint.Emulator(
                project.emulator().host(), project.emulator().port());
    }
}
