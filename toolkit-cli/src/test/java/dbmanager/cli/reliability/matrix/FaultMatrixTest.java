package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault on each engine in each operation. A sample of them by default, by a rule; all with {@code -Dreliability=all}, those in whose name a
 * regular expression is found with {@code -Dreliability=expression}, and {@code -Dreliability.strikes=n} strikes each n times at most. {@code -Dfault-matrix.write=true} writes the page.
 */
@Tag("reliability")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "limits and kills are those of POSIX")
final class FaultMatrixTest {
    private static final Path PAGE = Path.of("../docs/fault-matrix.md");
    private static final String WANTED = System.getProperty("reliability", "");
    private static final boolean WRITES = Boolean.getBoolean("fault-matrix.write");
    private static final int IN_SAMPLE = 2;
    private static final int STRIKES =
            Integer.getInteger("reliability.strikes", WANTED.isEmpty() ? IN_SAMPLE : Integer.MAX_VALUE);

    @TempDir
    static Path folder;

    private static final Map<Cell, Result> SEEN = Collections.synchronizedMap(new LinkedHashMap<>());

    @TestFactory
    Stream<DynamicTest> whatever_goes_wrong_nothing_is_lost_and_nothing_is_announced_that_is_not_true()
            throws IOException {
        Page page = page();
        Measures measures = new Measures(folder);
        // Twice as many as processors: some cells only wait.
        ExecutorService threads =
                Executors.newFixedThreadPool(2 * Runtime.getRuntime().availableProcessors());
        List<DynamicTest> tests = new ArrayList<>();
        for (Cell cell : wanted()) {
            Future<Result> running = threads.submit(() -> run(cell, measures));
            tests.add(DynamicTest.dynamicTest(cell.toString(), () -> {
                SEEN.put(cell, Result.NONE);
                try {
                    Result result = resultOf(running);
                    compare(cell, result, page);
                    SEEN.put(cell, result);
                } finally {
                    writeThePage();
                }
            }));
        }
        threads.shutdown();
        return tests.stream();
    }

    private static void compare(Cell cell, Result result, Page page) {
        if (!WRITES && cell.fault().isRepeatable(cell.engine())) {
            Set<Outcome> known = page.outcomes(cell);
            assertThat(known.isEmpty() ? result.outcomes() : known)
                    .as("the page's outcomes of %s", cell)
                    .containsAll(result.outcomes());
        }
    }

    private static Page page() throws IOException {
        return Page.parse(Files.exists(PAGE) ? Files.readString(PAGE) : "");
    }

    private static Result resultOf(Future<Result> running) throws Throwable {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static Result run(Cell cell, Measures measures) {
        Fault fault = cell.fault();
        List<Strike> strikes = fault.strikes(cell.engine(), cell.operation(), measures);
        List<Strike> made = strikes.subList(0, Math.min(STRIKES, strikes.size()));
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        for (Strike strike : made) {
            outcomes.add(Trial.run(cell, strike, measures, folder));
        }
        String places = fault.places(cell.engine(), cell.operation(), measures).orElse(strikes.size() + " strikes");
        String struck = made.size() + " of " + places;
        return new Result(outcomes, struck.equals(strikes.size() + " of " + strikes.size() + " strikes") ? "" : struck);
    }

    private static List<Cell> wanted() {
        List<Cell> possible = Cell.all().stream().filter(Cell::isPossible).toList();
        return WANTED.equals("all")
                ? possible
                : WANTED.isEmpty()
                        ? sample(possible)
                        : possible.stream()
                                .filter(cell -> Pattern.compile(WANTED)
                                        .matcher(cell.toString())
                                        .find())
                                .toList();
    }

    /** One of each fault, and the engines and operations in turn; one that mostly waits only where there is no other. */
    private static List<Cell> sample(List<Cell> possible) {
        List<Cell> sample = new ArrayList<>();
        int turn = 0;
        for (Fault fault : Fault.all()) {
            List<Cell> all =
                    possible.stream().filter(cell -> cell.fault().equals(fault)).toList();
            List<Cell> quick = all.stream().filter(cell -> !cell.isSlow()).toList();
            sample.add(pick(quick.isEmpty() ? all : quick, turn++));
        }
        return sample;
    }

    private static Cell pick(List<Cell> cells, int turn) {
        List<Engine> engines = List.of(Engine.values());
        Engine engine = engines.get(turn % engines.size());
        List<Cell> there =
                cells.stream().filter(cell -> cell.engine() == engine).toList();
        List<Cell> from = there.isEmpty() ? cells : there;
        return from.get(turn * 7 % from.size());
    }

    @Test
    void the_sample_has_every_fault_and_every_engine() {
        List<Cell> sample = sample(Cell.all().stream().filter(Cell::isPossible).toList());
        assertThat(sample.stream().map(Cell::fault)).containsAll(Fault.all());
        assertThat(sample.stream().map(Cell::engine)).contains(Engine.values());
        assertThat(sample.stream().map(Cell::operation)).contains(Operation.values());
    }

    @Test
    @DisabledIfSystemProperty(named = "fault-matrix.write", matches = "true")
    void the_page_has_exactly_the_cells_that_there_are() throws IOException {
        Set<String> possible =
                Cell.all().stream().filter(Cell::isPossible).map(Cell::key).collect(Collectors.toSet());
        assertThat(possible).containsAll(page().keys());
        assertThat(PAGE).content().isEqualTo(page().text());
    }

    @AfterAll
    static void closeTheShops() {
        Engine.closeAll();
    }

    /** After each cell, so that a run that is cut off has not been in vain. */
    private static void writeThePage() throws IOException {
        if (WRITES) {
            Files.writeString(PAGE, page().with(SEEN).text());
        }
    }
}
