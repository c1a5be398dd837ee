package dbmanager.cli.reliability.matrix;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that goes wrong. */
interface Fault {
    /** In the words of the page. */
    String title();

    /** Why it cannot strike there; empty where it can. */
    default Optional<String> unless(Engine engine, Operation operation) {
        return Optional.empty();
    }

    /** The ways in which it shows, the most telling first. */
    List<Strike> strikes(Engine engine, Operation operation, Measures measures);

    /**
     * Where it could strike, if that is more than {@link #strikes} can try, such as {@code 143 steps}; empty where those are all that there are.
     */
    default Optional<String> places(Engine engine, Operation operation, Measures measures) {
        return Optional.empty();
    }

    /** Whether a cell of it takes so long, mostly waiting, that the short suite leaves it to the whole one where it can. */
    default boolean isSlow(Engine engine, Operation operation) {
        return false;
    }

    /** Whether the same strike meets the same moment each time; where it does not, another outcome than the page's is as good. */
    default boolean isRepeatable(Engine engine) {
        return true;
    }

    static List<Fault> all() {
        return Stream.of(
                        DiskFault.all(),
                        DamageFault.all(),
                        TargetFault.all(),
                        TimeFault.all(),
                        CompanyFault.all(),
                        NetworkFault.all())
                .flatMap(List::stream)
                .toList();
    }
}
