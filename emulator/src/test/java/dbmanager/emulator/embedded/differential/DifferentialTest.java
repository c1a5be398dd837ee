package dbmanager.emulator.embedded.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.emulator.EmulatorUnavailable;
import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.OfficialSearch;
import dbmanager.emulator.embedded.Options;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The embedded server answers as Google's emulator does, but for the {@link Difference}s. {@code -Ddifferential.steps=} for more steps than the usual,
 * {@code -Ddifferential.seed=} for others.
 */
class DifferentialTest {
    private static final int STEPS = Integer.getInteger("differential.steps", 2_000);
    private static final long SEED = Long.getLong("differential.seed", 1);
    /** After so many it begins with nothing again. */
    private static final int SEQUENCE = 100;

    /** So many that each difference is met. */
    private static final int LONG = 50_000;

    private static FirestoreEmulator embedded;
    private static FirestoreEmulator official;
    private static ManagedChannel ours;
    private static ManagedChannel theirs;

    @BeforeAll
    static void start() {
        try {
            official = FirestoreEmulator.official(
                    OfficialSearch.on(System.getenv(), Path.of(System.getProperty("user.home"))));
        } catch (EmulatorUnavailable e) {
            Assumptions.abort("official: " + e.getMessage());
        }
        embedded = FirestoreEmulator.embedded(Options.standard(Clock.systemUTC()));
        ours = channel(embedded);
        theirs = channel(official);
    }

    /** As clients that no security rules hold back. */
    static ManagedChannel channel(FirestoreEmulator emulator) {
        Metadata owner = new Metadata();
        owner.put(Metadata.Key.of("Authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer owner");
        return NettyChannelBuilder.forAddress(emulator.host(), emulator.port())
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(owner))
                .build();
    }

    @AfterAll
    static void stop() {
        if (theirs != null) {
            theirs.shutdownNow();
            ours.shutdownNow();
            embedded.close();
        }
        if (official != null) {
            official.close();
        }
    }

    @Test
    void it_answers_as_googles_emulator_does() throws Exception {
        Map<Difference, Integer> met = new EnumMap<>(Difference.class);
        Set<Check> worded = EnumSet.noneOf(Check.class);
        Comparison comparison = new Comparison(ours, theirs);
        int steps = 0;
        for (long seed = SEED; steps < STEPS; seed++, steps += SEQUENCE) {
            for (Comparison.Met one : comparison.sequence(seed, SEQUENCE)) {
                met.merge(one.difference(), 1, Integer::sum);
                one.worded().ifPresent(worded::add);
            }
        }
        System.getLogger(DifferentialTest.class.getName())
                .log(System.Logger.Level.INFO, "{0} steps from seed {1}: {2}", steps, SEED, met);
        if (steps >= LONG) {
            assertThat(met).as("differences that occur").containsOnlyKeys(Difference.values());
            assertThat(worded)
                    .as("faults that are worded otherwise")
                    .containsExactlyElementsOf(EnumSet.allOf(Check.class).stream()
                            .filter(Check::isWordedOtherwise)
                            .toList());
        }
    }
}
