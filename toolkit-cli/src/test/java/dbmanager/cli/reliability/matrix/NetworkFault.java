package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.Answer;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Faults;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server is gone halfway, or answers with a status that is none of success. */
record NetworkFault(String title, Optional<Status.Code> status, boolean comesBack) implements Fault {
    private static final long ABSENCE_MILLIS = 700;

    /** Of the calls that db-manager makes. */
    private static final List<String> METHODS = List.of(
            "RunQuery", "Commit", "BatchWrite", "BatchGetDocuments", "ListCollectionIds", "RunAggregationQuery");

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.add(new NetworkFault("the server is gone when half was said", Optional.empty(), false));
        all.add(new NetworkFault("the server is gone when half was said, and comes back", Optional.empty(), true));
        Arrays.stream(Status.Code.values())
                .filter(code -> code != Status.Code.OK)
                .map(code ->
                        new NetworkFault("gRPC " + code + ", to the first call of each kind", Optional.of(code), true))
                .forEach(all::add);
        return all;
    }

    @Override
    public Optional<String> unless(Engine engine, Operation operation) {
        if (status.isPresent() && engine != Engine.FIRESTORE) {
            return Optional.of("it does not speak gRPC");
        }
        if (engine == Engine.SQLITE) {
            return Optional.of("there is no server");
        }
        boolean inProcess = engine == Engine.FIRESTORE && operation == Operation.VERIFY;
        return operation == Operation.CLEAN || inProcess ? Optional.of("does not ask the database") : Optional.empty();
    }

    /** A Firestore is waited for most of a minute. */
    @Override
    public boolean isSlow(Engine engine, Operation operation) {
        return engine == Engine.FIRESTORE && !comesBack;
    }

    @Override
    public boolean isRepeatable(Engine engine) {
        return status.isPresent();
    }

    @Override
    public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
        return status.isPresent()
                ? List.of(new Answered(status.get()))
                : List.of(new Gone(measures.traffic(engine, operation) / 2, comesBack));
    }

    /** The way to the server ends in the middle. */
    private static final class Gone implements Strike {
        private final long bytes;
        private final boolean comesBack;
        private Relay relay;

        Gone(long bytes, boolean comesBack) {
            this.bytes = bytes;
            this.comesBack = comesBack;
        }

        @Override
        public String name() {
            return "after " + bytes + " bytes";
        }

        @Override
        public void prepare(Shop shop, Operation operation) {
            relay = Relay.cutting(shop, bytes, comesBack ? ABSENCE_MILLIS : -1);
            shop.keep(relay);
        }

        @Override
        public Answer run(Shop shop, Operation operation) {
            Answer answer = shop.project().run(operation.words(shop));
            assertThat(relay.isCut()).as("cut: %s", answer).isTrue();
            return answer;
        }

        @Override
        public void heal(Shop shop) {
            try {
                relay.openAgain();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Answered implements Strike {
        private final Status.Code code;
        private Faults faults;

        Answered(Status.Code code) {
            this.code = code;
        }

        @Override
        public String name() {
            return code.name();
        }

        @Override
        public void prepare(Shop shop, Operation operation) {
            faults = Faults.none();
            EmbeddedServer server = ((FirestoreShop) shop).serve(faults);
            assertThat(server.port()).isPositive();
            faults.change(METHODS.stream()
                    .map(method -> method + ":" + code + ":times=1")
                    .collect(Collectors.joining(";")));
        }

        @Override
        public void heal(Shop shop) {
            faults.change("");
        }
    }
}
